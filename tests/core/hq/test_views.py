"""The regional office's pages, its downloads, and its door."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from core import clock
from core.audit.models import NetworkEvent
from core.hq.receiving.reading import LARGEST
from core.hq.views_door import KNOCKS
from core.reporting import catalogue as catalogues
from core.reporting import service as figures
from core.reporting.periods import Period
from core.testkit.house import Home
from core.testkit.web import Network

PERIOD = "2026-02"


def package(home: Home, *, note: str = "", period: str = PERIOD) -> str:
    """A signed package of a house, as a file."""
    with home.transaction() as session:
        director = home.actor("director")
        closing = figures.close(
            session, director, home.country, Period.parse(period), today=date(2026, 3, 16), note=note
        )
        figures.sign(session, director, home.country, closing)
        return figures.envelope(session, director, closing)


@pytest.fixture
def envelope(network: Network) -> str:
    return package(network.home)


@pytest.fixture
def branch(network: Network) -> FlaskClient:
    """Another node: no session, no token."""
    return network.app.test_client()


def post(branch: FlaskClient, text: str | bytes) -> tuple[int, dict[str, str]]:
    answer = branch.post("/hq/submissions", data=text, content_type="application/json")
    return answer.status_code, answer.get_json()


def test_a_package_comes_in_over_https_by_its_signature_alone(
    network: Network, branch: FlaskClient, envelope: str
) -> None:
    status, said = post(branch, envelope)
    assert (status, len(said["received"])) == (200, 64)
    assert post(branch, envelope) == (200, said)
    board = network.client("hq_analyst").get("/hq").text
    assert "A tiempo" in board or "Tarde" in board
    assert "ZZ-01" in board


@pytest.mark.parametrize("sent", [b"", b"\xff\xfe", b"{}", b"[" * 50_000])
def test_what_is_no_package_is_refused_with_a_reason(branch: FlaskClient, sent: bytes) -> None:
    status, said = post(branch, sent)
    assert status == 422
    assert said["refused"] == "Esto no es un envío de cifras, o llegó cortado."


def test_a_forged_package_is_refused(branch: FlaskClient, envelope: str) -> None:
    sealed = json.loads(envelope)
    sealed["package"] = sealed["package"].replace('"value":0', '"value":7', 1)
    status, said = post(branch, json.dumps(sealed))
    assert status == 422
    assert "firma" in said["refused"]


def test_too_much_is_not_even_read(branch: FlaskClient) -> None:
    answer = branch.post("/hq/submissions", data=b" " * (LARGEST + 1), content_type="application/json")
    assert answer.status_code == 413


def test_whoever_knocks_too_often_waits(branch: FlaskClient) -> None:
    answers = {post(branch, b"{}")[0] for _ in range(KNOCKS.amount)}
    assert answers == {422}
    assert post(branch, b"{}")[0] == 429


def test_the_door_takes_no_other_verb_and_shows_nothing(branch: FlaskClient) -> None:
    for answer in (branch.get("/hq/submissions"), branch.delete("/hq/submissions"), branch.put("/hq/submissions")):
        assert answer.status_code in (302, 303, 404)
    assert branch.get("/hq").status_code in (302, 303)


def upload(client: FlaskClient, sent: bytes) -> tuple[int, str]:
    answer = client.post("/hq/upload", data={"package": (io.BytesIO(sent), "cifras.json")})
    return answer.status_code, answer.text


def test_a_file_is_taken_in_and_shown(network: Network, envelope: str) -> None:
    client = network.client("hq_analyst")
    status, page = upload(client, envelope.encode())
    assert status == 200
    assert "Recibido y verificado" in page
    assert "Cifras de la red" in client.get(f"/hq/periods/{PERIOD}").text


def test_a_file_that_is_refused_says_why(network: Network, envelope: str) -> None:
    status, page = upload(network.client("hq_analyst"), envelope.encode()[:-40])
    assert status == 422
    assert "El archivo no fue aceptado" in page
    assert "llegó cortado" in page


def test_no_file_is_no_failure(network: Network) -> None:
    assert network.client("hq_analyst").post("/hq/upload").status_code == 422


def test_a_note_with_markup_stays_text(network: Network, branch: FlaskClient) -> None:
    post(branch, package(network.home, note="<script>alert(1)</script>"))
    assert "<script>alert" not in network.client("hq_analyst").get(f"/hq/periods/{PERIOD}").text


def test_the_page_of_a_period_compares_branches(network: Network, branch: FlaskClient, envelope: str) -> None:
    post(branch, envelope)
    post(branch, package(network.open_house()))
    page = network.client("hq_analyst").get(f"/hq/periods/{PERIOD}").text
    assert "ZZ-01" in page
    assert "ZZ-02" in page
    assert "confidencial" in page
    row = page.partition(">CAP-001<")[2].partition("</tr>")[0]
    assert row.count('<td class="text-end">6</td>') == 2
    assert "12" in row


def test_a_hidden_count_is_said_to_be_withheld(network: Network, branch: FlaskClient) -> None:
    with clock.freeze(datetime(2026, 2, 10, 16, tzinfo=UTC)):
        network.home.admit()
    post(branch, package(network.home))
    row = network.client("hq_analyst").get(f"/hq/periods/{PERIOD}").text.partition(">RES-003<")[2].partition("</tr>")[0]
    assert "dato reservado" in row
    assert "no se suma" in row


def test_a_period_without_submissions_is_an_empty_page(network: Network) -> None:
    assert "Ninguna sede ha enviado" in network.client("hq_analyst").get("/hq/periods/2025-05").text


def test_csv_and_workbook_hold_the_same_rows(network: Network, branch: FlaskClient, envelope: str) -> None:
    post(branch, envelope)
    client = network.client("hq_analyst")
    text = client.get(f"/hq/periods/{PERIOD}/figures.csv")
    assert text.headers["Content-Disposition"] == f'attachment; filename="abrigo-{PERIOD}-internal.csv"'
    lines = list(csv.reader(io.StringIO(text.text)))
    book = load_workbook(io.BytesIO(client.get(f"/hq/periods/{PERIOD}/figures.xlsx").data))
    front, sheet = book.worksheets
    rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    assert rows == lines
    assert lines[0][:3] == ["BRANCH", "COUNTRY", "PERIOD"]
    assert len(lines) == 1 + len(catalogues.current().keys("M"))
    table = client.get(f"/hq/periods/{PERIOD}/export/sdmx-csv").text.splitlines()
    kept = [each for each in lines[1:] if catalogues.current().indicators[each[4]].house]
    assert len(table) == len(lines) - len(kept)  # totals of the house are the office's own
    assert len(kept) == 11
    assert front["A1"].value == "Cifras de la red"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_every_download_is_in_the_record(network: Network, branch: FlaskClient, envelope: str) -> None:
    post(branch, envelope)
    client = network.client("hq_analyst")
    for kind in ("csv", "xlsx"):
        client.get(f"/hq/periods/{PERIOD}/figures.{kind}")
    with network.home.stores.network.reading() as session:
        found = session.execute(
            select(NetworkEvent.subject_id, NetworkEvent.detail, NetworkEvent.role).where(
                NetworkEvent.action == "hq.export"
            )
        ).all()
    assert [tuple(each) for each in found] == [
        (PERIOD, '{"kind": "csv"}', "hq_analyst"),
        (PERIOD, '{"kind": "xlsx"}', "hq_analyst"),
    ]


def addresses() -> Iterator[str]:
    yield from (
        "/hq",
        f"/hq/periods/{PERIOD}",
        f"/hq/periods/{PERIOD}/figures.csv",
        f"/hq/periods/{PERIOD}/figures.xlsx",
        f"/hq/periods/{PERIOD}/export/sdmx-csv",
        f"/hq/periods/{PERIOD}/export/report",
        "/hq/dashboard",
        "/hq/refused",
        "/hq/standards",
        f"/hq/branches/ZZ-01/{PERIOD}",
        "/hq/charts",
    )


@pytest.mark.parametrize(
    "role", ["director", "me_officer", "social_worker", "dpo", "config_admin", "evaluator", "auditor"]
)
def test_only_the_regional_analyst_enters(network: Network, role: str) -> None:
    client = network.client(role)
    for address in addresses():
        assert client.get(address).status_code == 404
    for address in ("/hq/upload", f"/hq/branches/ZZ-01/{PERIOD}/accept", f"/hq/periods/{PERIOD}/sums/open"):
        assert client.post(address).status_code == 404


def test_a_question_goes_to_the_branch_and_back_until_the_figures_are_accepted(
    network: Network, branch: FlaskClient, envelope: str
) -> None:
    post(branch, envelope)
    office, officer = network.client("hq_analyst"), network.client("me_officer")
    at_office, at_branch = f"/hq/branches/ZZ-01/{PERIOD}", f"/figures/office/{PERIOD}"
    office.post(f"{at_office}/asked", data={"indicator": "RES-003", "text": "¿Por qué cero?"})
    assert "La oficina regional tiene una pregunta" in officer.get(f"/figures?period={PERIOD}").text
    asked = officer.get(at_branch).text
    assert "¿Por qué cero?" in asked
    assert ">Responder</button>" in asked
    officer.post(f"{at_branch}/answer", data={"indicator": "RES-003", "text": "Nadie llegó."})
    refused = office.post(f"{at_office}/accept", data={"version": "1"}, follow_redirects=True)
    assert "Todavía hay una pregunta abierta." in refused.text
    office.post(f"{at_office}/settled", data={"indicator": "RES-003"})
    assert "Nadie llegó." in office.get(at_office).text
    office.post(f"{at_office}/accept", data={"version": "1"})
    assert "Aceptada por la oficina regional" in officer.get(f"/figures?period={PERIOD}").text
    assert "Aceptada" in office.get("/hq").text


def test_nobody_reads_what_another_house_was_asked(network: Network, branch: FlaskClient, envelope: str) -> None:
    post(branch, envelope)
    assert network.client("auditor").get(f"/figures/office/{PERIOD}").status_code in (200, 404)
    assert network.client("director").get("/figures/office/2025-05").status_code == 404


def test_a_director_gives_her_part_of_a_sum_on_her_page(network: Network, branch: FlaskClient) -> None:
    homes = [network.home, network.open_house(), network.open_house()]
    for home in homes:
        with clock.freeze(datetime(2026, 2, 10, 16, tzinfo=UTC)):
            home.admit()
        post(branch, package(home))
    office, director = network.client("hq_analyst"), network.client("director")
    office.post(f"/hq/periods/{PERIOD}/sums/open")
    page = director.get(f"/figures?period={PERIOD}").text
    assert "La oficina regional pide una suma" in page
    assert "ZZ-01, ZZ-02, ZZ-03" in page
    director.post("/figures/sum", data={"period": PERIOD})
    assert "La oficina regional pide una suma" not in director.get(f"/figures?period={PERIOD}").text
    assert "Participan: ZZ-01." in office.get(f"/hq/periods/{PERIOD}").text


def test_what_is_refused_is_seen_by_the_office(network: Network, branch: FlaskClient, envelope: str) -> None:
    post(branch, envelope[:-30])
    page = network.client("hq_analyst").get("/hq").text
    assert "Paquetes rechazados" in page
    assert "llegó cortado" in page


def test_an_unknown_period_is_no_failure(network: Network) -> None:
    client = network.client("hq_analyst")
    for written in ("2026-13", "x", "..%2f..%2fetc", "9" * 500):
        for tail in ("", "/figures.csv", "/figures.xlsx"):
            assert client.get(f"/hq/periods/{written}{tail}").status_code in (400, 404)


def test_a_download_is_streamed(network: Network) -> None:
    assert network.client("hq_analyst").get("/hq/periods/2025/figures.csv").is_streamed
