"""Whether the night's work is done: for whoever looks after the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.audit.models import CountryEvent
from core.branches.models import Branch
from core.nightly import claims
from core.nightly.models import NightPass
from core.nightly.nights import mark_of
from core.scope import ALL, set_branch_scope
from core.stores import Store, Stores
from plugins.profile import CountryProfile

#: Somebody looks every hour; two that were missed are trouble.
_LATE = timedelta(hours=2) + claims.LOOK_AGAIN


class Freshness(StrEnum):
    """How the work stands."""

    NEVER = "never"
    FRESH = "fresh"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Report:
    """How the work of all houses stands.

    :param behind: codes of houses whose last night is missing.
    """

    freshness: Freshness
    finished_at: datetime | None
    behind: tuple[str, ...]


def standing(network: Store) -> Freshness:
    """Tell by the last pass whether somebody looks for work; one row is read."""
    return _standing(claims.last(network))


def report(stores: Stores, countries: Mapping[str, CountryProfile]) -> Report:
    """Tell how every house stands. Before the first pass nothing is late: an installation begins with none."""
    row = claims.last(stores.network)
    if row is None or row.finished_at is None:
        return Report(Freshness.NEVER, None, ())
    behind = tuple(code for country in countries for code in _behind(stores.country(country)))
    return Report(Freshness.LATE if behind else _standing(row), row.finished_at, behind)


def _standing(row: NightPass | None) -> Freshness:
    if row is None or row.finished_at is None:
        return Freshness.NEVER
    return Freshness.FRESH if row.fine and clock.now() - row.finished_at <= _LATE else Freshness.LATE


def _behind(store: Store) -> list[str]:
    """List the houses for which neither this day nor the one before was worked, the day of opening left out."""
    with store.reading() as session:
        set_branch_scope(session, ALL)
        query = select(Branch.code, Branch.time_zone, Branch.opened_on).where(Branch.closed_on.is_(None))
        wanted = {
            row.code: {str(mark_of(row.code, day).id) for day in (today, today - timedelta(days=1))}
            for row in session.execute(query.order_by(Branch.code))
            if (today := clock.today(row.time_zone)) > row.opened_on
        }
        done = _marks(session, {mark for marks in wanted.values() for mark in marks})
    return [code for code, marks in wanted.items() if not marks & done]


def _marks(session: Session, wanted: set[str]) -> set[str]:
    query = select(CountryEvent.subject_id).where(CountryEvent.subject == "nightly")
    return set(session.scalars(query.where(CountryEvent.subject_id.in_(wanted))))
