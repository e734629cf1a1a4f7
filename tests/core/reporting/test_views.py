"""The page of figures as people of a house use it."""

import json
import re
from datetime import date

import pytest

from core.reporting import service
from core.reporting.periods import Period
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE

FEBRUARY = "2026-02"


@pytest.fixture
def closed(network: Network) -> int:
    """A period that is closed and checked."""
    with network.home.transaction() as session:
        officer = network.home.actor("me_officer")
        closing = service.close(
            session, officer, network.home.country, Period.parse(FEBRUARY), today=date(2026, 3, 16), note="Todo bien"
        )
        return closing.id


def test_the_page_shows_last_month_unless_asked_otherwise(network: Network) -> None:
    page = network.client("director").get("/figures").text
    assert "febrero 2026" in page
    assert "Cerrar el periodo" in page
    assert "Residentes al final" in page


def test_a_running_period_can_be_seen_but_not_closed(network: Network) -> None:
    client = network.client("director")
    page = client.get("/figures?period=2026-03").text
    assert "El periodo todavía corre" in page
    assert "/figures/close" not in page
    answer = client.post("/figures/close", data={"period": "2026-03"}, follow_redirects=True)
    assert "Este periodo todavía no ha terminado." in answer.text


def test_a_house_that_was_not_open_has_an_empty_page(network: Network) -> None:
    assert "todavía no estaba abierta" in network.client("director").get("/figures?period=2024-01").text


@pytest.mark.parametrize("written", ["2026-13", "marzo", "2026Q5", "../../etc", "9" * 5000])
def test_an_unknown_period_is_no_failure(network: Network, written: str) -> None:
    assert network.client("director").get("/figures", query_string={"period": written}).status_code == 400


def test_a_year_is_broken_down(network: Network) -> None:
    page = network.client("director").get("/figures?period=2025").text
    assert "Desgloses" in page
    assert "15 a 17 años" in page


def test_close_sign_send_and_carry_away(network: Network) -> None:
    officer, director = network.client("me_officer"), network.client("director")
    officer.post("/figures/close", data={"period": FEBRUARY, "note": "Mes tranquilo"})
    page = director.get("/figures").text
    number = re.search(r"/figures/(\d+)/sign", page)
    assert number, page
    assert f"{number[1]}/sign" not in officer.get("/figures").text
    director.post(f"/figures/{number[1]}/sign")
    answer = officer.post(f"/figures/{number[1]}/send", follow_redirects=True)
    assert "La oficina regional recibió y verificó las cifras." in answer.text
    assert f"{number[1]}/send" not in answer.text
    package = officer.get(f"/figures/{number[1]}/package")
    assert package.headers["Content-Disposition"] == 'attachment; filename="abrigo-ZZ-01-2026-02-v1.json"'
    content = json.loads(json.loads(package.data)["package"])
    assert (content["branch"], content["period"], content["note"]) == ("ZZ-01", FEBRUARY, "Mes tranquilo")


def test_what_leaves_stands_beside_the_exact_figure(network: Network) -> None:
    network.home.admit()
    page = network.client("director").get("/figures?period=2026-03").text
    row = page.partition("RES-001")[2].partition("</tr>")[0]
    assert re.search(r'ab-figure"><a [^>]+>1<span', row)
    assert "&lt;6" in row  # Zedland hides what is under six


def test_a_second_click_closes_nothing_again(network: Network, closed: int) -> None:
    client = network.client("me_officer")
    client.post("/figures/close", data={"period": FEBRUARY, "note": "Todo bien"})
    with network.home.reading() as session:
        assert [each.id for each in service.closings(session, network.home.actor("director"))] == [closed]


def test_another_house_is_not_found(network: Network, closed: int) -> None:
    other = network.client("director", network.open_house())
    assert other.post(f"/figures/{closed}/sign").status_code == 404
    assert other.get(f"/figures/{closed}/package").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("director", 200),
        ("me_officer", 200),
        ("social_worker", 200),
        ("dpo", 200),
        ("auditor", 200),
        ("educator", 404),
        ("config_admin", 404),
        ("finance", 404),
        ("reception", 404),
        ("hq_analyst", 404),
        ("evaluator", 404),
    ],
)
def test_figures_are_read_by_those_who_need_them(network: Network, role: str, status: int) -> None:
    assert network.client(role).get("/figures").status_code == status


@pytest.mark.parametrize("role", ["social_worker", "nurse", "dpo", "auditor"])
def test_whoever_only_reads_neither_closes_nor_signs_nor_carries_away(network: Network, closed: int, role: str) -> None:
    client = network.client(role)
    page = client.get("/figures").text
    assert "/figures/close" not in page
    assert client.post("/figures/close", data={"period": FEBRUARY}).status_code == 404
    for act in ("sign", "send"):
        assert client.post(f"/figures/{closed}/{act}").status_code == 404
    assert client.get(f"/figures/{closed}/package").status_code == 404


def test_a_note_that_is_too_long_is_told(network: Network) -> None:
    answer = network.client("director").post("/figures/close", data={"period": FEBRUARY, "note": "x" * 601})
    assert answer.status_code == 422
    assert "600" in answer.text
    assert "x" * 601 in answer.text
    assert "Abierto" in answer.text
