"""A table that was laid out is shown again as long as nothing has come, and to nobody who may not see it."""

from typing import Any

import pytest

from core.actor import Actor
from core.errors import NotFound
from core.hq import laid_out as kept
from core.hq.laid_out import laid_out
from core.hq.sums import Sum
from core.hq.table import Table, table
from core.reporting.masking import name_of
from core.reporting.periods import Period
from core.stores import Stores
from core.testkit.offices import ANALYST, send
from core.testkit.stores import StoreFactory

YEAR = Period(2025, "A")


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    made = store_factory("zz")
    for code in ("GT-01", "GT-02", "HN-01"):
        send(made, code, "2025", {"CAP-001": 10, "RES-003": None})
    return made


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Table]:
    """What was laid out anew."""
    found: list[Table] = []

    def noted(*arguments: Any) -> Table:
        found.append(table(*arguments))
        return found[-1]

    monkeypatch.setattr(kept, "table", noted)
    return found


def places(stores: Stores, country: str = "", actor: Actor = ANALYST, sums: dict[str, Sum] | None = None) -> int | None:
    """Give the sum of authorised places."""
    with stores.hq.reading() as session:
        lines = laid_out(session, actor, YEAR, country, sums or {}).lines
    quantity = next(each.pooled.quantity for each in lines if each.indicator.id == "CAP-001")
    return quantity and quantity.value


def test_it_is_laid_out_once_for_what_has_come(stores: Stores, made: list[Table]) -> None:
    assert [places(stores), places(stores), places(stores, "hn"), places(stores, "hn")] == [30, 30, 10, 10]
    assert len(made) == 2
    send(stores, "HN-01", "2025", {"CAP-001": 25}, version=2)
    assert [places(stores), places(stores, "hn"), places(stores, "gt")] == [45, 25, 20]
    send(stores, "NI-01", "2025", {"CAP-001": 1})
    assert [places(stores), places(stores, "hn")] == [46, 25]
    assert len(made) == 6


def test_few_are_kept(stores: Stores, made: list[Table], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 1)
    for country in ("", "hn", "", "hn"):
        places(stores, country)
    assert len(made) == 4


def test_with_other_sums_it_is_another_table(stores: Stores, made: list[Table]) -> None:
    name, hiding = name_of(("RES-003", "_T", "_T", "V")), frozenset({"GT-01", "GT-02", "HN-01"})
    for value in (None, 9, 9, 12, None):
        places(stores, sums={} if value is None else {name: Sum(value, hiding)})
    pooled = [each.pooled for found in made for each in found.lines if each.indicator.id == "RES-003"]
    assert [(each.quantity and each.quantity.value, each.masked) for each in pooled] == [(None, 0), (9, 3), (12, 3)]


def test_who_may_not_look_is_shown_nothing_that_was_kept(stores: Stores) -> None:
    places(stores)
    with pytest.raises(NotFound):
        places(stores, actor=Actor(1, "x", "director"))
