"""A house keeps its files longer than its country asks, never shorter."""

from dataclasses import replace

import pytest

from core.errors import Invalid
from core.retention.longer import RETENTION
from core.testkit.house import Home
from core.testkit.studio import content_of, counted, publish
from core.testkit.web import Network
from plugins.contract.consent import Then


def test_less_than_the_country_asks_is_refused_and_more_counts_every_file(network: Network) -> None:
    home = network.home
    home.admit(bed_id=None)
    with pytest.raises(Invalid):
        publish(home, RETENTION, {"resident_file": 9, "form": None})
    new = {"resident_file": 25, "form": None}
    assert counted(home, RETENTION, new)["resident_file_longer"] == 1
    assert publish(home, RETENTION, new).touched["resident_file_longer"] == 1
    page = network.client("director").get("/settings/data").text
    assert "en esta sede al menos 25 años" in page


def test_the_form_tells_the_countrys_floor_at_its_field(network: Network) -> None:
    admin = network.client("config_admin")
    address = "/settings/studio/retention/main"
    admin.post(f"{address}/begin")
    assert "al menos 10 años" in admin.get(f"{address}/draft").text
    answer = admin.post(f"{address}/draft", data={"resident_file": "3", "csrf_token": admin.csrf_token()})
    assert answer.status_code == 422
    assert 'href="#f-resident_file"' in answer.text
    assert "Debe estar entre 10 y 100." in answer.text
    assert 'value="3"' in answer.text


def test_the_data_protection_officer_approves_it_and_nobody_else(network: Network) -> None:
    assert RETENTION.approver == "dpo"
    publish(network.home, RETENTION, {"resident_file": 25, "form": None})
    assert (
        "Expedientes que se conservan más tiempo" in network.client("dpo").get("/settings/studio/retention/main").text
    )


def test_where_no_term_is_known_a_house_may_name_its_own_and_nothing_is_said_of_destroying(network: Network) -> None:
    country = network.home.country
    unknown = {name: replace(each, years=None) for name, each in country.retention.items()}
    kept = {name: replace(each, then=Then.KEEP) for name, each in country.retention.items()}
    assert RETENTION.keys(replace(country, retention=kept)) == {}
    assert list(RETENTION.keys(replace(country, retention=unknown))) == ["main"]


def test_the_country_is_the_baseline(network: Network) -> None:
    home: Home = network.home
    assert content_of(home, RETENTION) == {"resident_file": None, "form": None}
