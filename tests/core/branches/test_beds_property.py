"""Whatever is done in whatever order: one bed one person, and occupied + held + free = in service."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.branches import service
from core.branches.models import BedStay
from core.errors import DomainError
from core.testkit.houses import NOON, House

ACTS = ("assign", "move", "hold", "return", "release", "end", "close", "reopen")
Act = tuple[str, int, int, int, bool]
act = st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 4), st.integers(0, 60), st.booleans())


@pytest.fixture
def people(house: House) -> list[int]:
    """Register four residents once; what an example does to their beds is undone."""
    return [house.resident(f"R{number}") for number in range(4)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(act, max_size=20))
def test_no_order_of_acts_puts_two_in_a_bed_or_loses_one(house: House, people: list[int], acts: list[Act]) -> None:
    try:
        with house.work() as session:
            play(session, house, people, acts)
            check(session, house)
            raise StopIteration  # each example begins in an empty house
    except StopIteration:
        pass


def play(session: Session, house: House, people: list[int], acts: list[Act]) -> None:
    now = NOON
    for name, person, bed, minutes, adult in acts:
        now += timedelta(hours=minutes)
        with clock.freeze(now):
            try:
                with session.begin_nested():
                    do(session, house, name, people[person], list(house.beds.values())[bed], adult=adult)
            except DomainError:
                pass
            standing = service.occupancy(session, house.actor())
            assert standing.occupied + standing.held + standing.free == standing.in_service
            assert standing.free >= 0


def do(session: Session, house: House, name: str, person: int, bed: int, *, adult: bool) -> None:
    actor, now = house.actor("director"), clock.now()
    tomorrow = now.astimezone(ZoneInfo("UTC")).date() + timedelta(days=1)
    acts = {
        "assign": lambda: service.assign_bed(session, actor, person, bed, now, adult=adult),
        "move": lambda: service.move_bed(session, actor, person, bed, now, adult=adult),
        "hold": lambda: service.hold_bed(session, actor, person, tomorrow, now),
        "return": lambda: service.end_hold(session, actor, person, now),
        "release": lambda: service.release_bed(session, actor, person, now),
        "end": lambda: service.end_bed_stay(session, actor, person, now),
        "close": lambda: service.close_bed(session, actor, bed),
        "reopen": lambda: service.reopen_bed(session, actor, bed),
    }
    acts[name]()


def check(session: Session, house: House) -> None:
    stays = list(session.scalars(select(BedStay)))
    for stay in stays:
        instant = stay.from_at
        if stay.until_at == stay.from_at:
            continue
        together = [s for s in stays if s.from_at <= instant and (s.until_at is None or s.until_at > instant)]
        assert len({s.bed_id for s in together}) == len(together)
        assert len({s.resident_id for s in together}) == len(together)
        counted = service.occupancy(session, house.actor(), instant)
        assert counted.occupied + counted.held == len(together)
        assert counted.free >= 0
