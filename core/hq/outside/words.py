"""How a figure that was told to somebody outside is read, on the screen and on paper."""

from core.hq.outside.rounding import Told, is_exact
from core.i18n import format_number
from core.i18n import gettext as _
from core.reporting.catalogue import Indicator


def public_words(told: Told | None, indicator: Indicator) -> str:
    """Write what is told of a figure, and of one that is withheld nothing else than that."""
    if told is None:
        return _("withheld")
    value, whole = told.value, told.of
    if whole is None:
        return format_number(value)
    among = format_number(whole)
    if indicator.type == "ratio" and is_exact(indicator):
        return _("%(share)s %% of %(whole)s", share=format_number(value), whole=among)
    if indicator.type == "ratio":
        return _("%(share)s %% of about %(whole)s", share=format_number(value), whole=among)
    if indicator.type == "mean":
        return _("%(mean)s on average, about %(whole)s measured", mean=format_number(value, 1), whole=among)
    return _("%(rate)s per %(base)s", rate=format_number(value, 1), base=format_number(indicator.per))


def rule_words() -> str:
    """Say by which rule figures are told to somebody outside."""
    return _(
        "Counts of children, families and staff are told from ten on, to the nearest five; percentages only where both"
        " parts are nought or ten and more. Trainings, laws, decisions of courts, sites visited, beds and records are"
        " told as they are. What is withheld bears one mark, whatever the reason."
    )
