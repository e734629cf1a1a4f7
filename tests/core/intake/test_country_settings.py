"""A house sets what its country leaves to it; the country hears of it at every admission."""

from dataclasses import replace
from typing import Any

import pytest
from marshmallow import RAISE, Schema, fields, validate

from core.branches import house_rules
from core.errors import Invalid, Refused
from core.intake.country_settings import COUNTRY_SETTINGS
from core.residents.ages import BirthRange
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.studio import content_of, publish
from core.testkit.web import Network

USUAL = {"oldest_age": 17, "night_guard": True}
ADDRESS = "/settings/studio/country_settings/main"


def come(home: Home, years: int) -> None:
    home.admit(birth=BirthRange.from_age(years, years, NOON.date()), bed_id=None)


def test_the_country_decides_by_what_the_house_has_set(home: Home) -> None:
    assert content_of(home, COUNTRY_SETTINGS) == USUAL
    with pytest.raises(Refused):
        come(home, 18)
    publish(home, COUNTRY_SETTINGS, {**USUAL, "oldest_age": 18})
    come(home, 18)


def test_a_bound_of_the_country_holds_on_screen_and_when_sending(network: Network) -> None:
    admin = network.client("config_admin")
    admin.post(f"{ADDRESS}/begin")
    page = admin.get(f"{ADDRESS}/draft").text
    assert "Edad hasta la que se recibe" in page
    answer = admin.post(f"{ADDRESS}/draft", data={"oldest_age": "44", "csrf_token": admin.csrf_token()})
    assert answer.status_code == 422
    assert 'href="#f-oldest_age"' in answer.text
    assert 'value="44"' in answer.text
    with pytest.raises(Invalid):
        publish(network.open_house(), COUNTRY_SETTINGS, {**USUAL, "oldest_age": 44})


def test_what_an_upgrade_no_longer_takes_is_as_the_country_has_it(home: Home) -> None:
    publish(home, COUNTRY_SETTINGS, {"oldest_age": 20, "night_guard": False})

    class Later(Schema):
        class Meta:
            unknown = RAISE

        oldest_age = fields.Integer(load_default=16, validate=validate.Range(max=18))
        languages = fields.List(fields.String(), load_default=list)

    with home.reading() as session:
        upgraded = replace(home.country, settings_schema=Later)
        assert house_rules.settings_in_force(session, home.id, upgraded) == {"oldest_age": 16, "languages": []}


def test_a_country_without_settings_has_no_such_page(home: Home) -> None:
    without: Any = replace(home.country, settings_schema=None)
    assert COUNTRY_SETTINGS.keys(without) == {}
    with home.reading() as session:
        assert house_rules.settings_in_force(session, home.id, without) == {}
