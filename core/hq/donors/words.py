"""How a figure of a report to a donor is read, on the screen and on paper."""

from core.hq.donors.figures import Entry, How, Line
from core.hq.outside.words import public_words
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
