"""A link that carries a period leads to that period, whatever its kind."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import url_for

from core.branches.models import Branch
from core.hq.receiving.service import receive_here
from core.reporting import service
from core.reporting.catalogue import Catalogue
from core.reporting.periods import POOLED, Period
from core.reporting.words import period_words
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Browser, Network

# Addresses are the same on either database.
pytestmark = ON_ONE_DATABASE

KINDS = ("2026-02", "2025Q4", "2025", "P3Y2023")
TODAY = date(2026, 3, 16)
_HREF = re.compile(r'href="([^"]*)"')


@pytest.fixture(params=KINDS)
def sent(request: pytest.FixtureRequest, network: Network, monkeypatch: pytest.MonkeyPatch) -> Period:
    """A period of some kind that the house has signed, and the office has."""
    due, home, period = Catalogue.due, network.home, Period.parse(request.param)
    monkeypatch.setattr(Catalogue, "due", lambda self, kind: due(self, kind)[:5])  # a few figures have the same links
    with home.transaction() as session:
        session.get_one(Branch, home.id).opened_on = date(2025, 1, 1)
        director = home.actor("director")
        for each in [Period(2025, "A"), period] if period.kind == POOLED else [period]:
            closing = service.close(session, director, home.country, each, today=TODAY, note="Prueba")
            service.sign(session, director, home.country, closing)
        envelope = service.envelope(session, director, closing)
    receive_here(home.stores, envelope, "https")
    return period


def links(client: Browser, page: str) -> Iterator[str]:
    answer = client.get(page)
    assert answer.status_code == 200, page
    for address in map(unescape, _HREF.findall(answer.text)):
        if "period" in parse_qs(urlsplit(address).query):
            yield address


def test_every_link_leads_to_its_own_period(network: Network, sent: Period) -> None:
    office, officer = network.client("hq_analyst"), network.client("me_officer")
    pages = ((office, f"/hq/periods/{sent}", "/hq/dashboard"), (officer, f"/figures/office/{sent}", "/figures"),
             (officer, f"/figures/office/{sent}/sheet", "/figures"))  # fmt: skip
    for client, page, target in pages:
        found = [each for each in links(client, page) if urlsplit(each).path == target]
        assert [parse_qs(urlsplit(each).query)["period"] for each in found] == [[str(sent)]], page
        reached = client.get(found[0])
        assert reached.status_code == 200
        with network.app.test_request_context():
            assert str(period_words(sent)) in reached.text or f'value="{sent}" selected' in reached.text


def test_a_period_is_written_out_in_a_query_and_in_a_path(network: Network) -> None:
    for each in map(Period.parse, KINDS):
        with network.app.test_request_context():
            assert url_for("reporting.index", period=each).endswith(f"?period={each}")
            assert url_for("hq.period", written=each).endswith(f"/hq/periods/{each}")
