"""What a branch sent, version by version, is one count where nothing was changed, and two where it was."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hq.sums.histories import History, Sent, batches
from core.hq.sums.sent import histories, unclear
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.disclosure.relations import Place
from core.reporting.periods import Period
from core.stores import Stores
from core.testkit.offices import send
from core.testkit.stores import StoreFactory

MAY, JUNE, YEAR = Period(2025, "M", 5), Period(2025, "M", 6), Period(2025, "A")
KEY: Key = ("RES-003", "_T", "_T", "V")
PERIODS = [MAY, JUNE, YEAR]


def sent(number: int, value: int | None, *, changed: bool = False, period: Period = MAY) -> Sent:
    return Sent(period, number, {KEY: value}, frozenset({KEY} if changed else ()))


def names(*versions: Sent) -> list[Place]:
    history = History(batches(versions))
    return [history.places[each.period, each.version, KEY] for each in versions]


def test_withheld_twice_and_not_changed_it_is_one_count() -> None:
    assert names(sent(1, None), sent(2, None)) == [Place(MAY, KEY)] * 2
    assert len(set(names(sent(1, None), sent(2, None, changed=True)))) == 2


def test_told_in_one_version_and_not_changed_in_the_other_it_is_known() -> None:
    for versions in ((sent(1, 7), sent(2, None)), (sent(1, None), sent(2, 7)), (sent(1, 7), sent(2, 7))):
        history = History(batches(versions))
        assert set(history.places.values()) == {Place(MAY, KEY)}
        assert history.known == {Place(MAY, KEY): 7}


def test_told_twice_and_different_it_is_two_known_counts() -> None:
    assert History(batches((sent(1, 7), sent(2, 8)))).known == {Place(MAY, KEY, 7): 7, Place(MAY, KEY): 8}


@given(steps=st.lists(st.tuples(st.booleans(), st.integers(5, 7)), min_size=1, max_size=6))
def test_each_version_has_its_own_count_whatever_was_told(steps: Sequence[tuple[bool, int]]) -> None:
    """Somebody who is told which of them are the same finds exactly the counts that there were."""
    versions, before = [], None
    for number, (told, value) in enumerate(steps, 1):
        versions.append(sent(number, value if told else None, changed=before is not None and before != value))
        before = value
    history = History(batches(versions))
    for each, (_told, value) in zip(versions, steps, strict=True):
        assert history.known.get(history.places[MAY, each.version, KEY], value) == value
    for one, other in pairwise(versions):
        same = history.places[MAY, one.version, KEY] == history.places[MAY, other.version, KEY]
        assert same or steps[one.version - 1][1] != steps[other.version - 1][1]


def test_a_year_that_was_restated_left_together() -> None:
    first = [sent(1, 5, period=each) for each in PERIODS]
    again = [sent(2, 6, period=each) for each in PERIODS]
    assert batches((*first, *again, sent(3, 7))) == [*([each] for each in first), again, [sent(3, 7)]]


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    stores = store_factory("zz")
    for period in PERIODS:
        send(stores, "ZZ-01", str(period), {"RES-003": None})
    return stores


def again(stores: Stores, period: Period, former: int | None, version: int = 2) -> None:
    told = None if former is None else {"version": former, "changed": ["/".join(KEY)]}
    send(stores, "ZZ-01", str(period), {"RES-003": None}, version=version, package=json.dumps({"former": told}))


def known(stores: Stores) -> tuple[frozenset[str], History]:
    with stores.hq.reading() as session:
        return unclear(session, PERIODS), histories(session, PERIODS, {"ZZ-01"})["ZZ-01"]


def test_a_restated_year_is_read_with_what_was_changed(stores: Stores) -> None:
    assert known(stores)[0] == frozenset()
    for period in PERIODS:
        again(stores, period, 1)
    out, history = known(stores)
    assert out == frozenset()
    assert [len(batch) for batch in history.batches] == [1, 1, 1, 3]
    assert history.places[MAY, 1, KEY] != history.places[MAY, 2, KEY]


@pytest.mark.parametrize(("former", "version"), [(None, 2), (2, 3)], ids=["says nothing", "one is missing"])
def test_a_branch_of_which_a_version_cannot_be_held_against_the_one_before_is_unclear(
    stores: Stores, former: int | None, version: int
) -> None:  # fmt: skip
    for period in PERIODS:
        again(stores, period, former if period == JUNE else 1, version if period == JUNE else 2)
    assert known(stores)[0] == {"ZZ-01"}


def test_a_branch_that_corrects_a_running_year_is_unclear(store_factory: StoreFactory) -> None:
    """Its parts do not add up before all of the year is there."""
    stores = store_factory("zz")
    send(stores, "ZZ-01", str(MAY), {"RES-003": None})
    again(stores, MAY, 1)
    assert known(stores)[0] == {"ZZ-01"}


def test_figures_of_other_definitions_are_unclear_beside_those_of_today(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    label = f"{catalogues.current().id} 0"
    monkeypatch.setattr(catalogues.Catalogue, "label", property(lambda _self: label))
    for period in PERIODS:
        again(stores, period, 1)
    assert known(stores)[0] == {"ZZ-01"}
