"""Kinds of protection measure, and what a child may sleep here on before an order arrives.

No maximum length of a residential measure was found in any text that could be read. None is set: the order's own dates
count, and core is only asked to remind of a review every 90 days (C). The child authority orders some measures and the
courts others; which of them orders which is to be confirmed. Whether a measure is provisional or final is a field of
the order (list ``caracter_medida``), not a kind.
"""

from countries.hn.sources import norm
from plugins.contract.legal import Decider, MeasureKind, Validity
from plugins.contract.text import Text

PROVISIONAL_HOURS = 72
REVIEW_DAYS = 90
_ANY_END = (Validity.FIXED, Validity.UNTIL_REVIEW, Validity.UNTIL_FURTHER_ORDER)


def measure_kinds() -> tuple[MeasureKind, ...]:
    """Give the orders, residential care first, then the provisional bases."""
    return (
        _order("residencial", "Acogimiento residencial", "Residential care", "cna_measures", covers_stay=True),
        _order(
            "familia_proteccion_temporal",
            "Familia de protección temporal",
            "Temporary protection family",
            "foster_protocol",
        ),
        _order("parientes", "Cuidado de parientes", "Kinship care", "cna_89"),
        _order(
            "permanencia_padres", "Permanencia con madre o padre, con apoyo", "Stay with parents, supported", "cna_89"
        ),
        _order("otra", "Otra medida", "Other measure", "cna_measures"),
        _provisional("entrega_con_acta", "Entrega por autoridad con acta", "Handed over with a record", Decider.EITHER),
        _provisional("orden_verbal", "Orden verbal de la autoridad", "Verbal order of the authority", Decider.EITHER),
        _provisional(
            "peligro_vida", "Peligro para la vida o integridad", "Danger to life or integrity", Decider.NOBODY
        ),
    )


def kind(code: str) -> MeasureKind | None:
    """Find a kind by its code."""
    return next((each for each in measure_kinds() if each.code == code), None)


def _order(code: str, es: str, en: str, basis: str, *, covers_stay: bool = False) -> MeasureKind:
    return MeasureKind(
        code=code,
        label=Text.of(es=es, en=en),
        decider=Decider.EITHER,
        provisional=False,
        limit_hours=None,
        covers_stay=covers_stay,
        validities=_ANY_END,
        basis=norm(basis),
        reminder_days=REVIEW_DAYS if covers_stay else None,
    )


def _provisional(code: str, es: str, en: str, decider: Decider) -> MeasureKind:
    return MeasureKind(
        code=code,
        label=Text.of(es=es, en=en),
        decider=decider,
        provisional=True,
        limit_hours=PROVISIONAL_HOURS,
        covers_stay=True,
        validities=(Validity.FIXED,),
        basis=norm("proposal"),
        limit_basis=norm("emergency_72h"),
    )
