"""What the public was told of a year is told anew as a whole, and what changed in it tells of nobody."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.hq.donors import service as donor
from core.hq.outside import published
from core.hq.outside.control import Act, Telling, withheld
from core.hq.outside.corrections import tells
from core.hq.outside.dominance import between
from core.hq.outside.rounding import Told, outside
from core.hq.public import service as public
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.periods import Period
from core.reporting.quantity import Quantity
from core.stores import Stores
from core.testkit.offices import BRUNO, IRMA, approve, decide, read, send
from core.testkit.stores import StoreFactory

CATALOGUE = catalogues.current()
YEAR, QUARTER, NEXT = Period(2025, "A"), Period(2025, "Q", 1), Period(2025, "Q", 2)
SENT = {"GT-01": 27, "MX-01": 12, "NI-01": 18}
#: Who came after the first quarter.
LATER = {"GT-01": 4}
WHY = "Una sede encontró dos expedientes"


@pytest.fixture
def stores(store_factory: StoreFactory) -> Iterator[Stores]:
    """Three branches' year and first quarter have been told; the second quarter has come and was not told."""
    stores = store_factory("zz")
    with clock.freeze(datetime(2026, 3, 16, 16, tzinfo=UTC)):
        for branch, admitted in SENT.items():
            send(stores, branch, "2025", {"RES-003": admitted})
            send(stores, branch, "2025Q1", {"RES-003": admitted - LATER.get(branch, 0)})
            send(stores, branch, "2025Q2", {"RES-003": 2})
        for period in (YEAR, QUARTER):
            with stores.network.transaction() as session:
                made = public.propose(session, BRUNO, str(period), period)
                public.approve(session, IRMA, made.id)
        yield stores


def restate(stores: Stores, more: int, branch: str = "GT-01", **how: bool) -> None:
    for period, less in (("2025", 0), ("2025Q1", LATER.get(branch, 0))):
        send(stores, branch, period, {"RES-003": SENT[branch] + more - less}, version=2, **how)


def years(stores: Stores) -> list[Period]:
    with stores.hq.reading() as session:
        return public.correctable(session, BRUNO)


def correct(stores: Stores, token: str = "c", why: str = WHY) -> int:
    with stores.network.transaction() as session:
        return public.correct(session, BRUNO, token, YEAR, why).id


def told(stores: Stores, release_id: int) -> dict[Period, Told | None]:
    return {part.period: part.lines[0].told for part in read(stores, release_id).parts}


def test_all_of_a_year_that_was_told_is_told_anew_by_two_people(stores: Stores) -> None:
    assert years(stores) == []
    restate(stores, 3)
    assert years(stores) == [YEAR]
    made = correct(stores)
    assert correct(stores) == made
    shown = read(stores, made)
    assert (shown.corrects, shown.release.version, shown.release.why) == (True, 2, WHY)
    assert told(stores, made) == {QUARTER: Told(55), YEAR: Told(60)}
    assert [part.versions["GT-01"] for part in shown.parts] == [2, 2]
    with pytest.raises(Refused):
        approve(stores, made, BRUNO)
    approve(stores, made)
    assert years(stores) == []
    with stores.hq.reading() as session:
        assert published.told_to_public(session) == {YEAR: ("2025", 2), QUARTER: ("2025", 2)}
    with stores.network.reading() as session:
        assert [set(each.cells) for each in published.before(session)] == [{YEAR}, {QUARTER}, {YEAR, QUARTER}]


def test_a_correction_says_why_and_of_what(stores: Stores) -> None:
    with pytest.raises(Invalid) as unchanged:
        correct(stores)
    assert unchanged.value.fields == {"period": [public.UNCHANGED]}
    restate(stores, 3)
    with pytest.raises(Invalid) as silent:
        correct(stores, why=" ")
    assert "why" in silent.value.fields
    with stores.network.transaction() as session, pytest.raises(Invalid) as again:
        public.propose(session, BRUNO, "again", YEAR)
    assert again.value.fields == {"period": [public.ALREADY]}


def test_it_waits_until_everybody_who_was_told_of_is_accepted(stores: Stores) -> None:
    restate(stores, 3)
    restate(stores, 4, "MX-01", accept=False)
    assert years(stores) == []


def test_it_adds_up_the_same_branches_as_before(stores: Stores) -> None:
    """A fourth branch that was accepted since would stand alone as what the two sums differ by."""
    restate(stores, 3)
    for period in ("2025", "2025Q1"):
        send(stores, "SV-01", period, {"RES-003": 40})
    assert told(stores, correct(stores)) == {QUARTER: Told(55), YEAR: Told(60)}


def test_what_would_be_told_otherwise_by_now_is_proposed_anew_and_no_year_is_corrected_twice_for_one_reason(
    stores: Stores,
) -> None:
    restate(stores, 3)
    made, other = correct(stores), correct(stores, "d")
    approve(stores, made)
    with pytest.raises(Conflict):
        approve(stores, other)


def test_a_change_by_few_that_shows_is_withheld_and_counted(stores: Stores) -> None:
    """Of 57 the public was told 55, of 64 it would be told 65: at least six more came, and seven is a small count."""
    restate(stores, 7)
    made = correct(stores)
    assert told(stores, made) == {QUARTER: Told(60), YEAR: None}
    assert read(stores, made).audit.changed == 1


def tell_donor(stores: Stores, period: str, codes: str) -> None:
    head = {"title": "Informe", "donor": "Fundación Ficticia", "period": period, "by_branch": False,
            "sharing": decide(stores, periods=period)}  # fmt: skip
    with stores.network.transaction() as session:
        report = donor.begin(session, BRUNO, "d", head)
        donor.write_section(session, BRUNO, report.id, 0, {"title": "1", "text": "", "indicators": codes})
        donor.issue(session, IRMA, report.id)


def test_a_donor_is_not_told_a_small_change_since_the_public_was_told(stores: Stores) -> None:
    restate(stores, 7)
    with pytest.raises(Invalid) as refused:
        tell_donor(stores, "2025", "RES-003")
    assert refused.value.fields == {"report": [donor.NOTHING]}
    tell_donor(stores, "2025Q1", "RES-003")


def test_a_small_change_does_not_show_either_to_whoever_reads_a_donors_report(stores: Stores) -> None:
    """A donor was told of the third quarter, which was restated since; the public is told of it for the first time."""
    for branch, admitted in SENT.items():
        send(stores, branch, "2025Q3", {"RES-003": admitted})
    tell_donor(stores, "2025Q3", "RES-003")
    send(stores, "GT-01", "2025Q3", {"RES-003": SENT["GT-01"] + 7, "OUT-001": 1}, version=2)
    with stores.network.transaction() as session:
        made = public.propose(session, BRUNO, "third", Period(2025, "Q", 3)).id
    assert {each.indicator: each.told for each in read(stores, made).parts[0].lines}["RES-003"] is None
    assert read(stores, made).audit.changed == 1


ALL, GIRLS, BOYS = ("RES-003", "_T", "_T", "V"), ("RES-003", "SEX", "F", "V"), ("RES-003", "SEX", "M", "V")
OTHERS = tuple(("RES-003", "SEX", code, "V") for code in ("_O", "_U"))


def act(girls: int, boys: int, kept: tuple[Key, ...] = ()) -> Act:
    counts: Mapping[Key, int] = {ALL: girls + boys, GIRLS: girls, BOYS: boys, **dict.fromkeys(OTHERS, 0)}
    network = frozenset({"A", "B"})
    cells: dict[str, dict[Key, int | None]] = {"A": dict(counts), "B": dict.fromkeys(counts, 0)}
    totals = {Telling(YEAR, key, network): value for key, value in counts.items()}
    shown = {each: between(value, 10) for each, value in totals.items()
             if not 0 < value < 10 and each.key not in kept}  # fmt: skip
    return Act({YEAR: cells}, shown, totals)


def test_a_count_that_was_hidden_does_not_follow_from_its_correction() -> None:
    """Nine boys were hidden, and with them the 51 girls; now there is no boy. To tell the girls tells the nine."""
    before, now = act(51, 9, (GIRLS,)), act(51, 0)
    assert withheld(CATALOGUE, [now]) == frozenset()
    found = withheld(CATALOGUE, [before, now])
    assert found is not None
    assert {each.key for each in found} >= {GIRLS}


COUNT, SHARE = CATALOGUE.indicators["RES-003"], CATALOGUE.indicators["AFC-001"]

#: Which counts are told alike.
COUNTS: dict[Told, list[int]] = {}
for each in range(80):
    if (said := outside(Quantity(each), COUNT)) is not None:
        COUNTS.setdefault(said, []).append(each)


@given(before=st.integers(0, 60), change=st.integers(-15, 15))
def test_two_tellings_of_a_count_leave_a_small_change_open(before: int, change: int) -> None:
    after = before + change
    assume(after >= 0)
    then, now = (outside(Quantity(each), COUNT) for each in (before, after))
    if then is None or now is None or tells(COUNT, then, now, ({"V": before}, {"V": after})):
        return
    possible = {other - one for one in COUNTS[then] for other in COUNTS[now]}
    assert change == 0 or abs(change) >= 10 or then == now or (min(map(abs, possible)) <= 1 and len(possible) >= 4)


@given(part=st.integers(10, 40), rest=st.integers(10, 40), more=st.integers(-6, 6), less=st.integers(-6, 6))
def test_two_tellings_of_a_share_leave_a_small_change_open(part: int, rest: int, more: int, less: int) -> None:
    counts = ({"N": part, "D": part + rest}, {"N": part + more, "D": part + rest + more + less})
    then, now = (outside(Quantity(each["N"], each["D"], is_share=True), SHARE) for each in counts)
    if then is None or now is None or then == now or tells(SHARE, then, now, counts):
        return
    fits = [possible_parts(each) for each in (then, now)]
    for place, change in ((0, more), (1, more + less)):
        low = min(each[place] for each in fits[1]) - max(each[place] for each in fits[0])
        high = max(each[place] for each in fits[1]) - min(each[place] for each in fits[0])
        assert change == 0 or abs(change) >= 10 or (low <= 1 and high >= -1 and high - low >= 3)


def possible_parts(told: Told) -> list[tuple[int, int]]:
    """All numerators and denominators that are told like this."""
    wholes = range(max(20, (told.of or 0) - 3), (told.of or 0) + 4)
    return [
        (part, whole) for whole in wholes for part in range(10, whole - 9)
        if outside(Quantity(part, whole, is_share=True), SHARE) == told
    ]  # fmt: skip
