"""Kinds of protection measure, and what a child may sleep here on before an order arrives.

Only a judge, or a justice of the peace for an urgent measure, can order shelter (Ley PINA art. 116 b). No maximum
length could be read: the order's own dates count, and a review is asked for after 180 days (C). No text gives a first
hours' term either: the 72 hours of a provisional basis are our own alarm (C).
"""

from functools import cache

from countries.gt.sources import norm
from plugins.contract.legal import Decider, MeasureKind, Validity
from plugins.contract.text import Text

PROVISIONAL_HOURS = 72
REVIEW_DAYS = 180
HEARING_DAYS = 10
_ANY_END = (Validity.FIXED, Validity.UNTIL_REVIEW, Validity.UNTIL_FURTHER_ORDER)


@cache
def measure_kinds() -> tuple[MeasureKind, ...]:
    """Give the orders that cover a stay, then other orders, then the provisional bases."""
    return (*_sheltering(), *_other_orders(), *_provisional_bases())


def kind(code: str | None) -> MeasureKind | None:
    """Find a kind by its code."""
    return next((each for each in measure_kinds() if each.code == code), None)


def _sheltering() -> tuple[MeasureKind, ...]:
    return (
        _order(
            "abrigo_temporal",
            "Abrigo temporal (juzgado de la niñez)",
            "Temporary shelter (child court)",
            "pina_114_116b",
            covers_stay=True,
            reminder=(REVIEW_DAYS, "csj_40_2010_max"),
        ),
        _order(
            "cautelar_urgente",
            "Medida cautelar urgente (juez de paz o de turno)",
            "Urgent precautionary measure (peace or duty court)",
            "urgent_order",
            covers_stay=True,
            reminder=(HEARING_DAYS, "pina_117_hearing"),
        ),
    )


def _other_orders() -> tuple[MeasureKind, ...]:
    return (
        _order("familia_sustituta", "Familia sustituta provisional", "Provisional substitute family", "pina_112_h"),
        _order("retiro_agresor", "Retiro del agresor", "Removal of the aggressor", "pina_115"),
        _order("otra_medida", "Otra medida de protección", "Other protection measure", "pina_112"),
    )


def _provisional_bases() -> tuple[MeasureKind, ...]:
    return (
        _provisional(
            "entrega_con_acta",
            "Entrega por autoridad con acta firmada",
            "Handed over by an authority with a signed record",
            Decider.EITHER,
        ),
        _provisional(
            "orden_verbal", "Orden verbal de juez, por escrito pendiente", "Verbal order of a judge", Decider.COURT
        ),
        _provisional(
            "peligro_vida", "Peligro para la vida o integridad", "Danger to life or integrity", Decider.NOBODY
        ),
    )


def _order(
    code: str, es: str, en: str, basis: str, *, covers_stay: bool = False, reminder: tuple[int, str] | None = None
) -> MeasureKind:
    """Describe an order of a court.

    :param reminder: days after which a review is asked for, and the rule it rests on.
    """
    days, limit = reminder or (None, None)
    return MeasureKind(
        code=code,
        label=Text.of(es=es, en=en),
        decider=Decider.COURT,
        provisional=False,
        limit_hours=None,
        covers_stay=covers_stay,
        validities=_ANY_END,
        basis=norm(basis),
        limit_basis=norm(limit) if limit else None,
        reminder_days=days,
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
        basis=norm("provisional_basis"),
        limit_basis=norm("provisional_alarm"),
    )
