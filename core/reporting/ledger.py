"""What a branch has given away of its figures besides the signed submissions, so that nothing adds up to a small count.

An entry is written when a document is prepared: a page that was printed may have left, whatever the file says of it.
"""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.disclosure import Release
from core.reporting.models import Closing, Disclosed
from core.reporting.periods import Period


def note(session: Session, branch_id: int, release: Release, shown: Iterable[Key]) -> Disclosed:
    """Note the cells that a document shows, exact and with what it hides."""
    cells = [[*key, release.values[key], key in release.hidden] for key in shown]
    entry = Disclosed(
        branch_id=branch_id,
        period=str(release.period),
        catalogue=catalogues.current().label,
        figures=json.dumps(cells),
    )
    session.add(entry)
    return entry


def given(session: Session, branch_id: int, year: int, before: Closing | None = None) -> list[Release]:
    """List what documents have shown of a year by today's definitions.

    :param before: a closing whose own time it is: what was given after its signature had not left yet.
    """
    query = (
        select(Disclosed)
        .where(Disclosed.branch_id == branch_id, Disclosed.period.startswith(str(year)))
        .where(Disclosed.catalogue == catalogues.current().label)
        .order_by(Disclosed.id)
    )
    if before is not None and before.signed_at is not None:
        query = query.where(Disclosed.created_at < before.signed_at)
    return [_read(each) for each in session.scalars(query)]


def together(releases: Iterable[Release]) -> list[Release]:
    """Put together what was released of each period: what was open once is open."""
    found: dict[Period, list[Release]] = {}
    for each in releases:
        found.setdefault(each.period, []).append(each)
    return [_one(period, several) for period, several in found.items()]


def _one(period: Period, several: list[Release]) -> Release:
    values: dict[Key, int] = {}
    opened: set[Key] = set()
    for each in several:
        values |= each.values
        opened |= each.values.keys() - each.hidden
    return Release(period, values, frozenset(values.keys() - opened))


def _read(entry: Disclosed) -> Release:
    values: Mapping[Key, int]
    cells = [((row[0], row[1], row[2], row[3]), row[4], row[5]) for row in json.loads(entry.figures)]
    values = {key: value for key, value, _hidden in cells}
    return Release(Period.parse(entry.period), values, frozenset(key for key, _value, hidden in cells if hidden))
