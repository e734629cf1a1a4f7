"""AS-24 on the office's page: one chart where it is fair, a refusal with two charts where it is not."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from core.hq.charts.lines import LINES
from core.hq.models import Figure, Submission
from core.testkit.offices import send
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE

YEAR = "2025"


@pytest.fixture
def page(network: Network) -> str:
    stores = network.home.stores
    send(stores, "GT-01", YEAR, {"AFC-001": (7, 12), "LEG-002": (8, 16)})
    send(stores, "HN-01", YEAR, {"AFC-001": (5, 11), "LEG-002": (9, 18)}, grades={"LEG-002": "C"})
    send(stores, "NI-01", YEAR, {"AFC-001": (None, 9)}, accept=False)
    return "/hq/charts?kind=A&indicator="


def test_exits_to_family_stand_in_one_chart_and_what_is_withheld_is_no_zero(network: Network, page: str) -> None:
    seen = network.client("hq_analyst").get(f"{page}AFC-001").text
    assert seen.count('role="img"') == 1
    for told in ("7 de 12 (58.3\u00a0%)", "5 de 11 (45.5\u00a0%)", "dato reservado de 9", "provisional"):
        assert told in seen
    assert "Estas cifras no van en una misma gráfica" not in seen


def test_another_meaning_is_refused_with_an_explanation_and_two_charts(network: Network, page: str) -> None:
    seen = network.client("hq_analyst").get(f"{page}LEG-002&branch=GT-01&branch=HN-01").text
    assert seen.count('role="img"') == 2
    assert "grado C" in seen


def test_what_was_published_before_stands_beside_the_chart_as_of_level_e0(network: Network) -> None:
    send(network.home.stores, "GT-01", YEAR, {"RES-002": 41, "AFC-001": (7, 12)})
    bruno = network.client("hq_analyst")
    seen = bruno.get("/hq/charts?kind=A&indicator=RES-002").text
    drawing = seen.partition("<svg viewBox")[2].partition("</svg>")[0]
    assert "30 niñas atendidas. Texto de referencia, 2011; nivel E0" in seen.replace(drawing, "")
    assert "E0" not in drawing
    assert "nivel E0" not in bruno.get("/hq/charts?kind=A&indicator=AFC-001").text


def test_many_branches_are_shown_as_many_at_a_time_as_can_be_told_apart(network: Network) -> None:
    codes = [f"{country}-{number:02}" for country in ("GT", "HN") for number in range(1, 14)]
    for code in codes:
        send(network.home.stores, code, YEAR, {"CAP-001": 7})
    bruno, address = network.client("hq_analyst"), "/hq/charts?kind=A&indicator=CAP-001"
    seen: list[str] = []
    while address:
        page = bruno.get(address).text
        drawing, told = page.partition('role="img"')[2].partition("</svg>")[::2]
        drawn, listed = (re.findall(r">((?:GT|HN)-\d\d)</t", part) for part in (drawing, told))
        assert drawn == listed  # the table below holds the same lines
        assert len(drawn) <= LINES
        seen += drawn
        onwards = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(onwards.group(1)) if onwards else ""
    assert seen == codes
    assert f"Sedes 25 a 26 de {len(codes)}" in page
    assert "after=GT-13&" not in page
    before = re.search(r'rel="prev" href="([^"]+)"', page)
    assert before
    assert "Sedes 17 a 24 de" in bruno.get(unescape(before.group(1))).text


def test_branches_are_chosen_by_country_and_by_code(network: Network) -> None:
    for number in range(1, 27):
        send(network.home.stores, f"{'GT' if number < 21 else 'HN'}-{number:02}", YEAR, {"CAP-001": 7})
    bruno, address = network.client("hq_analyst"), "/hq/charts?kind=A&indicator=CAP-001"
    assert 'type="checkbox"' not in bruno.get(address).text  # too many to tick
    written = bruno.get(f"{address}&branch=gt-07,+HN-22+XX-99").text
    assert "no llegó nada de XX-99" in written
    assert re.findall(r">((?:GT|HN)-\d\d)</text>", written) == ["GT-07", "HN-22"]
    assert 'value="GT-07 HN-22"' in written
    honduras = bruno.get(f"{address}&country=hn").text
    assert 'id="branch-HN-21"' in honduras
    assert "GT-07" not in honduras
    assert '<option value="hn" selected>Honduras</option>' in honduras
    nobody = bruno.get(f"{address}&branch=XX-99").text
    assert 'role="img"' not in nobody


def test_those_looked_at_after_several_terms_are_drawn_term_by_term(network: Network) -> None:
    """A figure without a total of its own is not said to be missing."""
    send(network.home.stores, "ZZ-01", "2025", {"RES-003": 31})
    with network.home.stores.network.transaction() as session:
        kept = session.scalars(select(Submission.id).where(Submission.period == "2025")).one()
        for window, pair in (("M06", (30, 40)), ("M12", (11, 44))):
            for component, value in zip("ND", pair, strict=True):
                session.add(Figure(
                    submission_id=kept, indicator="AFC-002", breakdown="WINDOW", code=window, component=component,
                    value=value, status="A", confidential="F", grade="A",
                ))  # fmt: skip
    office = network.client("hq_analyst")
    seen = office.get("/hq/charts?kind=A&indicator=AFC-002-M12").text
    assert "Egresadas contactadas a 6, 12 y 24 meses: 12 meses" in seen
    assert "11 de 44 (25.0\u00a0%)" in seen
    assert "30 de 40" not in seen
    assert "30 de 40 (75.0\u00a0%)" in office.get("/hq/charts?kind=A&indicator=AFC-002-M06").text
    assert 'value="AFC-002"' not in seen
