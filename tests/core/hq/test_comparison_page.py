"""AS-24 on the office's page: one chart where it is fair, a refusal with two charts where it is not."""

import pytest

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
