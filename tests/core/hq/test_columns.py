"""A period that is read in one row of each branch says the same as its cells, added up one by one by another way."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import count, groupby
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import NotFound
from core.hq.models import Figure, NewestFigures, Submission
from core.hq.tables import blocks, columns, newest
from core.hq.tables.pools import Pooled
from core.hq.tables.rows import Row, rows
from core.hq.tables.table import Shown, Table, table
from core.hq.tables.unallocated import Together
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.masking import name_of
from core.reporting.periods import Period
from core.reporting.quantity import Place, Quantity, quantities, unreliable
from core.stores import Stores
from core.testkit.offices import ANALYST
from core.testkit.stores import StoreFactory

YEAR = Period(2025, "A")
#: Counts, shares with a denominator of their own and of the whole, a mean, a cohort, and what other definitions knew.
OLD: tuple[Key, ...] = (("OLD-001", "_T", "_T", "V"), ("RES-003", "SEX", "X9", "V"), ("RES-003", "OLD", "F", "V"))
NUMBERED = ("RES-003", "RES-004", "RES-009", "MHH-005", "AFC-002", "AFC-004")
KEYS = [
    *OLD,
    *(key for key in catalogues.current().keys("A") if key[0] in NUMBERED and key[1] not in ("REFERRER", "REASON")),
]
VALUES = some.one_of(some.none(), some.integers(0, 40), some.sampled_from((-(10**9), 10**9)))
STANDINGS = some.tuples(some.sampled_from("ABC"), some.sampled_from(("E0", "E1", "E3")))
_NUMBERS = count()


@some.composite
def sent(draw: some.DrawFn) -> list[Row]:
    """Draw what up to seven branches of two countries have sent, some of them the same cells."""
    shapes = draw(some.lists(some.lists(some.sampled_from(KEYS), max_size=20, unique=True), min_size=1, max_size=3))
    found = []
    for number in range(draw(some.integers(1, 7))):
        keys = sorted(draw(some.sampled_from(shapes)))
        standing = {
            key[0]: (draw(some.sampled_from("ABC")), draw(some.sampled_from(("E0", "E1", "E3")))) for key in keys
        }
        branch, country = f"ZZ-{number}", "za" if number % 2 else "zb"
        found += [Row(branch, country, "2025", 1, *key, draw(VALUES), "A", "F", *standing[key[0]]) for key in keys]
    return found


@some.composite
def read(draw: some.DrawFn, found: list[Row]) -> dict[str, Together]:
    """Draw sums of what is hidden: of all who hide it by name or without names, or of others."""
    told = {}
    for key in draw(some.lists(some.sampled_from(KEYS), max_size=len(KEYS))):
        hiding = frozenset(row.branch for row in found if row.key == key and row.value is None and row.grade != "C")
        told[name_of(key)] = Together(9, draw(some.sampled_from((hiding, None, frozenset({"ZZ-1"})))))
    return told


class Alone:
    """A period added up figure by figure, each by itself: what a table has to say."""

    def __init__(self, found: Iterable[Row], sums: Mapping[str, Together]) -> None:
        catalogue = catalogues.current()
        known = [each for each in found if each.indicator in catalogue.indicators and each.key not in OLD]
        self.branches = {branch: list(own) for branch, own in groupby(known, lambda row: row.branch)}
        self.sums = sums
        self.figures = {branch: quantities(own, catalogue.indicators) for branch, own in self.branches.items()}
        self.places = {place for own in self.figures.values() for place in own}

    def standing(self, branch: str, place: Place) -> tuple[str, str]:
        own = [(row.grade, row.evidence) for row in self.branches[branch] if row.indicator == place[0]]
        return own[-1] if own else ("A", "")

    def shown(self, place: Place) -> list[Shown]:
        told = []
        for branch, own in self.figures.items():
            grade, evidence = self.standing(branch, place)
            told.append(Shown(own.get(place), grade, place in own and unreliable(own, place), evidence))
        return told

    def pooled(self, place: Place) -> Pooled:
        there = {branch: own[place] for branch, own in self.figures.items() if place in own}
        added = {branch: each for branch, each in there.items() if self.standing(branch, place)[0] != "C"}
        told = [
            each for each in added.values() if None not in ((each.value, each.of) if each.is_share else (each.value,))
        ]
        share = bool(told) and told[0].is_share
        whole = sum(each.of or 0 for each in told) if share else None
        quantity = Quantity(sum(each.value or 0 for each in told), whole, share) if told else None
        known = Pooled(quantity, len(added) - len(told), len(there) - len(added))
        totals = {key[3]: self.total(key, added) for key in self.keys(place, added) if key[3] != "Q"}
        share = any(each.is_share for each in added.values())
        wholes = [self.whole(place, branch) for branch in added] if share else []
        apart = {
            key: self.total(key, {branch for branch in added if self.whole(place, branch) == key})
            for key in wholes
            if key
        }
        if not known.hidden or None in (*totals.values(), *apart.values(), *wholes):
            return known
        value = next(totals[each] for each in "VNS" if each in totals)
        of = sum(each or 0 for each in apart.values()) if share else None
        return Pooled(Quantity(value, of, share), 0, known.apart, known.hidden)

    def whole(self, place: Place, branch: str) -> Key | None:
        """Name the cell that a branch's figure is a share of: its own, or the one of the whole."""
        sent = {row.key for row in self.branches[branch]}
        return next((key for key in ((*place, "D"), (place[0], "_T", "_T", "D")) if key in sent), None)

    def keys(self, place: Place, added: Iterable[str]) -> set[Key]:
        return {row.key for branch in added for row in self.branches[branch] if row.key[:3] == place}

    def total(self, key: Key, added: Iterable[str]) -> int | None:
        cells = {row.branch: row.value for branch in added for row in self.branches[branch] if row.key == key}
        hiding = {branch for branch, value in cells.items() if value is None}
        told = self.sums.get(name_of(key))
        if hiding and (told is None or told.branches not in (None, hiding)):
            return None
        return sum(each or 0 for each in cells.values()) + (told.value if hiding and told else 0)


def place_of(each: Any) -> tuple[Any, ...]:
    return each.indicator.id, each.list_name, each.part


def holds(found: Table, alone: Alone) -> None:
    """Hold every cell and every sum of a table against what was added up by itself."""
    catalogue = catalogues.current()
    lines = {place_of(each): each for each in found.lines}
    assert found.branches == found.sent == tuple(alone.branches)
    assert len(lines) == len(found.lines) == len(alone.places)
    for place in alone.places:
        total = place[1] == "_T"
        names = (None, None) if total else (catalogue.list_label(place[1]), catalogue.labels[place[1]][place[2]])
        line = lines[place[0], *names]
        assert list(line.cells) == alone.shown(place)
        assert line.pooled == alone.pooled(place)
        assert line.evidence == {
            alone.standing(branch, place)[1] for branch, own in alone.figures.items() if place in own
        }


@settings(deadline=None)
@given(data=some.data(), most=some.sampled_from((1, 2, 20)))
def test_columns_add_up_to_what_each_figure_adds_up_to_by_itself(data: some.DataObject, most: int) -> None:
    found = data.draw(sent())
    sums = data.draw(read(found))
    holds(table(blocks.gathered(found, most), sums), Alone(found, sums))


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    return store_factory("zz")


def comes(session: Session, branch: str, country: str, version: int, cells: Iterable[Row]) -> None:
    """Keep what a branch has sent, as receiving does once it believes a package."""
    kept = Submission(
        branch_code=branch, country_code=country, period="2025", version=version, catalogue="x", package="{}",
        package_hash=str(next(_NUMBERS)), signature="", received_by="file",
        received_at=datetime(2026, 2, 1, tzinfo=UTC),
    )  # fmt: skip
    session.add(kept)
    session.flush()
    names = ("indicator", "breakdown", "code", "component", "value", "status", "confidential", "grade", "evidence")
    session.execute(
        insert(Figure), [{"submission_id": kept.id, **{name: getattr(row, name) for name in names}} for row in cells]
    )
    newest.note(session, kept)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(packages=some.lists(sent(), min_size=1, max_size=3))
def test_a_period_is_read_as_its_newest_cells_say(stores: Stores, packages: list[list[Row]]) -> None:
    with stores.network.transaction() as session:
        for version, found in enumerate(packages, start=1):
            for (branch, country), own in groupby(found, lambda row: row[:2]):
                comes(session, branch, country, version, own)
        assert columns.differing(session) == []
        for country in ("", "za"):
            alike = table(blocks.gathered(rows(session, ANALYST, YEAR, country=country)))
            assert table(columns.blocks(session, ANALYST, YEAR, country)) == alike
        session.rollback()


def test_a_copy_that_says_something_else_is_named(stores: Stores) -> None:
    with stores.network.transaction() as session:
        for branch, value in (("ZZ-1", 7), ("ZZ-2", None), ("ZZ-3", 7)):
            comes(session, branch, "zz", 1, [Row(branch, "zz", "2025", 1, *KEYS[-1], value, "A", "F", "A")])
        session.execute(update(NewestFigures).where(NewestFigures.branch_code == "ZZ-2").values(cells="[0]"))
        session.delete(session.get_one(NewestFigures, ("2025", "ZZ-3")))
        assert columns.differing(session) == [("2025", "ZZ-2"), ("2025", "ZZ-3")]
        session.rollback()


def test_who_may_not_look_is_shown_nothing(stores: Stores) -> None:
    with stores.hq.reading() as session, pytest.raises(NotFound):
        columns.blocks(session, Actor(1, "x", "director"), YEAR)
