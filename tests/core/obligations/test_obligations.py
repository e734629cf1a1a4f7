"""What a house owes is listed, becomes a task, is prepared under the rules of disclosure, and leaves or is kept."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import event, func, select

from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.branches.models import Branch
from core.errors import Conflict, Invalid, NotFound, Refused
from core.nightly import work
from core.obligations import board, documents, files, tasks
from core.obligations.models import ObligationDocument
from core.obligations.tables import Table, from_data
from core.reporting import service as reporting
from core.reporting.models import Disclosed
from core.reporting.periods import Period
from core.studio.register import LOCAL_DAYS
from core.testkit.studio import publish, roll_back
from core.testkit.web import Network

TODAY = date(2026, 3, 16)
YEAR = Period(2025, "A")


def owed(network: Network) -> dict[str, board.Line]:
    home = network.home
    with home.reading() as session:
        return {line.due.obligation.code: line for line in board.board(session, home.actor("director"), home.country,
                                                                       TODAY)}  # fmt: skip


def prepared(network: Network, code: str = "year", period: Period = YEAR) -> ObligationDocument:
    home = network.home
    partner = owed(network)[code].due.addressee.partner_id
    with home.transaction() as session:
        return documents.prepare(session, home.actor("me_officer"), home.country, code, period, partner)


def tables_of(document: ObligationDocument) -> dict[str, Table]:
    return {str(each.title): each for each in from_data(json.loads(document.content)["tables"])}


def test_each_rhythm_owes_its_last_whole_period_to_whoever_stands_there_today(network: Network, donor: int) -> None:
    found = owed(network)
    assert {code: str(line.due.period) for code, line in found.items()} == {
        "month": "2026-02", "year": "2025", "donors": "2025Q4", "census": "None", "cases": "None",
    }  # fmt: skip
    assert found["month"].due.addressee.name == "Ministerio de la Niñez"
    assert (found["donors"].due.addressee.partner_id, found["donors"].due.addressee.name) == (donor, "Fundación Norte")
    assert found["month"].late
    assert not found["census"].late


def test_without_an_agreement_no_donor_is_owed_anything(network: Network) -> None:
    assert "donors" not in owed(network)


def test_a_house_owes_nothing_of_a_time_before_it_opened(network: Network) -> None:
    with network.home.transaction() as session:
        session.get_one(Branch, network.home.id).opened_on = TODAY
    assert set(owed(network)) == {"census", "cases"}


def test_every_night_writes_each_task_once_and_closes_what_is_settled(network: Network, donor: int) -> None:
    home = network.home
    for _night in range(2):
        assert work.run(home.stores, {home.country.code: home.country})
    with home.reading() as session:
        found = session.scalars(select(Task).where(Task.source == documents.SOURCE)).all()
        assert {task.code.partition(":")[0] for task in found} == {"month", "year", "donors"}
        (year,) = (task for task in found if task.code.startswith("year"))
        assert (year.role, year.grade, year.data_class) == ("me_officer", "C", "AGG")
        assert "Ministerio de la Niñez" in str(year.title)
    with home.transaction() as session:
        partner = owed(network)["year"].due.addressee.partner_id
        documents.keep(session, home.actor("director"), home.country, "year", YEAR, partner, "Nadie recibe")
    assert work.run(home.stores, {home.country.code: home.country})
    with home.reading() as session:
        left = session.scalars(select(Task.code).where(Task.source == documents.SOURCE, Task.done_at.is_(None)))
        assert {code.partition(":")[0] for code in left} == {"month", "donors"}


def test_small_counts_are_hidden_and_cannot_be_worked_out_of_their_total(reported: Network) -> None:
    found = tables_of(prepared(reported))
    sexes = {str(label): [figure.value for figure in line] for label, line in found["Por sexo"].rows}
    assert sexes["Hombre"] == [None, None]
    assert sexes["Mujer"] == [None, None]  # the total less the girls would be the one boy
    ages = {str(label): [figure.value for figure in line] for label, line in found["Por edad"].rows}
    assert ages["Sin dato"] == [None, None]
    assert sorted(map(str, (ages["Hasta 11"][1], ages["De 12 a 17"][1]))) in (["6", "None"], ["7", "None"])
    assert [figure.value for _label, line in found["Por fin"].rows for figure in line] == [0, 0, 0, 0]


def test_a_countrys_own_bands_say_how_far_they_compare(reported: Network) -> None:
    found = tables_of(prepared(reported))
    assert ("C", "El límite de 12 parte el grupo de 9 a 14.") in [
        (grade, str(text)) for grade, text in found["Por edad"].notes
    ]
    assert ("B", "Cuenta también los traslados internos.") in [
        (grade, str(text)) for grade, text in found["Por sexo"].notes
    ]


def test_what_was_given_away_binds_what_the_regional_office_gets_later(reported: Network) -> None:
    home = reported.home
    prepared(reported)
    with home.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Disclosed)) == 1
        closing = reporting.close(session, home.actor("me_officer"), home.country, YEAR, today=TODAY, note="Sí")
        leaving = {each.key: each.value for each in reporting.protected(session, home.country, closing)}
        exposed = reporting.disclosed(session, home.country, closing).exposed
    # The bands here tell how many are younger than 12: the one girl of eight must not follow from the region's bands.
    assert leaving["RES-003", "AGE", "Y0T8", "V"] is None
    assert not exposed


def test_a_report_on_request_has_totals_of_a_month_and_breaks_down_a_year(reported: Network) -> None:
    assert set(tables_of(prepared(reported, "census", Period(2026, "M", 2)))) == {"Resumen"}
    assert set(tables_of(prepared(reported, "census", YEAR))) == {"Resumen", "Por sexo"}


def test_preparing_again_makes_a_version_and_the_first_stays(reported: Network) -> None:
    first, second = prepared(reported), prepared(reported)
    assert (first.version, second.version) == (1, 2)
    assert first.content_hash == second.content_hash


def test_what_is_not_owed_or_has_not_ended_is_not_prepared(reported: Network) -> None:
    home = reported.home
    partner = owed(reported)["year"].due.addressee.partner_id
    attempts = {
        NotFound: (("nothing", YEAR, partner), ("year", Period(2025, "M", 3), partner), ("year", YEAR, 99)),
        Invalid: (("census", Period(2026, "M", 3), partner),),
        Refused: (("month", Period(2026, "M", 2), partner),),
    }
    for error, several in attempts.items():
        for code, period, whom in several:
            with home.transaction() as session, pytest.raises(error):
                documents.prepare(session, home.actor("me_officer"), home.country, code, period, whom)


@pytest.mark.parametrize("role", ["social_worker", "educator", "auditor", "lawyer", "config_admin"])
def test_only_who_reports_prepares_and_only_the_director_sends(reported: Network, role: str) -> None:
    home = reported.home
    document = prepared(reported)
    with home.transaction() as session:
        with pytest.raises(NotFound):
            documents.prepare(session, home.actor(role), home.country, "year", YEAR, document.partner_id)
        for who in (role, "me_officer"):
            with pytest.raises(NotFound):
                documents.send(session, home.actor(who), document.id, TODAY, "123")


def test_a_report_is_sent_once_on_a_day_that_can_be_with_a_receipt(reported: Network) -> None:
    home, document = reported.home, prepared(reported)
    for on, receipt, field in ((TODAY - timedelta(days=1), "1", "settled_on"), (TODAY + timedelta(days=1), "1",
                               "settled_on"), (TODAY, "  ", "receipt"), (TODAY, "x" * 121, "receipt")):  # fmt: skip
        with home.transaction() as session, pytest.raises(Invalid) as refused:
            documents.send(session, home.actor("director"), document.id, on, receipt)
        assert set(refused.value.fields) == {field}
    with home.transaction() as session:
        documents.send(session, home.actor("director"), document.id, TODAY, "Sello 77")
    line = owed(reported)["year"]
    assert (line.standing, line.settled, line.late) == (board.Standing.SENT, True, False)
    assert line.document is not None
    assert line.document.receipt == "Sello 77"
    with home.transaction() as session, pytest.raises(Conflict):
        documents.send(session, home.actor("director"), document.id, TODAY, "Otra vez")


def test_the_file_says_the_same_in_every_format_and_is_an_event(reported: Network) -> None:
    home, document = reported.home, prepared(reported)
    made = {}
    for kind in files.MEDIA_TYPES:
        with home.transaction() as session:
            made[kind], name = files.hand_out(session, home.actor("director"), home.country, document.id, kind)
        assert name == f"year-2025-v1.{kind}"
    rows = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(made["xlsx"]))
    sheet = [[cell for cell in row if cell not in (None, "")] for row in book.active.values]
    assert [[str(cell) for cell in row] for row in sheet if row] == [[cell for cell in row if cell]
                                                                   for row in rows if row]  # fmt: skip
    assert ["Hombre", "—", "—"] in rows
    assert ["Desde 18", "0", "0"] in rows
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made["pdf"])).pages)
    for text in ("Ministerio de la Niñez", "Mujer", "—", "Fundamento legal sin verificar", "Año 2025", "idioma"):
        assert text in pages
    assert "Calle Oculta" not in pages
    with home.reading() as session:
        events = session.scalars(select(CountryEvent.action).where(CountryEvent.subject == "obligation")).all()
    assert events == ["obligation.prepare", *["obligation.print"] * 3]


def test_a_text_of_a_house_cannot_become_a_formula(reported: Network) -> None:
    home = reported.home
    with home.transaction() as session:
        session.get_one(Branch, home.id).public_name = "=cmd()"
    document = prepared(reported)
    with home.transaction() as session:
        made, _name = files.hand_out(session, home.actor("director"), home.country, document.id, "csv")
    assert ["Casa", "'=cmd()"] in list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))


def test_a_report_that_a_form_carries_follows_the_form(network: Network) -> None:
    home = network.home
    assert owed(network)["month"].standing is board.Standing.OWED
    answer = network.client("director").post("/forms", data={"key": "zz_house_report"})
    assert answer.status_code == 302, answer.text
    line = owed(network)["month"]
    assert line.standing is board.Standing.PREPARED
    assert line.form is not None
    with home.transaction() as session:
        session.get_one(type(line.form), line.form.id).delivered_on = TODAY
    assert owed(network)["month"].settled


def test_a_change_of_the_calendar_moves_the_open_task_and_it_says_so(network: Network) -> None:
    home = network.home
    with home.transaction() as session:
        tasks.refresh(session, home.actor("director"), home.country, home.id, TODAY)
    before = due_of_month(network)
    row = {"day": "2026-03-01", "until": "2026-03-04", "calendar": "court", "yearly": False, "name": "Receso",
           "basis": "Acuerdo 4"}  # fmt: skip
    version = publish(home, LOCAL_DAYS, {"days": [row]})
    assert version.touched == {"later": 1, "earlier": 0}
    assert due_of_month(network) > before
    page = network.client("director").get("/agenda?scope=team").text
    assert "Se volvió a contar" in page
    roll_back(home, LOCAL_DAYS, version)
    assert due_of_month(network) == before
    assert "Se volvió a contar" not in network.client("director").get("/agenda?scope=team").text


def due_of_month(network: Network) -> datetime:
    with network.home.reading() as session:
        query = select(Task.due_at).where(Task.source == documents.SOURCE, Task.code.startswith("month"))
        found = session.scalars(query).one()
        assert found is not None
        return found


def test_who_reads_the_page_sees_what_is_owed_and_what_nobody_has_confirmed(reported: Network, donor: int) -> None:
    page = reported.client("auditor").get("/obligations").text
    for text in ("Cifras del año al ministerio", "Por preparar", "sin verificar", "Fundación Norte", "por cada caso"):
        assert text in page
    assert "/obligations/prepare" not in page
    for role in ("social_worker", "educator", "nurse"):
        assert reported.client(role).get("/obligations").status_code == 404


def test_from_the_list_to_the_receipt_on_screen(reported: Network) -> None:
    officer, director = reported.client("me_officer"), reported.client("director")
    partner = owed(reported)["year"].due.addressee.partner_id
    answer = officer.post("/obligations/prepare", data={"code": "year", "period": "2025", "partner": partner})
    page = director.get(answer.location).text
    for text in ("Por edad", "Hasta 11", "Fundamento legal sin verificar", "se agrega a mano: idioma"):
        assert text in page
    wrong = director.post(f"{answer.location}/send", data={"settled_on": "2026-03-16", "receipt": ""})
    assert wrong.status_code == 422
    done = director.post(f"{answer.location}/send", data={"settled_on": "2026-03-16", "receipt": "Sello 4"})
    assert done.status_code == 302
    assert "Sello 4" in director.get("/obligations").text
    assert director.post(f"{answer.location}/file", data={"format": "exe"}).status_code == 404
    got = director.post(f"{answer.location}/file", data={"format": "pdf"})
    assert got.data.startswith(b"%PDF")


def test_a_report_that_nobody_receives_is_kept_with_the_reason(network: Network) -> None:
    director, partner = network.client("director"), owed(network)["month"].due.addressee.partner_id
    which = {"code": "month", "period": "2026-02", "partner": partner}
    assert director.post("/obligations/keep", data={**which, "reason": ""}).status_code == 422
    hidden = director.post("/obligations/keep", data={**which, "reason": "Sede\u202e tomada"})
    assert hidden.status_code == 422
    assert "Hay un signo invisible (U+202E)" in hidden.text
    assert "Sede\u202e tomada" in hidden.text
    assert '<input type="hidden" name="period" value="2026-02">' in hidden.text
    assert "Guardado, sin enviar" not in director.get("/obligations").text
    director.post("/obligations/keep", data={**which, "reason": "La Secretaría está intervenida"})
    assert "La Secretaría está intervenida" in director.get("/obligations").text


def test_the_list_asks_as_much_of_the_store_for_many_donors_as_for_one(
    network: Network, donor: int, agree: Callable[[str], int]
) -> None:
    statements(network)  # what is read once in a process is no part of it
    few = statements(network)
    for number in range(5):
        agree(f"Donante {number}")
    with network.home.reading() as session:
        lines = board.board(session, network.home.actor("director"), network.home.country, TODAY)
    assert sum(line.due.obligation.code == "donors" for line in lines) == 6
    assert statements(network) == few


def statements(network: Network) -> int:
    counted: list[str] = []

    def count(*call: object) -> None:
        counted.append(str(call[2]))

    engine = network.home.stores.country("zz").engine
    event.listen(engine, "before_cursor_execute", count)
    owed(network)
    event.remove(engine, "before_cursor_execute", count)
    return len(counted)
