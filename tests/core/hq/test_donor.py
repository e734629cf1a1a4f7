"""AS-24: a report to a donor tells accepted figures only, as somebody outside may read them, and never changes."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.hq.donors import reading as donor_reading
from core.hq.donors import service as donor
from core.hq.donors.figures import How, Line
from core.hq.donors.paper import print_report, told_words
from core.hq.outside import published
from core.hq.outside.rounding import Told, outside
from core.i18n import speaking
from core.reporting import catalogue as catalogues
from core.reporting.quantity import Quantity
from core.stores import Stores
from core.testkit.offices import ANALYST as BRUNO
from core.testkit.offices import IRMA, decide, issue, send, send_parts, send_terms
from core.testkit.stores import StoreFactory

NOW = datetime(2026, 3, 16, 16, tzinfo=UTC)
QUARTER = "2025Q4"
ADMITTED, FAMILY, VISITED = "RES-003", "AFC-001", "OUT-001"
INDICATORS = catalogues.current().indicators
HEAD = {"title": "Fondo de ejemplo", "donor": "Fundación Ficticia", "period": QUARTER, "by_branch": False}


@pytest.fixture
def stores(store_factory: StoreFactory) -> Iterator[Stores]:
    """Four branches have sent the quarter; MX also December, which nobody has accepted; HN means another thing."""
    stores = store_factory("zz")
    with clock.freeze(NOW):
        send(stores, "GT-01", QUARTER, {ADMITTED: 23, VISITED: 3})
        send(stores, "HN-01", QUARTER, {ADMITTED: 31, VISITED: 2}, grades={ADMITTED: "C"})
        send(stores, "NI-01", QUARTER, {ADMITTED: None, VISITED: 4})
        send(stores, "MX-01", QUARTER, {ADMITTED: 12, VISITED: 1})
        send(stores, "MX-01", "2025-12", {ADMITTED: 5}, accept=False)
        yield stores


def write(stores: Stores, token: str = "one", codes: str = f"{ADMITTED}, {VISITED}", **head: object) -> int:
    with stores.network.transaction() as session:
        made = donor.begin(session, BRUNO, token, {**HEAD, **head})
        told = {"title": "Quiénes llegaron", "text": "Gracias.\nUn año de trabajo.", "indicators": codes}
        donor.write_section(session, BRUNO, made.id, 0, told)
        return made.id


def read(stores: Stores, report_id: int) -> donor_reading.Read:
    with stores.hq.reading() as session:
        return donor_reading.read(session, BRUNO, report_id)


def line(stores: Stores, report_id: int, code: str = ADMITTED) -> Line:
    return next(each for each in read(stores, report_id).sections[0].lines if each.indicator == code)


def test_the_sum_holds_what_is_accepted_and_comparable_and_nothing_else(stores: Stores) -> None:
    send(stores, "SV-01", QUARTER, {ADMITTED: 50}, accept=False)
    found = line(stores, write(stores))
    assert found.network.told == Told(35)  # 23 of GT and 12 of MX; NI hid its own
    assert [(each.branch, each.how) for each in found.branches] == [("SV-01", How.PROVISIONAL)]
    assert [(each.branch, each.how) for each in found.apart] == [("HN-01", How.APART)]


def test_what_is_provisional_is_named(stores: Stores) -> None:
    seen = read(stores, write(stores)).sources
    assert seen is not None
    assert seen.months == {"MX-01": ("2025-12",)}
    assert seen.provisional == ()


def test_branches_stand_one_by_one_with_their_sum(stores: Stores) -> None:
    found = line(stores, write(stores, by_branch=True))
    told = {each.branch: (each.how, each.told) for each in found.branches}
    assert told == {
        "GT-01": (How.TOLD, Told(25)), "MX-01": (How.TOLD, Told(10)), "NI-01": (How.WITHHELD, None),
    }  # fmt: skip
    assert found.apart[0].told == Told(30)
    assert found.network.told == Told(35)


def test_a_branch_that_is_withheld_is_no_difference_to_the_sum(stores: Stores) -> None:
    send(stores, "SV-01", QUARTER, {ADMITTED: 7})
    alone = line(stores, write(stores, by_branch=True))
    assert [each.branch for each in alone.branches if each.how is How.WITHHELD] == ["NI-01", "SV-01"]
    assert alone.network.told == Told(35)
    assert line(stores, write(stores, "two")).network.told == Told(40)


def test_what_every_branch_withholds_is_withheld_and_not_missing(stores: Stores) -> None:
    send(stores, "NI-01", "2025Q3", {ADMITTED: None})
    only = write(stores, "two", f"{ADMITTED}, RES-001", period="2025Q3")
    assert line(stores, only).network.how is How.WITHHELD
    assert line(stores, only, "RES-001").network.how is How.NOT_SENT


def test_events_and_places_are_told_as_they_are(stores: Stores) -> None:
    assert line(stores, write(stores), VISITED).network.told == Told(10)


def test_what_was_issued_stays_and_says_that_figures_have_changed(stores: Stores) -> None:
    report = write(stores, sharing=decide(stores))
    with stores.network.transaction() as session:
        donor.issue(session, IRMA, report)
    send(stores, "GT-01", QUARTER, {ADMITTED: 99, VISITED: 3}, version=2)
    after = read(stores, report)
    assert after.sections[0].lines[0].network.told == Told(35)
    assert after.since == ("GT-01",)
    assert print_report(after) == print_report(read(stores, report))
    with stores.network.transaction() as session, pytest.raises(Conflict):
        donor.drop_section(session, BRUNO, report, 0)


@pytest.mark.parametrize("other", [{"period": "2025"}, {"by_branch": True}])
def test_what_was_told_is_not_told_in_a_way_that_can_be_subtracted(stores: Stores, other: dict[str, object]) -> None:
    asked = decide(stores)
    first = write(stores, sharing=asked)
    send(stores, "GT-01", "2025", {ADMITTED: 60})
    second = write(stores, "two", ADMITTED, **{"sharing": asked, **other})
    with stores.network.transaction() as session:
        donor.issue(session, IRMA, first)
    with stores.network.transaction() as session, pytest.raises(Invalid):
        donor.issue(session, IRMA, second)


def test_only_figures_of_those_who_said_yes_leave_and_not_before_all_have_decided(stores: Stores) -> None:
    report = write(stores)
    with stores.network.transaction() as session, pytest.raises(Invalid):
        donor.issue(session, IRMA, report)  # nobody has been asked
    waiting = write(stores, "two", sharing=decide(stores, MX=""))
    with stores.network.transaction() as session, pytest.raises(Invalid):
        donor.issue(session, IRMA, waiting)
    refused = decide(stores, MX="no")
    one_by_one = line(stores, write(stores, "each", sharing=refused, by_branch=True))
    assert "MX-01" not in {each.branch for each in one_by_one.branches}
    decided = write(stores, "three", sharing=refused)
    seen = read(stores, decided)
    assert seen.sections[0].lines[0].network.told == Told(25)  # 23 of GT alone, to the next five
    assert seen.sources is not None
    assert seen.sources.declined == ("MX-01",)
    assert "MX-01" not in seen.sources.versions
    with stores.network.transaction() as session:
        donor.issue(session, IRMA, decided)
    everybody = write(stores, "four", sharing=decide(stores))
    with stores.network.transaction() as session, pytest.raises(Invalid):
        donor.issue(session, IRMA, everybody)  # the difference would be the one who said no


@pytest.mark.parametrize(("asked", "otherwise", "said"), [
    ({}, {"donor": "Diario"}, "They decided on a report to: Fundación Ficticia."),
    ({}, {"period": "2026Q1"}, "They did not decide on this period, but on: 2025, 2025Q4, 2025Q3, 2024."),
    ({"figures": "RES-003"}, {}, "They did not decide on these figures: OUT-001."),
    ({"alone": False}, {"by_branch": True}, "They did not decide on being told one by one."),
])  # fmt: skip
def test_nothing_leaves_beyond_what_the_branches_decided_on(
    stores: Stores, asked: dict[str, Any], otherwise: dict[str, Any], said: str
) -> None:
    report = write(stores, sharing=decide(stores, **asked), **otherwise)
    with speaking("en"), pytest.raises(Invalid) as refused:
        issue(stores, report)
    with speaking("en"):
        assert [str(each) for each in refused.value.fields["report"]] == [said]
        assert [str(each) for each in read(stores, report).beyond] == [said]


def test_whoever_has_changed_it_last_does_not_issue_it(stores: Stores) -> None:
    report = write(stores, sharing=decide(stores))
    with pytest.raises(Refused):
        issue(stores, report, BRUNO)
    with stores.network.transaction() as session:
        donor.write_section(session, IRMA, report, 0, {"title": "1", "text": "Otras palabras", "indicators": ADMITTED})
    with pytest.raises(Refused):
        issue(stores, report)
    assert issue(stores, report, BRUNO) == donor_reading.ISSUED


@pytest.mark.parametrize("code", ["R02", "RES-002X", "RES-004", "RES-005"])
def test_what_may_not_leave_cannot_be_chosen(stores: Stores, code: str) -> None:
    with pytest.raises(Invalid):
        write(stores, codes=code)


def test_a_template_gives_its_sections_to_a_report(stores: Stores) -> None:
    template = write(stores, period="")
    with stores.network.transaction() as session:
        assert donor_reading.get(session, BRUNO, template).state == donor_reading.TEMPLATE
        made = donor.begin(session, BRUNO, "two", HEAD, template)
        again = donor.begin(session, BRUNO, "two", HEAD, template)
        assert (made.id, made.state) == (again.id, donor_reading.DRAFT)
    assert read(stores, made.id).sections[0].lines[0].network.told == Told(35)
    with stores.network.transaction() as session, pytest.raises(Conflict):
        donor.issue(session, IRMA, template)


def test_the_paper_says_what_the_page_says(stores: Stores) -> None:
    paper = PdfReader(io.BytesIO(print_report(read(stores, write(stores)))))
    printed = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    for said in ("Fondo de ejemplo", "Quiénes llegaron", "35", "MX-01: 2025-12", "GT-01 versión 1"):
        assert said in printed


@given(value=st.integers(0, 60), whole=st.integers(0, 60))
def test_nothing_small_leaves_the_office(value: int, whole: int) -> None:
    count = outside(Quantity(value), INDICATORS[ADMITTED])
    assert (count is None) == (0 < value < 10)
    assert count is None or (count.value % 5 == 0 and abs(count.value - value) <= 2)
    if value <= whole:
        told = outside(Quantity(value, whole, is_share=True), INDICATORS[FAMILY])
        small = any(0 < each < 10 for each in (value, whole - value)) or whole < 10
        assert (told is None) == small


def test_of_those_looked_at_after_several_terms_each_term_is_told(stores: Stores) -> None:
    """A figure without a total of its own is not said to be missing, and what is told stands in the ledger."""
    reached = {"M06": (30, 40), "M12": (10, 20), "M24": (None, 12)}
    for code in ("GT-01", "MX-01"):
        send(stores, code, "2025", {ADMITTED: 30})
        send_terms(stores, code, "2025", "AFC-002", reached)
        send_terms(stores, code, "2025", "AFC-003", {"M06": (10, 30), "M12": (0, 20), "M24": (None, 12)})
    report = write(stores, codes="AFC-002, AFC-003", period="2025", sharing=decide(stores))
    shown = read(stores, report).sections[0].lines
    with speaking("en"):
        told = [(each.name, each.network.how, each.weak) for each in shown]
        assert [told_words(each.network, INDICATORS[each.indicator]) for each in shown[:2]] == [
            "75 % of about 80", "50 % of about 40",
        ]  # fmt: skip
    assert told == [
        ("AFC-002 Former residents reached at 6, 12 and 24 months: 6 months", How.TOLD, False),
        ("AFC-002 Former residents reached at 6, 12 and 24 months: 12 months", How.TOLD, False),
        ("AFC-002 Former residents reached at 6, 12 and 24 months: 24 months", How.WITHHELD, False),
        ("AFC-003 Returns to residential care within 6, 12 and 24 months: 6 months", How.TOLD, False),
        ("AFC-003 Returns to residential care within 6, 12 and 24 months: 12 months", How.TOLD, True),
        ("AFC-003 Returns to residential care within 6, 12 and 24 months: 24 months", How.WITHHELD, False),
    ]
    with stores.network.transaction() as session:
        donor.issue(session, IRMA, report)
        (act,) = published.before(session)
    known = {each.key[:3] for each in act.told}
    assert known == {("AFC-002", "WINDOW", "M06"), ("AFC-002", "WINDOW", "M12"),
                     ("AFC-003", "WINDOW", "M06"), ("AFC-003", "WINDOW", "M12")}  # fmt: skip


def test_a_figure_that_has_parts_alone_is_told_part_by_part_and_each_stands_in_the_ledger(stores: Stores) -> None:
    """Each part is a count: what branches withhold different parts of would else tell one whole in two ways."""
    sent = {"GT-01": (15, None, 30, 0), "MX-01": (20, 6, None, 0), "NI-01": (11, 5, 12, 0)}
    for branch, counts in sent.items():
        send(stores, branch, "2025", {"RES-003": 60})
        parts = dict(zip(("SEX_EXPL", "FORCED_LABOUR", "OTHER", "MARRIAGE"), counts, strict=True))
        send_parts(stores, branch, "2025", ("RES-004", "EXPLOITATION"), {code: {"N": n} for code, n in parts.items()})
        send_parts(stores, branch, "2025", ("RES-004", "_T"), {"_T": {"D": 60}})
    report = write(stores, codes="RES-004", period="2025", sharing=decide(stores))
    with stores.network.transaction() as session:
        assert donor.issue(session, IRMA, report).state == donor_reading.DRAFT
    shown = {each.code: each for each in read(stores, report).sections[0].lines}
    assert {code: (each.network.how, each.network.told) for code, each in shown.items() if each.added} == {
        "SEX_EXPL": (How.TOLD, Told(45)), "FORCED_LABOUR": (How.TOLD, Told(10)), "OTHER": (How.TOLD, Told(40)),
        "MARRIAGE": (How.WITHHELD, None),  # that of none of them there is any would tell of each
    }  # fmt: skip
    with speaking("en"):
        assert shown["FORCED_LABOUR"].name == (
            "RES-004 Purpose of exploitation among children admitted: Forced labour or services"
        )
        assert told_words(shown["FORCED_LABOUR"].network, INDICATORS["RES-004"]) == "10"
    with stores.network.transaction() as session:
        donor.issue(session, IRMA, report)
        (act,) = published.before(session)
    assert {each.key[1:]: tuple(known) for each, known in act.told.items()} == {
        ("EXPLOITATION", "SEX_EXPL", "N"): (43, 47), ("EXPLOITATION", "FORCED_LABOUR", "N"): (10, 12),
        ("EXPLOITATION", "OTHER", "N"): (38, 42),
    }  # fmt: skip
