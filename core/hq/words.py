"""How a figure that was told to somebody outside is read, on the screen and on paper."""

from core.hq.donor_figures import Entry, How, Line
from core.hq.outside import Told
from core.i18n import format_number
from core.i18n import gettext as _
from core.reporting.catalogue import Indicator


def told_words(entry: Entry, indicator: Indicator) -> str:
    """Write a figure: ``45``, ``58 % of about 60``, or why there is none."""
    if entry.told is None:
        return {
            How.PROVISIONAL: _("provisional, not told"),
            How.NOT_SENT: _("not sent"),
            How.APART: _("not comparable, not in the sum"),
        }.get(entry.how, _("withheld"))
    return public_words(entry.told, indicator)


def changed_words(then: Line, now: Line, indicator: Indicator) -> list[str]:
    """Write what of a figure is told otherwise: ``RES-003 Admissions: 35 before, 110 now``."""
    before, after = then.as_told, now.as_told
    return [
        _(
            "%(figure)s: %(before)s before, %(now)s now", figure=", ".join(filter(None, (now.name, branch))),
            before=public_words(before.get(branch), indicator), now=public_words(after.get(branch), indicator),
        )
        for branch in sorted({*before, *after}) if before.get(branch) != after.get(branch)
    ]  # fmt: skip


def public_words(told: Told | None, indicator: Indicator) -> str:
    """Write what is told of a figure, and of one that is withheld nothing else than that."""
    if told is None:
        return _("withheld")
    value, whole = told.value, told.of
    if whole is None:
        return format_number(value)
    among = format_number(whole)
    if indicator.type == "ratio":
        return _("%(share)s %% of about %(whole)s", share=format_number(value), whole=among)
    if indicator.type == "mean":
        return _("%(mean)s on average, about %(whole)s measured", mean=format_number(value, 1), whole=among)
    return _("%(rate)s per %(base)s", rate=format_number(value, 1), base=format_number(indicator.per))
