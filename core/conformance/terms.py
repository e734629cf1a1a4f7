"""Checks that every term a country declares can be counted, at awkward moments too."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from core import calendar
from plugins.checks import Fault
from plugins.contract.calendar import Deadline
from plugins.errors import CountryError
from plugins.profile import CountryProfile

#: A plain noon, the last minutes of a year, a leap day, and a Sunday night.
_MOMENTS = ((2025, 1, 8, 12, 0), (2025, 12, 31, 23, 58), (2028, 2, 29, 8, 0), (2026, 3, 1, 22, 30))


def check_terms(profile: CountryProfile) -> Iterator[Fault]:
    """Find terms that cannot be counted, or that end on the wrong side of what they are counted from."""
    zone = profile.country.time_zone
    for hook, term in _terms(profile):
        for moment in _MOMENTS:
            start = datetime(*moment, tzinfo=ZoneInfo(zone))
            fault = _counted(profile, hook, term, start)
            if fault:
                yield fault
                break


def _terms(profile: CountryProfile) -> Iterator[tuple[str, Deadline]]:
    for deadline in profile.deadlines.values():
        yield "declare_deadlines", deadline
    for protocol in profile.missing_protocols.values():
        yield from (("declare_missing_protocols", step.due) for step in protocol.steps)
    for owed in profile.obligations.values():
        if owed.due:
            yield "declare_obligations", owed.due
    for form in (form for versions in profile.forms.values() for form in versions):
        if form.due:
            yield "declare_legal_forms", form.due


def _counted(profile: CountryProfile, hook: str, term: Deadline, start: datetime) -> Fault | None:
    try:
        end = calendar.due(profile, term, start, profile.country.time_zone)
    except CountryError as error:
        [problem, *_] = error.problems
        return Fault(problem.hook, f"the term '{term.code}' cannot be counted: {problem.message}", problem.fix)
    if (end > start) if term.before else (end < start):
        side = "after" if term.before else "before"
        message = f"the term '{term.code}' ends {side} the event of {start:%Y-%m-%d %H:%M}"
        decided = profile.manager.implements("decide_due_date")
        return Fault("decide_due_date" if decided else hook, message, "Count it forward, or declare before=True.")
    return None
