"""Why a bed cannot be given to somebody, in words that say no reason about a person."""

from plugins.contract.stages import Objection
from plugins.contract.text import Text

TAKEN = Objection(
    "bed_taken",
    Text.of(
        es="Esta cama ya está ocupada o reservada: una cama es de una sola persona, también la cuna de un bebé.",
        en="This bed is taken or held already: a bed is for one person only, and so is a baby's crib.",
    ),
    field="bed_id",
)
HAS_BED = Objection(
    "has_bed",
    Text.of(
        es="Ella ya tiene una cama a esa hora. Use el cambio de cama.",
        en="She already has a bed at that time. Use the change of bed.",
    ),
    field="resident",
)
OUT_OF_SERVICE = Objection(
    "bed_out_of_service",
    Text.of(es="Esta cama está fuera de servicio ese día.", en="This bed is out of service on that day."),
    field="bed_id",
)
ADULT_AMONG_MINORS = Objection(
    "adult_among_minors",
    Text.of(
        es="Esta habitación es para menores de edad. Una persona adulta duerme aparte, salvo que una evaluación "
        "de riesgo escrita lo permita.",
        en="This room is for minors. An adult sleeps apart, unless a written risk assessment allows otherwise.",
    ),
    field="risk_assessment",
)
MINOR_AMONG_ADULTS = Objection(
    "minor_among_adults",
    Text.of(
        es="Esta habitación es para personas adultas. Una menor de edad duerme aparte, salvo que una evaluación "
        "de riesgo escrita lo permita.",
        en="This room is for adults. A minor sleeps apart, unless a written risk assessment allows otherwise.",
    ),
    field="risk_assessment",
)
SAME_BED = Objection(
    "same_bed", Text.of(es="Ella ya duerme en esta cama.", en="She sleeps in this bed already."), field="bed_id"
)
HELD_ALREADY = Objection(
    "held_already", Text.of(es="Su cama ya está reservada.", en="Her bed is held for her already.")
)
NOT_HELD = Objection("not_held", Text.of(es="Su cama no está reservada.", en="Her bed is not on hold."))
BED_IN_USE = Objection(
    "bed_in_use",
    Text.of(
        es="Alguien ocupa esta cama o la tiene reservada. Primero cámbiela de cama.",
        en="Somebody sleeps in this bed or has it on hold. Move her first.",
    ),
)


def wrong_age_group(kind: str, occupants: str, *, adult: bool) -> bool:
    """Tell whether a room is for the other age group (AGE-5); a crib goes wherever its mother sleeps."""
    if kind == "crib":
        return False
    return occupants == ("minors" if adult else "adults")
