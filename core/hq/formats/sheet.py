"""What stands around the figures of a report: what it is, whose, of when, and how to read it."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass

from core.i18n import current, format_date, say, speaking
from core.i18n import gettext as _
from core.i18n.territories import territory_name
from core.reporting.meaning import EVIDENCE
from core.reporting.periods import POOLED, Period
from core.reporting.words import period_words
from plugins.contract.exports import Release


@dataclass(frozen=True, slots=True)
class Front:
    """The first words of a report.

    :param facts: pairs of a word and what is told.
    :param legend: how signs are to be read; ``caveats`` what the figures do not say.
    """

    title: str
    period: str
    facts: tuple[tuple[str, str], ...]
    legend: tuple[str, ...]
    caveats: tuple[str, ...]


#: How numbers and days are written for the network: as its region does, where Spain would put points for thousands.
_WRITES = {"es": "es_419"}


def speaking_for(release: Release) -> AbstractContextManager[object]:
    """Write in the language that was asked for, whoever asked."""
    return speaking(release.language, locale=_WRITES.get(release.language, release.language))


def silent(release: Release, branches: Collection[str]) -> str:
    """Say from which branches that were open nothing has come; empty where there is none, or nothing at all has come.

    :param branches: from which something has.
    """
    if not branches:
        return ""
    last = Period.parse(release.period).last
    missing = [each.code for each in release.branches if each.opened_on <= last and each.code not in set(branches)]
    return _("No figures have come from: %(branches)s.", branches=", ".join(missing)) if missing else ""


def front(release: Release) -> Front:
    """Write the front in the words of whoever is spoken to."""
    period = Period.parse(release.period)
    titles = {
        "A": _("Annual report"), "Q": _("Quarterly report"), "M": _("Monthly report"),
        POOLED: _("Report on three years"),
    }  # fmt: skip
    first, last = format_date(period.first), format_date(period.last)
    return Front(
        titles[period.kind],
        period_words(period),
        (
            (_("What"), _what(release)),
            (_("Who"), ", ".join(f"{each.code} {each.name}" for each in release.branches)),
            (_("Period"), f"{period_words(period)} ({first} – {last})"),
            (_("Definitions"), release.catalogue),
            (_("Made on"), format_date(release.made_at.date())),
        ),
        _legend(),
        _caveats(),
    )


def _what(release: Release) -> str:
    if not release.country:
        return _("Figures of the network, by branch")
    country = territory_name(release.country, current().language)
    return _("Figures of the branches of %(country)s", country=country)


def _legend() -> tuple[str, ...]:
    return (
        _("Withheld: the branch hid the count, which is small or would give a small one away; it may be zero."),
        _("A figure of grade A means the same everywhere; B is mapped with a difference; C stands alone."),
        _("A ratio is written as so many of so many; a percentage of fewer than ten is not told."),
        _("A cross in a chart is a withheld count, not a zero."),
        _("The letter E and a number say how well a figure is attested: %(levels)s.", levels=_levels()),
    )


def _levels() -> str:
    return "; ".join(f"{code} {say(text)[0].lower()}{say(text)[1:]}" for code, text in EVIDENCE.items())


def _caveats() -> tuple[str, ...]:
    return (
        _("It is for use within the network: whoever stands outside is told less, in a report to a donor."),
        _("A child who moved between branches may count twice."),
        _("The network's column adds up what is open and comparable; it says how many branches are left out."),
        _("The figures are those of the newest submission of each branch and may be corrected for the whole year."),
    )
