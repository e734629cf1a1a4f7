"""What the public is told: little, rounded, held against all it was told before, and let go by a second person."""

import itertools
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core import clock
from core.errors import Conflict, Invalid, NotFound, Refused
from core.hq.donors import reading as donor_reading
from core.hq.donors import service as donor
from core.hq.donors.figures import How
from core.hq.models import Published
from core.hq.outside import published
from core.hq.outside.control import Act, Telling, withheld
from core.hq.outside.dominance import Between, between, dominated
from core.hq.outside.rounding import Told
from core.hq.public import service as public
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.periods import Period
from core.stores import Stores
from core.testkit.offices import BRUNO, IRMA, approve, decide, read, send, send_terms
from core.testkit.stores import StoreFactory

CATALOGUE = catalogues.current()
YEAR = Period(2025, "A")
QUARTERS = YEAR.parts("Q")
ALL: Key = ("RES-003", "_T", "_T", "V")
SEXES = tuple(("RES-003", "SEX", code, "V") for code in CATALOGUE.codelists["SEX"])


@pytest.fixture
def stores(store_factory: StoreFactory) -> Iterator[Stores]:
    """Three branches have sent a year that is accepted."""
    stores = store_factory("zz")
    with clock.freeze(datetime(2026, 3, 16, 16, tzinfo=UTC)):
        for branch, admitted, left in (("GT-01", 23, (14, 25)), ("MX-01", 12, (3, 21)), ("NI-01", 18, (11, 30))):
            send(stores, branch, "2025", {"RES-003": admitted, "AFC-001": left, "OUT-001": 3, "LEG-003": 2})
        yield stores


def propose(stores: Stores, token: str = "one", period: Period = YEAR) -> int:
    with stores.network.transaction() as session:
        return public.propose(session, BRUNO, token, period).id


def told(stores: Stores, release_id: int) -> dict[str, Told | None]:
    return {each.indicator: each.told for each in read(stores, release_id).parts[0].lines if each.breakdown == "_T"}


def test_the_network_is_told_and_no_branch(stores: Stores) -> None:
    seen = told(stores, propose(stores))
    assert seen["RES-003"] == Told(55)
    assert seen["OUT-001"] == Told(9)  # places are no persons
    assert seen["LEG-003"] is None
    # Of 76 who left 28 went to a lasting place; in one branch three did.
    assert seen["AFC-001"] == Told(37, 75)
    assert read(stores, 1).parts[0].versions == {"GT-01": 1, "MX-01": 1, "NI-01": 1}


def test_a_cohort_is_told_term_by_term_and_nothing_that_rests_on_too_few(stores: Stores) -> None:
    """Of four in ten who were reached after a year, what became of them is no figure of all."""
    for branch in ("GT-01", "MX-01", "NI-01"):
        send_terms(stores, branch, "2025", "AFC-002", {"M06": (30, 40), "M12": (16, 40)})
        send_terms(stores, branch, "2025", "AFC-003", {"M06": (12, 30), "M12": (12, 30)})
    lines = read(stores, propose(stores)).parts[0].lines
    terms = {(each.indicator, each.code): each.told for each in lines if each.breakdown == "WINDOW"}
    assert terms == {
        ("AFC-002", "M06"): Told(75, 120), ("AFC-002", "M12"): Told(40, 120),
        ("AFC-003", "M06"): Told(40, 90), ("AFC-003", "M12"): None,
    }  # fmt: skip


def test_another_person_lets_it_go_and_nobody_twice(stores: Stores) -> None:
    made = propose(stores)
    assert propose(stores) == made
    with pytest.raises(Refused):
        approve(stores, made, BRUNO)
    with stores.network.transaction() as session, pytest.raises(NotFound):
        public.note_download(session, BRUNO, made)
    approve(stores, made)
    assert read(stores, made).release.state == public.ISSUED
    with pytest.raises(Conflict):
        approve(stores, made)
    with pytest.raises(Invalid) as again:
        propose(stores, "two")
    assert again.value.fields["period"] == [public.ALREADY]


def test_what_would_be_told_otherwise_by_now_is_proposed_anew(stores: Stores) -> None:
    made = propose(stores)
    send(stores, "GT-01", "2025", {"RES-003": 40}, version=2)
    with pytest.raises(Conflict):
        approve(stores, made)


def test_a_refusal_is_kept_with_its_reason(stores: Stores) -> None:
    made = propose(stores)
    with stores.network.transaction() as session, pytest.raises(Invalid):
        public.refuse(session, IRMA, made, " ")
    with stores.network.transaction() as session:
        public.refuse(session, IRMA, made, "Faltan dos sedes")
    assert [(each.state, each.comment) for each in _listed(stores)] == [(public.REFUSED, "Faltan dos sedes")]


def _listed(stores: Stores) -> list[public.PublicRelease]:
    with stores.hq.reading() as session:
        return public.listed(session, BRUNO)


def test_what_is_not_accepted_or_not_known_is_not_told(stores: Stores) -> None:
    send(stores, "SV-01", "2025", {"RES-003": 50}, accept=False)
    assert told(stores, propose(stores))["RES-003"] == Told(55)
    send(stores, "HN-01", "2025", {"RES-003": None, "OUT-001": 1})
    assert told(stores, propose(stores, "two"))["RES-003"] is None


def tell_donor(stores: Stores, codes: str, token: str = "d", **asked: str) -> int:
    """Issue a report to a donor of those who said yes."""
    head = {"title": "Informe", "donor": "Fundación Ficticia", "period": "2025", "by_branch": False,
            "sharing": decide(stores, **asked)}  # fmt: skip
    with stores.network.transaction() as session:
        report = donor.begin(session, BRUNO, token, head)
        donor.write_section(session, BRUNO, report.id, 0, {"title": "1", "text": "", "indicators": codes})
        return donor.issue(session, IRMA, report.id).id


def test_the_public_is_told_what_a_donor_was_told_of_the_same_branches(stores: Stores) -> None:
    tell_donor(stores, "RES-003")
    assert told(stores, propose(stores))["RES-003"] == Told(55)


def test_a_branch_that_a_donor_was_not_told_of_does_not_follow_from_what_the_public_is_told(stores: Stores) -> None:
    """MX said no: 53 of all and 41 of the two others would say that it took in some twelve."""
    tell_donor(stores, "RES-003", MX="no")
    seen = told(stores, propose(stores))
    assert seen["RES-003"] is None
    assert seen["AFC-001"] is not None


def test_nor_from_what_a_donor_is_told_after_the_public(stores: Stores) -> None:
    """It is read once more with what is withheld, and then it leaves; places are nobody's, and are told."""
    approve(stores, propose(stores))
    report = tell_donor(stores, "OUT-001 RES-003", "e", MX="no")
    with stores.network.transaction() as session:
        seen = donor_reading.read(session, BRUNO, report)
        assert seen.report.state == donor_reading.DRAFT
        assert [line.indicator for line in seen.withheld] == ["RES-003"]
        assert {line.indicator: line.network.how for line in seen.lines.values()} == {
            "OUT-001": How.TOLD, "RES-003": How.WITHHELD,
        }  # fmt: skip
        assert len(published.before(session)) == 1
        assert donor.issue(session, IRMA, report).state == donor_reading.ISSUED
        assert {each.key[0] for each in published.before(session)[-1].told} == {"OUT-001"}


def test_what_a_report_withholds_is_chosen_anew_with_its_figures_and_not_with_its_words(stores: Stores) -> None:
    approve(stores, propose(stores))
    report = tell_donor(stores, "OUT-001 RES-003", "e", MX="no")
    words = {"title": "1", "text": "Sin ingresos.", "indicators": "OUT-001, RES-003"}
    with stores.network.transaction() as session:
        assert donor.write_section(session, BRUNO, report, 0, words).withheld
        assert not donor.write_section(session, BRUNO, report, 0, {**words, "indicators": "RES-003"}).withheld
    with stores.network.transaction() as session, pytest.raises(Invalid) as refused:
        donor.issue(session, IRMA, report)
    assert refused.value.fields == {"report": [donor.NOTHING]}


def test_what_a_donor_is_told_stands_in_the_ledger(stores: Stores) -> None:
    number = tell_donor(stores, "RES-003")
    with stores.network.reading() as session:
        (act_,) = published.before(session)
        line = session.scalars(select(Published)).one()
    assert act_.told == {Telling(YEAR, ALL, frozenset({"GT-01", "MX-01", "NI-01"})): (53, 57)}
    assert (line.recipient, line.number, line.period) == (published.DONOR, number, "2025")


@pytest.mark.parametrize("period", [Period(2025, "M", 3), Period(2024, "A")])
def test_no_month_is_told_and_no_period_of_which_nothing_came(stores: Stores, period: Period) -> None:
    with pytest.raises(Invalid):
        propose(stores, period=period)


@pytest.mark.parametrize("statement", ["UPDATE published SET figures='[]'", "DELETE FROM published"])
def test_a_line_of_the_ledger_is_neither_changed_nor_deleted(stores: Stores, statement: str) -> None:
    approve(stores, propose(stores))
    with pytest.raises(DBAPIError), stores.network.transaction() as session:
        session.execute(text(statement))


def test_nothing_is_told_while_the_ledger_and_the_audit_chain_differ(stores: Stores) -> None:
    approve(stores, propose(stores))
    with stores.network.transaction() as session:
        session.execute(text(
            "INSERT INTO published (recipient, number, period, periods, definitions, figures, content_hash, at)"
            " SELECT recipient, number, '2024', periods, definitions, figures, content_hash, at FROM published"
        ))  # fmt: skip
    with pytest.raises(Refused) as refused:
        propose(stores, "two", Period(2025, "Q", 1))
    assert refused.value.message == published.TAMPERED


def test_with_two_branches_each_could_take_its_own_count(stores: Stores) -> None:
    assert [dominated(between(total, 10), parts) for total, parts in (
        (30, [23, 7]), (35, [23, 12]), (25, [23, 2]), (30, [20, 4, 6]), (12, [11, 1, 0]), (40, [40]), (30, [23, None]),
    )] == [True, False, False, False, True, True, True]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "known"), [(0, (0, 0)), (10, (10, 12)), (12, (10, 12)), (13, (13, 17)), (23, (23, 27))]
)
def test_a_rounded_count_stands_for_five_numbers_at_most(value: int, known: tuple[int, int]) -> None:
    assert between(value, 10) == known


ALL_BRANCHES = frozenset({"A", "B", "C"})


def act(period: Period, values: Mapping[Key, int], kept: frozenset[Telling] = frozenset()) -> Act:
    """Tell what is large enough of three branches together, of which the first has all."""
    cells = {branch: {key: value if branch == "A" else 0 for key, value in values.items()} for branch in ALL_BRANCHES}
    totals = {Telling(period, key, ALL_BRANCHES): value for key, value in values.items()}
    told = {each: between(value, 10) for each, value in totals.items() if not 0 < value < 10 and each not in kept}
    return Act({period: cells}, told, totals)


def test_where_rounding_does_not_hide_a_part_another_one_is_withheld_with_it() -> None:
    for girls, boys, kept in ((57, 3, False), (62, 8, True)):
        values = dict(zip((ALL, *SEXES), (girls + boys, girls, boys, 0, 0), strict=True))
        others = withheld(CATALOGUE, [act(YEAR, values)])
        assert others is not None
        assert bool(others) == kept


def test_a_year_is_held_against_its_quarters() -> None:
    before = [act(each, {ALL: value}) for each, value in zip(QUARTERS, (20, 30, 8, 25), strict=True)]
    assert withheld(CATALOGUE, [*before, act(YEAR, {ALL: 83})]) == {Telling(YEAR, ALL, ALL_BRANCHES)}
    before[2] = act(QUARTERS[2], {ALL: 15})
    assert withheld(CATALOGUE, [*before, act(YEAR, {ALL: 90})]) == frozenset()


@pytest.mark.parametrize("seed", range(3))
def test_who_keeps_a_year_and_its_quarters_works_out_no_small_count(seed: int) -> None:
    draw = random.Random(seed)
    told: list[Act] = []
    for period in QUARTERS:
        told.append(let(told, period, {ALL: draw.choice((0, 6, 12, 30))}))
    parts = _parts(draw, sum(each for act_ in told for each in act_.totals.values() if each))
    told.append(let(told, YEAR, dict(zip((ALL, *SEXES), (sum(parts), *parts), strict=True))))
    exact = {(each.period, each.key): value or 0 for act_ in told for each, value in act_.totals.items()}
    seen = {(each.period, each.key): between_ for act_ in told for each, between_ in act_.told.items()}
    names = list(exact)
    sums = [
        [((YEAR, ALL), 1), *(((each, ALL), -1) for each in QUARTERS)],
        [((YEAR, ALL), 1), *(((YEAR, key), -1) for key in SEXES)],
    ]
    rows = [[dict(each).get(name, 0) for name in names] for each in sums]
    limits = [seen.get(name, Between(0, 400)) for name in names]
    for place, name in enumerate(names):
        if 0 < exact[name] < 10:
            low, high = (
                round(sign * milp(
                    [sign * (place == each) for each in range(len(names))], integrality=1,
                    bounds=Bounds([each.low for each in limits], [each.high for each in limits]),
                    constraints=LinearConstraint(rows, 0, 0),
                ).fun)
                for sign in (1, -1)
            )  # fmt: skip
            assert low <= 1, name
            assert high >= low + 3, name


def let(before: list[Act], period: Period, values: Mapping[Key, int]) -> Act:
    """Tell a period as far as it may be told."""
    others = withheld(CATALOGUE, [*before, act(period, values)])
    assert others is not None
    return act(period, values, others)


def _parts(draw: random.Random, total: int) -> list[int]:
    ends = sorted(draw.randrange(total + 1) for _each in SEXES[1:])
    return [after - first for first, after in itertools.pairwise([0, *ends, total])]
