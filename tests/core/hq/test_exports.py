"""Downloads in every format, those of other packages, and the page of charts."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from core import clock
from core.audit.models import NetworkEvent
from core.errors import Conflict
from core.hq import release
from core.hq.formats import FORMATS
from core.hq.tables.table import SIDE_BY_SIDE
from core.reporting import service as figures
from core.reporting.periods import Period
from core.testkit.offices import send
from core.testkit.web import Network
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text
from plugins.formats import Shelf
from plugins.handing import PIECE

PERIOD = "2026-02"


@pytest.fixture
def store_kind() -> str:
    """The streamed rows are read from both kinds of database by the tests of the office's pages."""
    return "sqlcipher"


@pytest.fixture
def office(network: Network) -> FlaskClient:
    """The office, to which a month of one house has come in which one child was admitted."""
    home = network.home
    with clock.freeze(datetime(2026, 2, 10, 16, tzinfo=UTC)):
        home.admit()
    with home.transaction() as session:
        director = home.actor("director")
        closing = figures.close(session, director, home.country, Period.parse(PERIOD), today=date(2026, 3, 16))
        figures.sign(session, director, home.country, closing)
        envelope = figures.envelope(session, director, closing)
    with network.app.app_context():
        network.app.extensions["abrigo-office"](envelope)
    return network.client("hq_analyst")


def test_every_format_is_offered_downloaded_and_noted(network: Network, office: FlaskClient) -> None:
    page = office.get(f"/hq/periods/{PERIOD}").text
    for code, each in FORMATS.items():
        assert f"/hq/periods/{PERIOD}/export/{code}" in page
        answer = office.get(f"/hq/periods/{PERIOD}/export/{code}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="abrigo-{PERIOD}-{code}.{each.ending}"'
        assert answer.mimetype == each.mimetype
        assert answer.data
    with network.home.stores.network.reading() as session:
        noted = session.scalars(select(NetworkEvent.detail).where(NetworkEvent.action == "hq.export")).all()
    assert list(noted) == [f'{{"kind": "{code}"}}' for code in FORMATS]


def unpacked(made: bytes) -> str:
    """Give all that a file says, whatever it is packed in."""
    if made[:4] == b"%PDF":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    if made[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            return " ".join(archive.read(name).decode() for name in archive.namelist())
    return made.decode()


HOUSE = re.compile(r"\b(RED_)?R(0\d|1[0-2])(?![0-9a-f-])")


def test_no_format_holds_a_total_of_the_house_nor_names_one(network: Network, office: FlaskClient) -> None:
    """From two of them follows whom the branch withholds: residents and babies at the end are all in residence."""
    given: list[tuple[Release, list[Observation]]] = []

    def keeps(told: Release, found: Iterable[Observation]) -> Iterator[bytes]:
        given.append((told, list(found)))
        yield b"."

    network.app.extensions["abrigo-formats"] = shelf(keeps=keeps)
    for code in (*FORMATS, "keeps"):
        found = unpacked(office.get(f"/hq/periods/{PERIOD}/export/{code}").data)
        assert HOUSE.search(found) is None, (code, HOUSE.search(found))
    ((told, figures_),) = given
    assert {"RES-001", "CAP-001"} <= {each.indicator for each in figures_}
    assert {told.indicators["CAP-002"].unit, *(each.unit_measure for each in figures_)} <= set(told.lists["UNIT"])
    named = {*told.indicators, *(each.indicator for each in figures_)}
    assert [code for code in named if HOUSE.match(code)] == []


def test_the_office_s_own_files_hold_them_and_say_whose_they_are(office: FlaskClient) -> None:
    text = office.get(f"/hq/periods/{PERIOD}/figures.csv")
    assert text.headers["Content-Disposition"] == f'attachment; filename="abrigo-{PERIOD}-internal.csv"'
    assert f"ZZ-01,zz,{PERIOD},1,R02,_T,_T,V,1,A,N,A,E1" in text.text.splitlines()
    book = office.get(f"/hq/periods/{PERIOD}/figures.xlsx")
    assert book.headers["Content-Disposition"] == f'attachment; filename="abrigo-{PERIOD}-internal.xlsx"'
    front = load_workbook(io.BytesIO(book.data), read_only=True).worksheets[0]
    assert "Solo la oficina regional" in str(next(iter(front.iter_rows(min_row=2, values_only=True)))[1])
    page = office.get(f"/hq/periods/{PERIOD}").text
    assert "solo para la oficina regional, no se entrega a nadie" in page.partition('id="downloads"')[2]


def test_a_report_comes_in_the_language_that_is_asked_for(office: FlaskClient) -> None:
    address = f"/hq/periods/{PERIOD}/export/page"
    assert "Informe mensual" in office.get(address).text
    assert "Monthly report" in office.get(f"{address}?language=en").text
    assert "Informe mensual" in office.get(f"{address}?language=kek").text


def test_the_page_of_charts_has_a_table_for_each_and_no_script_of_its_own(office: FlaskClient) -> None:
    page = office.get("/hq/dashboard").text
    assert f'value="{PERIOD}" selected' in page
    figure = page.partition("RES-003 ")[2].partition("</section>")[0]
    assert "dato reservado" in figure.partition("<table")[2]
    drawn = page.partition("CAP-001 ")[2].partition("</section>")[0]
    assert drawn.index("<svg") < drawn.index("<table")
    assert ">6</text>" in drawn
    assert "R02" not in page
    assert "Ninguna sede ha enviado" in office.get("/hq/dashboard?period=2025").text


def test_how_codes_map_to_other_standards_is_told(office: FlaskClient) -> None:
    page = office.get("/hq/standards").text
    assert "vic_TypeOfExploitation" in page
    assert "meansFalsePromises" in page
    assert "OIM, 24 de diciembre de 2021, CC BY 4.0; sin aval de la OIM." in page
    assert "no endorsement" not in page


def test_an_unknown_format_or_period_is_not_there(office: FlaskClient) -> None:
    for address in (f"/hq/periods/{PERIOD}/export/none", "/hq/periods/2026-13/export/adx", "/hq/dashboard?period=x"):
        assert office.get(address).status_code in (400, 404)


def lines(_release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    for each in found:
        if each.obs_value is not None:
            yield f"{each.branch} {each.indicator} {each.obs_value}\n".encode()


def fails(_release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    yield b"half of a file"
    raise SystemExit(len(list(found)))


def words(_release: Release, _found: Iterable[Observation]) -> Iterator[Any]:
    yield "no bytes"


def shelf(**writers: Any) -> Shelf:
    made = {
        code: ExportFormat(code, Text.of(es=f"Formato {code}"), "txt", "text/plain", write)
        for code, write in writers.items()
    }
    return Shelf(made, {"a-broken-package": ()})


@pytest.fixture
def with_packages(network: Network, office: FlaskClient) -> FlaskClient:
    network.app.extensions["abrigo-formats"] = shelf(lines=lines, fails=fails, words=words)
    return office


def test_a_format_of_another_package_stands_among_ours(with_packages: FlaskClient) -> None:
    page = with_packages.get(f"/hq/periods/{PERIOD}").text
    assert "Formato lines" in page
    assert "a-broken-package" in page
    answer = with_packages.get(f"/hq/periods/{PERIOD}/export/lines")
    assert "ZZ-01 CAP-001 6" in answer.text.splitlines()
    assert "RES-003" not in answer.text


@pytest.mark.parametrize("code", ["fails", "words"])
def test_a_broken_format_harms_its_own_download_only(with_packages: FlaskClient, code: str) -> None:
    answer = with_packages.get(f"/hq/periods/{PERIOD}/export/{code}", follow_redirects=True)
    assert answer.request.path == f"/hq/periods/{PERIOD}"
    assert "Este formato no pudo escribir las cifras" in answer.text
    assert b"half of a file" not in answer.data
    for other in ("lines", "dhis2"):
        assert with_packages.get(f"/hq/periods/{PERIOD}/export/{other}").status_code == 200


def test_one_that_fails_later_breaks_its_download_off(network: Network, office: FlaskClient) -> None:
    def later(_release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
        yield bytes(PIECE)
        raise RuntimeError(len(list(found)))

    network.app.extensions["abrigo-formats"] = shelf(later=later)
    answer = office.get(f"/hq/periods/{PERIOD}/export/later", buffered=False)
    assert next(answer.iter_encoded()) == bytes(PIECE)
    with pytest.raises(Conflict):
        answer.get_data()


def test_a_format_of_another_package_does_not_take_the_place_of_ours() -> None:
    every = release.everything(shelf(dhis2=fails))
    assert every["dhis2"] is FORMATS["dhis2"]


def test_a_format_is_offered_for_its_kinds_of_period_only() -> None:
    yearly = ExportFormat("yearly", Text.of(es="Anual"), "txt", "text/plain", lines, kinds=("A",))
    known = Shelf({"yearly": yearly}, {})
    assert yearly in release.choices(known, Period.parse("2025"))
    assert yearly not in release.choices(known, Period.parse("2025Q1"))


@pytest.fixture
def two_countries(network: Network) -> FlaskClient:
    """One country with more branches than stand side by side, and one with two."""
    for number in range(SIDE_BY_SIDE + 1):
        send(network.home.stores, f"GT-{number:02}", "2025", {"CAP-001": 10})
    for number in (1, 2):
        send(network.home.stores, f"HN-{number:02}", "2025", {"CAP-001": 7})
    return network.client("hq_analyst")


@pytest.mark.parametrize("address", ["/hq/periods/2025", "/hq/dashboard?period=2025", "/hq/periods/2025/export/page"])
def test_too_many_branches_are_added_up_and_a_countrys_stand_side_by_side(
    two_countries: FlaskClient, address: str
) -> None:
    everybody = two_countries.get(address).text
    assert f"{SIDE_BY_SIDE + 3} sedes enviaron cifras" in everybody
    assert str(10 * (SIDE_BY_SIDE + 1) + 14) in everybody
    assert ">GT-07<" not in everybody
    honduras = two_countries.get(f"{address}{'&' if '?' in address else '?'}country=hn").text
    assert "sedes enviaron cifras" not in honduras
    assert re.findall(r"<th[^>]*>(HN-0[12]|GT-07)</th>", honduras)[:2] == ["HN-01", "HN-02"]
    assert ">GT-07<" not in honduras
    assert ">Honduras</th>" in honduras  # and not the network


def test_a_country_can_be_downloaded_alone(network: Network, two_countries: FlaskClient) -> None:
    for path, name in (
        ("figures.csv", "abrigo-2025-hn-internal.csv"), ("figures.xlsx", "abrigo-2025-hn-internal.xlsx"),
        ("export/sdmx-csv", "abrigo-2025-hn-sdmx-csv.csv"), ("export/adx-schema", "abrigo-2025-hn-adx-schema.xsd"),
    ):  # fmt: skip
        answer = two_countries.get(f"/hq/periods/2025/{path}?country=hn")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        if not path.endswith("xlsx"):
            assert "HN-02" in answer.text
            assert "GT-07" not in answer.text
    with network.home.stores.network.reading() as session:
        noted = session.scalars(select(NetworkEvent.detail).where(NetworkEvent.action == "hq.export")).all()
    assert noted[0] == '{"country": "hn", "kind": "csv"}'
