"""What a donor was told and branches have restated is told anew, and what changed in it tells of nobody."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from core import clock
from core.errors import Conflict, Invalid
from core.hq import threads
from core.hq.donors import corrections as donor_corrections
from core.hq.donors import reading as donor_reading
from core.hq.donors import service as donor
from core.hq.donors.figures import How, Line
from core.hq.donors.paper import print_report
from core.hq.models import SharingReply
from core.hq.outside import published
from core.hq.outside.rounding import Told
from core.reporting.periods import Period
from core.stores import Stores
from core.testkit.offices import ANALYST as BRUNO
from core.testkit.offices import decide, issue, send, send_parts
from core.testkit.stores import StoreFactory

YEAR, ADMITTED, VISITED, FAMILY = "2025", "RES-003", "OUT-001", "AFC-001"
SENT = {"GT-01": 27, "MX-01": 12, "NI-01": 18}
WHY = "Una sede encontró expedientes"


@pytest.fixture
def stores(store_factory: StoreFactory) -> Iterator[Stores]:
    """Three branches have sent the year."""
    stores = store_factory("zz")
    with clock.freeze(datetime(2026, 3, 16, 16, tzinfo=UTC)):
        for branch, admitted in SENT.items():
            send(stores, branch, YEAR, {ADMITTED: admitted, VISITED: 3, FAMILY: (15, 30)})
        yield stores


def issued(
    stores: Stores, token: str = "one", codes: str = f"{ADMITTED} {VISITED} {FAMILY}", **head: object
) -> int:  # fmt: skip
    told = {"title": "Informe", "donor": "Fundación Ficticia", "period": YEAR, "by_branch": False, **head}
    told.setdefault("sharing", decide(stores))
    with stores.network.transaction() as session:
        made = donor.begin(session, BRUNO, token, told)
        words = {"title": "Quiénes", "text": "Llegaron 55.", "indicators": codes}
        donor.write_section(session, BRUNO, made.id, 0, words)
    issue(stores, made.id)
    return made.id


def restate(stores: Stores, more: int, branch: str = "GT-01", **how: bool) -> None:
    send(stores, branch, YEAR, {ADMITTED: SENT[branch] + more, VISITED: 4, FAMILY: (15, 30)}, version=2, **how)


def correct(stores: Stores, report_id: int, token: str = "c", why: str = WHY) -> int:
    with stores.network.transaction() as session:
        return donor_corrections.begin(session, BRUNO, token, report_id, why).id


def read(stores: Stores, report_id: int) -> donor_reading.Read:
    with stores.hq.reading() as session:
        return donor_reading.read(session, BRUNO, report_id)


def told(stores: Stores, report_id: int, code: str = ADMITTED) -> Line:
    return read(stores, report_id).lines[code, "_T", "_T"]


def printed(stores: Stores, report_id: int) -> str:
    paper = PdfReader(io.BytesIO(print_report(read(stores, report_id))))
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def test_a_correction_says_what_it_replaces_why_and_what_is_told_otherwise(stores: Stores) -> None:
    first = issued(stores)
    assert not read(stores, first).correctable
    restate(stores, 25)
    assert read(stores, first).correctable
    made = correct(stores, first)
    assert correct(stores, first) == made
    with stores.network.transaction() as session:
        donor.write_section(session, BRUNO, made, 0, {"title": "Quiénes", "text": "Llegaron 80.", "story": ""})
    assert not read(stores, first).replaced_by  # it is being read, and was not issued
    issue(stores, made)
    shown = read(stores, made)
    assert (shown.report.version, shown.report.why, shown.sections[0].text) == (2, WHY, "Llegaron 80.")
    assert [(now.indicator, then.network.told, now.network.told) for then, now in shown.corrects.changed] == [
        (ADMITTED, Told(55), Told(80)), (VISITED, Told(9), Told(10)),
    ]  # fmt: skip
    former = read(stores, first)
    assert (former.replaced_by.id, former.correctable, told(stores, first).network.told) == (made, False, Told(55))
    assert "sustituido por la versión 2" in printed(stores, first)
    for said in ("Sustituye a la versión 1", WHY, "Cambia: • RES-003 Ingresos: antes 55, ahora 80", "GT-01 versión 2"):
        assert said in printed(stores, made)
    with stores.network.reading() as session:
        assert len(published.before(session)) == 2


def test_what_changed_by_so_few_that_one_could_tell_is_withheld(stores: Stores) -> None:
    """Of 57 the donor was told 55, of 64 she would be told 65: at least six more came, and seven is a small count."""
    first = issued(stores)
    restate(stores, 7)
    made = correct(stores, first)
    assert told(stores, made).network.how is How.WITHHELD
    assert told(stores, made, FAMILY).network.told == told(stores, first, FAMILY).network.told
    issue(stores, made)
    with stores.network.reading() as session:
        assert ADMITTED not in {each.key[0] for each in published.before(session)[-1].told}


def test_another_report_that_tells_the_same_is_held_against_the_correction(stores: Stores) -> None:
    """Both of 2025 by the same request: once one is corrected, the other is held against it."""
    asked = decide(stores)
    first, second = issued(stores, sharing=asked), issued(stores, "two", sharing=asked)
    restate(stores, 25)
    issue(stores, correct(stores, first))
    send(stores, "GT-01", YEAR, {ADMITTED: SENT["GT-01"] + 32, VISITED: 4, FAMILY: (15, 30)}, version=3)
    made = correct(stores, second, "d")
    assert told(stores, made).network.how is How.WITHHELD  # seven since the first was corrected, as the ledger knows
    send(stores, "GT-01", YEAR, {ADMITTED: SENT["GT-01"] + 25, VISITED: 4, FAMILY: (15, 30)}, version=4)
    assert told(stores, correct(stores, second, "e")).network.told == Told(80)


def test_each_part_of_a_figure_that_has_parts_alone_is_held_against_what_it_was(stores: Stores) -> None:
    of = ("RES-004", "EXPLOITATION")
    send_parts(stores, "GT-01", YEAR, of, {"BEGGING": {"N": 57}, "OTHER": {"N": 20}})
    first = issued(stores, codes="RES-004")
    restate(stores, 25)
    send_parts(stores, "GT-01", YEAR, of, {"BEGGING": {"N": 64}, "OTHER": {"N": 45}})
    lines = read(stores, correct(stores, first)).lines
    assert lines[*of, "BEGGING"].network.how is How.WITHHELD  # of 55 and 65 the change would be seven
    assert lines[*of, "OTHER"].network.told == Told(45)


def test_it_waits_for_those_who_stood_in_it_and_takes_nobody_in(stores: Stores) -> None:
    first = issued(stores)
    restate(stores, 25)
    send(stores, "SV-01", YEAR, {ADMITTED: 40, VISITED: 1})
    restate(stores, 30, "MX-01", accept=False)
    assert not read(stores, first).correctable
    with pytest.raises(Conflict):
        correct(stores, first)
    with stores.network.transaction() as session:
        threads.accept(session, BRUNO, "MX-01", Period.parse(YEAR), 2)
    assert told(stores, correct(stores, first)).network.told == Told(110)  # without the 40 of SV
    with stores.network.transaction() as session:
        for each in session.query(SharingReply).filter_by(branch_code="MX-01"):
            each.answer = "no"
    with pytest.raises(Invalid):  # a sum without whoever takes her yes back is not told
        correct(stores, first, "d")


def test_who_stood_by_herself_does_so_again_and_nobody_else(stores: Stores) -> None:
    send(stores, "NI-01", YEAR, {ADMITTED: 7, VISITED: 3, FAMILY: (15, 30)}, version=2)
    first = issued(stores, by_branch=True)
    assert told(stores, first).network.told == Told(40)  # NI's seven are withheld, and not in the sum
    restate(stores, 25)
    send(stores, "NI-01", YEAR, {ADMITTED: 40, VISITED: 3, FAMILY: (15, 30)}, version=3)
    again = told(stores, correct(stores, first))
    assert {each.branch: each.told for each in again.branches} == {"GT-01": Told(50), "MX-01": Told(10), "NI-01": None}
    assert again.network.told == Told(65)


def test_what_is_otherwise_by_now_is_begun_anew_and_nothing_is_corrected_twice(stores: Stores) -> None:
    first = issued(stores)
    restate(stores, 25)
    made, other = correct(stores, first), correct(stores, first, "d")
    with stores.network.transaction() as session, pytest.raises(Conflict):
        donor.drop_section(session, BRUNO, made, 0)
    issue(stores, made)
    with pytest.raises(Conflict):
        issue(stores, other)
    with pytest.raises(Conflict):
        correct(stores, first, "e")
    with pytest.raises(Invalid):
        correct(stores, first, "f", " ")
    send(stores, "GT-01", YEAR, {ADMITTED: 99, VISITED: 4, FAMILY: (15, 30)}, version=3)
    third = correct(stores, made, "g")
    assert read(stores, third).report.version == 3
    send(stores, "GT-01", YEAR, {ADMITTED: 150, VISITED: 4, FAMILY: (15, 30)}, version=4)
    with pytest.raises(Conflict):
        issue(stores, third)
