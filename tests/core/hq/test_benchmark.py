"""A branch sees itself beside the others, and can tell none of them apart (HQ-6)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core import clock
from core.actor import Actor
from core.errors import DomainError, Invalid
from core.hq import benchmark
from core.hq.benchmark import Beside, Sheet, Why
from core.i18n import speaking
from core.reporting.periods import Period
from core.stores import Stores
from core.testkit.offices import ANALYST, send, send_terms
from core.testkit.stores import StoreFactory
from core.testkit.web import Network

MONTH = "2026-02"
OCCUPIED, ANSWERED = "CAP-002", "PAR-001"


@pytest.fixture
def stores(store_factory: StoreFactory) -> Iterator[Stores]:
    stores = store_factory("zz")
    with clock.freeze(datetime(2026, 3, 5, 16, tzinfo=UTC)):
        send(stores, "AA-01", MONTH, {OCCUPIED: (90, 100), ANSWERED: (8, 20), "RES-003": 12})
        yield stores


def others(stores: Stores, number: int, *, accept: bool = True) -> None:
    for place in range(number):
        figures = {OCCUPIED: (50 + 10 * place, 100), ANSWERED: (10 + place, 20), "RES-003": 11}
        send(stores, f"B{'BCDEFGH'[place]}-01", MONTH, figures, accept=accept)


def sheet(stores: Stores, branch: str = "AA-01", actor: Actor = ANALYST) -> Sheet:
    with stores.hq.reading() as session:
        return benchmark.sheet(session, actor, branch, Period.parse(MONTH))


def line(found: Sheet, code: str = OCCUPIED) -> Beside:
    return next(each for each in found.lines if each.indicator == code)


def test_of_two_others_nothing_is_told(stores: Stores) -> None:
    others(stores, 2)
    found = line(sheet(stores))
    assert (found.why, found.middle, found.others) == (Why.FEW, None, 2)
    assert (found.value, found.of) == (90, 100)


def test_of_three_the_middle_and_of_five_the_middle_half(stores: Stores) -> None:
    others(stores, 3)
    assert (line(sheet(stores)).middle, line(sheet(stores)).low) == (60, None)
    others_more = {OCCUPIED: (80, 100)}, {OCCUPIED: (99, 100)}
    for place, figures in enumerate(others_more):
        send(stores, f"C{'CD'[place]}-01", MONTH, figures)
    found = line(sheet(stores))
    assert (found.others, found.middle, found.low, found.high) == (5, 70, 60, 80)
    assert 50 not in (found.low, found.high)  # the lowest, and 99 the highest, stay untold


def test_what_may_not_be_told_outside_is_in_no_middle(stores: Stores) -> None:
    """Ten of twenty speaks, eleven of twenty would tell of nine."""
    others(stores, 4)
    assert (line(sheet(stores), ANSWERED).others, line(sheet(stores), ANSWERED).why) == (1, Why.FEW)


def test_what_is_not_accepted_or_not_comparable_stays_out(stores: Stores) -> None:
    others(stores, 3, accept=False)
    assert line(sheet(stores)).others == 0
    for place in range(4):
        send(stores, f"G{'BCDE'[place]}-01", MONTH, {OCCUPIED: (50, 100)}, grades={OCCUPIED: "C"} if place else {})
    assert line(sheet(stores)).others == 1
    assert line(sheet(stores, "GC-01")).why is Why.NOT_COMPARABLE


def test_counts_do_not_compare_between_houses_of_different_size(stores: Stores) -> None:
    others(stores, 3)
    assert {each.indicator for each in sheet(stores).lines} == {OCCUPIED, ANSWERED}


def test_after_care_stands_beside_others_term_by_term_as_far_as_enough_were_reached(stores: Stores) -> None:
    """It has no total: AFC-002 and AFC-003 were left out. Of one of four others only half were reached at a year."""
    for place, branch in enumerate(("AA-01", "BB-01", "BC-01", "BD-01", "BE-01")):
        send(stores, branch, "2025", {"RES-003": 60})
        reached = {"M06": (40, 60), "M12": (25 if branch in ("AA-01", "BE-01") else 40, 50), "M24": (None, 12)}
        send_terms(stores, branch, "2025", "AFC-002", reached)
        back = {"M06": (10 + 5 * place, 60), "M12": (10 + 5 * place, 50), "M24": (None, 12)}
        send_terms(stores, branch, "2025", "AFC-003", back)
    with stores.hq.reading() as session:
        found = benchmark.sheet(session, ANALYST, "AA-01", Period.parse("2025"))
    told = {each.window: each for each in found.lines if each.indicator == "AFC-003"}
    assert [(each.window, each.others, each.middle, each.weak) for each in told.values()] == [
        ("M06", 4, 37.5, False), ("M12", 3, 40, True), ("M24", 0, None, True),
    ]  # fmt: skip
    assert told["M06"].quantity.of == 60
    assert told["M24"].why is Why.FEW
    assert [each.window for each in found.lines if each.indicator == "AFC-002"] == ["M06", "M12", "M24"]
    assert benchmark.opened(benchmark.written(found), "AA-01") == found
    with speaking("en"):
        assert told["M12"].name == "Returns to residential care within 6, 12 and 24 months: 12 months"


def test_a_branch_reads_its_own_sheet_only(stores: Stores) -> None:
    officer = Actor(1, "Diego", "me_officer", 1, "AA-01", "aa")
    assert sheet(stores, actor=officer).branch == "AA-01"
    others(stores, 1)
    with pytest.raises(DomainError):
        sheet(stores, "BB-01", officer)


def test_a_sheet_names_nobody_and_comes_back_from_a_file_as_it_was(stores: Stores) -> None:
    others(stores, 5)
    text = benchmark.written(sheet(stores))
    assert not {"BB-01", "BC-01", "BD-01", "BE-01", "BF-01"} & set(text.split('"'))
    assert benchmark.opened(text, "AA-01") == sheet(stores)
    assert (sheet(stores).in_time, sheet(stores).usually) == (1, 8)


@pytest.mark.parametrize("sent", ["", "[", "{}", "[" * 9000, '{"format":"abrigo-benchmark"}'])
def test_what_is_no_sheet_is_refused(sent: str) -> None:
    with pytest.raises(Invalid) as refused:
        benchmark.opened(sent, "AA-01")
    assert refused.value.fields["sheet"] == [benchmark.NO_SHEET]


def test_another_branchs_sheet_and_one_that_says_more_are_refused(stores: Stores) -> None:
    text = benchmark.written(sheet(stores))
    with pytest.raises(Invalid) as refused:
        benchmark.opened(text, "BB-01")
    assert refused.value.fields["sheet"] == [benchmark.OTHER_BRANCH]
    with pytest.raises(Invalid):
        benchmark.opened(json.dumps({**json.loads(text), "more": 1}), "AA-01")


def test_the_pages_show_it_on_both_ways(network: Network) -> None:
    code = network.home.code
    send(network.home.stores, code, MONTH, {OCCUPIED: (90, 100)})
    others(network.home.stores, 3)
    for page in (
        network.client("me_officer").get(f"/figures/office/{MONTH}/sheet").text,
        _uploaded(network, network.client("hq_analyst").get(f"/hq/branches/{code}/{MONTH}/sheet.json").data),
    ):
        assert "60\u00a0%" in page
        assert "BB-01" not in page


def _uploaded(network: Network, sent: bytes) -> str:
    import io

    client = network.client("me_officer")
    return client.post("/figures/sheet", data={"sheet": (io.BytesIO(sent), "hoja.json")}).text
