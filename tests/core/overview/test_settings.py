"""Settings are read concern by concern, by those who may read them."""

import pytest

from core.overview.settings_page import PARTS
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE

SAID = {"house": "Casa Ceiba 1", "programme": "Programa", "stay": "Plazos", "forms": "Acta de ingreso",
        "data": "Consentimientos"}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_each_concern_has_a_page_and_names_the_others(network: Network, part: str) -> None:
    page = network.client("config_admin").get("/settings" if part == "house" else f"/settings/{part}")
    assert page.status_code == 200
    assert SAID[part] in page.text
    for other in PARTS:
        assert f'href="/settings{"" if other == "house" else f"/{other}"}"' in page.text


def test_only_who_furnishes_the_house_is_led_to_its_rooms(network: Network) -> None:
    assert 'href="/beds/rooms"' in network.client("config_admin").get("/settings").text
    assert 'href="/beds/rooms"' not in network.client("dpo").get("/settings").text


def test_a_concern_that_is_none_is_not_there(network: Network) -> None:
    assert network.client("config_admin").get("/settings/house").status_code == 404
