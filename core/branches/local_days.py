"""The holidays of the place where a branch lies, and recesses that its country has set for every house.

On them some offices are closed there, besides the days that the country's package brings.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.branches.models import Branch
from core.calendar import Closed
from core.configuration import versions
from core.configuration.kinds import Content
from core.places import service as places

#: Codes of the kinds that configure a house's own days and the whole country's, declared where what they move is known.
CODE, COUNTRY_CODE = "local_days", "country_days"
#: A closure is shorter than this: offices that never open again are a slip of the pen.
LONGEST_CLOSURE = 120
NONE: Content = {"days": []}


def closed_at(session: Session, branch_id: int) -> Closed:
    """Give the closed days of a branch as terms are counted by them: its own, and its country's that count there."""
    found = {kind: content for kind, _key, content in versions.contents(session, branch_id, (CODE, COUNTRY_CODE))}
    return together(session, branch_id, found.get(CODE, NONE), found.get(COUNTRY_CODE, NONE))


def of_country(session: Session, branch_id: int) -> Content:
    """Read what the country has set for every house, as far as it counts at a branch."""
    found = (content for _kind, _key, content in versions.contents(session, branch_id, (COUNTRY_CODE,)))
    return {"days": _counting(session, branch_id, next(found, NONE))}


def together(session: Session, branch_id: int, own: Content, country: Content) -> Closed:
    """Give the days that close the offices of a branch by what it has set and what its country has."""
    return closed_by({"days": [*own["days"], *_counting(session, branch_id, country)]})


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


def _counting(session: Session, branch_id: int, country: Content) -> list[Mapping[str, Any]]:
    """Leave out what is for another part of the country."""
    placed = any(row.get("place") for row in country["days"])
    here = places.chain(session, session.get_one(Branch, branch_id).place_code) if placed else ()
    return [row for row in country["days"] if not row.get("place") or row["place"] in here]


def _days(row: Mapping[str, Any]) -> Iterator[date]:
    """Give the days of a row; one that cannot be closes its first day alone."""
    first, last = _ends(row)
    for offset in range((last - first).days + 1 if is_a_span(row) else 1):
        yield first + timedelta(days=offset)


def _ends(row: Mapping[str, Any]) -> tuple[date, date]:
    first = date.fromisoformat(row["day"])
    return first, date.fromisoformat(row["until"]) if row.get("until") else first
