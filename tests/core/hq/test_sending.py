"""The page that sends to another node's office: how far it has come, why it stopped, and on from there."""

from collections.abc import Iterator
from datetime import date
from http.client import HTTPConnection

import pytest

from core.hq.models import Arriving, Submission
from core.hq.receiving import arriving, wholeness
from core.reporting import service
from core.reporting.catalogue import Catalogue
from core.reporting.periods import Period
from core.reporting.sending import line
from core.reporting.sending import service as sending
from core.reporting.sending.line import Line
from core.reporting.views import LINE
from core.testkit.serving import served
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

# What a page shows; the line and what is kept of it are the same on either database.
pytestmark = ON_ONE_DATABASE

PAGE, TODAY = "/figures/1/sending", date(2026, 3, 16)


class Cut:
    """A line of which so many requests pass before it is dead, until it is mended."""

    def __init__(self) -> None:
        self.left = 2

    def __call__(self, host: str, port: int | None, *, timeout: float) -> HTTPConnection:
        self.left -= 1
        if self.left < 0:
            raise ConnectionResetError
        return HTTPConnection(host, port, timeout=timeout)


@pytest.fixture
def cut(network: Network, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cut]:
    """Sign February, and tell the node of an office that is somewhere else."""
    monkeypatch.setattr(line, "PIECE", 3000)
    home, made = network.home, Cut()
    with home.transaction() as session:
        director = home.actor("director")
        closing = service.close(session, director, home.country, Period(2026, "M", 2), today=TODAY, note="x")
        service.sign(session, director, home.country, closing)
    with served(network.app) as address:
        network.app.extensions[LINE] = Line(f"{address}/hq", connect=made)
        yield made


def test_it_stops_says_why_and_goes_on_where_it_was(
    network: Network, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, stores = network.client("me_officer"), network.home.stores
    assert f'href="{PAGE}"' in officer.get("/figures?period=2026-02").text
    assert "sin empezar" in officer.get(PAGE).text
    assert officer.post(PAGE).location == PAGE
    seen = officer.get(PAGE).text
    assert (
        "No se puede contactar con la oficina regional" in seen or "oficina regional" in seen.partition("Se detuvo")[2]
    )
    assert '<progress class="d-block mw-100" value="3000"' in seen
    cut.left = 99
    monkeypatch.setattr(sending, "SECONDS", -1.0)
    officer.post(PAGE)  # no time left: it looks how far it has come, and breaks off without a fault
    assert "Se detuvo" not in officer.get(PAGE).text
    monkeypatch.setattr(sending, "SECONDS", 30.0)
    officer.post(PAGE)
    assert "recibido y verificado" in officer.get(PAGE).text
    with stores.network.reading() as session:
        assert (session.query(Submission).count(), session.query(Arriving).count()) == (1, 0)
    with network.home.reading() as session:
        assert service.get(session, network.home.actor("director"), 1).state == "sent"
    requests = cut.left
    officer.post(PAGE)  # nothing is left to send
    assert cut.left == requests


def test_a_full_house_stops_it_and_is_told_as_what_it_is(
    network: Network, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "MOST", 0)
    cut.left, officer = 99, network.client("me_officer")
    officer.post(PAGE)
    stopped = officer.get(PAGE).text.partition("Se detuvo")[2]
    assert "La oficina regional ya está recibiendo todos los envíos que puede a la vez." in stopped
    assert "No se puede contactar" not in stopped


def test_a_restated_year_goes_from_its_page_as_a_whole(
    network: Network, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = Catalogue.due  # the way is the same for few figures
    monkeypatch.setattr(Catalogue, "due", lambda self, kind: [each for each in due(self, kind) if each.id < "S"][-9:])
    cut.left, home = 999, network.home
    with home.transaction() as session:
        director = home.actor("director")
        for written in ("2025-12", "2025"):
            closing = service.close(session, director, home.country, Period.parse(written), today=TODAY, note="x")
            service.sign(session, director, home.country, closing)
    officer, year = network.client("me_officer"), closing.id

    def page(closing_id: int) -> str:
        return f"/figures/{closing_id}/sending"

    asked = {"period": "2025", "note": "Un acta llegó tarde"}
    network.client("director").post("/figures/restate", data=asked)
    shown = officer.get(page(year + 2)).text
    for words in ("diciembre", "2025", "sin empezar"):
        assert words in shown
    assert shown.count("versión 2<") == 2  # the month and its year, both in their second version
    officer.post(page(year + 2))
    assert "sin empezar" not in officer.get(page(year + 2)).text
    with home.stores.hq.reading() as session:
        came = session.query(Submission.period, Submission.version).order_by(Submission.period, Submission.version)
        assert [tuple(row) for row in came] == [("2025", 2), ("2025-12", 2)]
        assert wholeness.broken(session, home.code, 2025) is None


def test_a_refusal_is_shown_as_the_office_says_it(network: Network, cut: Cut) -> None:
    cut.left = 99
    with network.home.transaction() as session:
        service.new_signing_key(session, network.home.id)
        closing = service.get(session, network.home.actor("director"), 1)
        closing.signature = "A" * 86 + "=="
    officer = network.client("me_officer")
    officer.post(PAGE)
    assert "firma no corresponde" in officer.get(PAGE).text


def test_without_another_office_there_is_no_such_page(network: Network) -> None:
    assert network.client("me_officer").get(PAGE).status_code == 404
    for role in ("social_worker", "hq_analyst"):
        assert network.client(role).post(PAGE).status_code == 404
