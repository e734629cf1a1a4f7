"""The board: who has sent what, in time by the branch's own calendar, and how completely."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.engine import Engine

from core import clock
from core.access.models import BranchListing
from core.actor import Actor
from core.errors import NotFound
from core.hq import service
from core.hq.board import timeliness
from core.hq.models import Figure, Submission
from core.hq.service import Timeliness
from core.hq.tables import newest
from core.reporting.periods import Period
from core.stores import Stores
from core.testkit.stores import StoreFactory

ANALYST = Actor(1, "Analista", "hq_analyst")
MARCH = Period(2026, "M", 3)


def listing(code: str = "ZZ-01", **changes: Any) -> BranchListing:
    values = {"country_code": "zz", "branch_id": 1, "public_name": code, "time_zone": "Etc/GMT+5"}
    return BranchListing(code=code, **values, formatting_locale="es", **({"opened_on": date(2025, 1, 1)} | changes))


@pytest.fixture
def stores(store_factory: StoreFactory) -> Iterator[Stores]:
    stores = store_factory("zz")
    with clock.freeze(datetime(2026, 4, 15, 12, 0, tzinfo=UTC)):
        with stores.network.transaction() as session:
            session.add_all([listing("ZZ-01"), listing("ZZ-02"), listing("ZZ-03", opened_on=date(2026, 4, 1))])
        yield stores


def arrive(stores: Stores, branch: str, period: str, at: datetime, version: int = 1, cells: int = 2) -> None:
    """Write what came, whatever it says."""
    with stores.network.transaction() as session:
        kept = Submission(
            branch_code=branch, country_code="zz", period=period, version=version, catalogue="x", package="{}",
            package_hash=f"{branch}{period}{version}", signature="", received_at=at, received_by="file",
        )  # fmt: skip
        session.add(kept)
        session.flush()
        cell = {"submission_id": kept.id, "component": "V", "value": 5, "status": "A", "confidential": "F"}
        session.execute(insert(Figure), [cell | {"indicator": f"R0{number}"} for number in range(cells)])
        newest.note(session, kept)


@pytest.mark.parametrize(
    ("now", "came", "expected"),
    [
        (datetime(2026, 4, 11, 4, 59, tzinfo=UTC), None, Timeliness.DUE),  # still the tenth there
        (datetime(2026, 4, 11, 5, 0, tzinfo=UTC), None, Timeliness.OVERDUE),
        (datetime(2026, 4, 21, 4, 59, tzinfo=UTC), None, Timeliness.OVERDUE),
        (datetime(2026, 4, 21, 5, 0, tzinfo=UTC), None, Timeliness.MISSING),
        (datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 4, 11, 4, 59, tzinfo=UTC), Timeliness.ON_TIME),
        (datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 4, 11, 5, 0, tzinfo=UTC), Timeliness.LATE),
        (datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 4, 21, 5, 0, tzinfo=UTC), Timeliness.AFTER),
    ],
)
def test_the_tenth_and_twentieth_day_are_the_branchs(
    now: datetime, came: datetime | None, expected: Timeliness
) -> None:
    with clock.freeze(now):
        assert timeliness(MARCH, listing(), came) is expected


def test_a_house_is_not_asked_before_it_opens_or_after_it_closes() -> None:
    with clock.freeze(datetime(2026, 9, 1, tzinfo=UTC)):
        assert timeliness(MARCH, listing(opened_on=date(2026, 4, 1)), None) is Timeliness.NOT_OPEN
        assert timeliness(MARCH, listing(opened_on=date(2026, 3, 31)), None) is Timeliness.MISSING
        assert timeliness(MARCH, listing(closed_on=date(2026, 3, 1)), None) is Timeliness.NOT_OPEN


def test_the_board_tells_the_first_arrival_and_the_newest_version(stores: Stores) -> None:
    first = datetime(2026, 4, 9, tzinfo=UTC)
    arrive(stores, "ZZ-01", "2026-03", first, cells=3)
    arrive(stores, "ZZ-01", "2026-03", datetime(2026, 4, 30, tzinfo=UTC), version=2, cells=4)
    with stores.hq.reading() as session:
        line, silent, new = service.board(session, ANALYST, [MARCH, MARCH.previous()]).lines
    standing = line.standings[0]
    assert (standing.timeliness, standing.version, standing.answered) == (Timeliness.ON_TIME, 2, 4)
    assert standing.received_at == first
    assert (line.started, line.in_time, line.due) == (True, 1, 2)
    assert (silent.started, new.started) == (False, False)
    assert new.standings[0].timeliness is Timeliness.NOT_OPEN


def test_the_board_asks_as_much_of_two_branches_as_of_twenty(stores: Stores) -> None:
    def statements() -> int:
        counted: list[str] = []
        listener = lambda *arguments: counted.append(arguments[2])  # noqa: E731
        event.listen(Engine, "before_cursor_execute", listener)
        try:
            with stores.hq.reading() as session:
                service.board(session, ANALYST, service.ended_periods("M", 12))
        finally:
            event.remove(Engine, "before_cursor_execute", listener)
        return len(counted)

    few = statements()
    with stores.network.transaction() as session:
        session.add_all(listing(f"ZZ-{number}") for number in range(10, 30))
    for number in range(10, 30):
        arrive(stores, f"ZZ-{number}", "2026-03", datetime(2026, 4, 9, tzinfo=UTC))
    assert statements() == few


def test_the_board_goes_on_by_key_and_shows_each_branch_once(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.hq.board.PAGE", 4)
    with stores.network.transaction() as session:
        session.add_all(listing(f"ZZ-{number}") for number in range(10, 16))
    seen, pages, after = [], [], ""
    with stores.hq.reading() as session:
        for _page in range(3):
            shown = service.board(session, ANALYST, [MARCH], after)
            seen.append([each.code for each in shown.lines])
            pages.append(shown.page)
            after = shown.page.after or ""
    assert [len(each) for each in seen] == [4, 4, 1]
    assert after == ""
    assert [(each.before, each.first, each.last, each.of) for each in pages] == [
        (None, 1, 4, 9), ("", 5, 8, 9), (pages[0].codes[-1], 9, 9, 9),
    ]  # fmt: skip
    assert sorted(code for page in seen for code in page) == [code for page in seen for code in page]


def test_the_last_periods_are_those_that_have_ended(stores: Stores) -> None:
    assert [str(each) for each in service.ended_periods("M", 3)] == ["2026-03", "2026-02", "2026-01"]
    assert [str(each) for each in service.ended_periods("A", 2)] == ["2025", "2024"]


@pytest.mark.parametrize("role", ["director", "evaluator", "me_officer", "config_admin", "auditor"])
def test_only_the_regional_analyst_looks(stores: Stores, role: str) -> None:
    for look in (
        lambda session, actor: service.board(session, actor, [MARCH]),
        lambda session, actor: service.rows(session, actor, MARCH),
    ):
        with pytest.raises(NotFound), stores.hq.reading() as session:
            look(session, Actor(1, role, role))
