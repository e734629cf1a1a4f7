"""Targets stand beside the figures; what a house reads last leaves like everything else."""

import pytest

from core.errors import Invalid
from core.reporting import catalogue as catalogues
from core.reporting.quantity import Quantity
from core.reporting.targets import TARGETS, Target
from core.testkit.studio import publish
from core.testkit.web import Network


def wish(indicator: str, value: int, sense: str = "least") -> dict[str, object]:
    return {"indicator": indicator, "sense": sense, "value": value}


def test_the_target_stands_beside_the_figure_with_a_word_on_whether_it_is_reached(network: Network) -> None:
    publish(network.home, TARGETS, {"targets": [wish("CAP-001", 6), wish("R02", 0, "most"), wish("CAP-002", 80)],
                                    "aside": []})  # fmt: skip
    network.home.admit(bed_id=None)
    page = network.client("director").get("/figures?period=2026-03").text
    assert "meta: al menos 6" in page
    assert "como máximo 0" in page
    assert "al menos 80\N{NO-BREAK SPACE}%" in page
    assert "no alcanzada" in page


@pytest.mark.parametrize(
    ("sense", "value", "now", "reached"),
    [
        ("least", 5, Quantity(5), True),
        ("least", 5, Quantity(4), False),
        ("most", 5, Quantity(5), True),
        ("most", 5, Quantity(6), False),
        ("least", 50, Quantity(6, 12, is_share=True), True),
        ("least", 51, Quantity(6, 12, is_share=True), False),
        ("least", 1, Quantity(4, 9, is_share=True), None),
        ("least", 1, Quantity(0, 0, is_share=True), None),
    ],
)
def test_a_share_of_few_is_not_judged(sense: str, value: int, now: Quantity, reached: bool | None) -> None:
    indicator = catalogues.current().indicators["PAR-001"]
    assert Target(sense, value).reached_by(now, indicator) is reached


def test_a_figure_that_is_read_last_is_still_there_and_still_leaves(network: Network) -> None:
    director = network.client("director")
    before = director.get("/figures?period=2026-02").text
    publish(network.home, TARGETS, {"targets": [], "aside": ["R09"]})
    page = director.get("/figures?period=2026-02").text
    assert "lee al final" in page
    assert page.count(">R09<") == before.count(">R09<")


def test_a_figure_that_the_catalogue_does_not_have_is_refused(network: Network) -> None:
    with pytest.raises(Invalid):
        publish(network.home, TARGETS, {"targets": [wish("R99", 1)], "aside": []})
