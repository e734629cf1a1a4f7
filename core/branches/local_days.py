"""The holidays of the place where a branch lies: on them some offices are closed there, besides the country's days."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.calendar import Closed
from core.configuration import versions
from core.configuration.kinds import Content

#: Code of the kind that configures them, declared where what they move is known.
CODE = "local_days"
#: A closure is shorter than this: offices that never open again are a slip of the pen.
LONGEST_CLOSURE = 120


def closed_at(session: Session, branch_id: int) -> Closed:
    """Give the closed days of a branch as terms are counted by them."""
    contents = [content for _kind, _key, content in versions.contents(session, branch_id, (CODE,))]
    return closed_by(contents[0]) if contents else closed_by({"days": []})


def closed_by(content: Content) -> Closed:
    """Give the closed days that a content names; a closure from a day to a day closes each of them."""
    once: set[tuple[str, str]] = set()
    yearly: set[tuple[str, str]] = set()
    for row in content["days"]:
        for day in _days(row):
            written = day.isoformat()
            if row["yearly"]:
                yearly.add((row["calendar"], written[5:]))
            else:
                once.add((row["calendar"], written))

    def closed(calendar: str, day: date) -> bool:
        written = day.isoformat()
        return (calendar, written) in once or (calendar, written[5:]) in yearly

    return closed


def is_a_span(row: Mapping[str, Any]) -> bool:
    """Tell whether a row ends after it begins, and soon enough that offices open again."""
    first, last = _ends(row)
    return timedelta() <= last - first < timedelta(days=LONGEST_CLOSURE)


def _days(row: Mapping[str, Any]) -> Iterator[date]:
    """Give the days of a row; one that cannot be closes its first day alone."""
    first, last = _ends(row)
    for offset in range((last - first).days + 1 if is_a_span(row) else 1):
        yield first + timedelta(days=offset)


def _ends(row: Mapping[str, Any]) -> tuple[date, date]:
    first = date.fromisoformat(row["day"])
    return first, date.fromisoformat(row["until"]) if row.get("until") else first
