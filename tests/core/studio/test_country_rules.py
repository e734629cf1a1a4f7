"""What an upgrade of the country changes is told in plain words, until the director has read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from core.configuration import service
from core.configuration.kinds import Ground
from core.errors import Conflict, NotFound
from core.studio.country_rules import COUNTRY_RULES, rules_of
from core.testkit.house import Home
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.studio import today
from core.testkit.web import Network
from plugins.profile import CountryProfile

pytestmark = ON_ONE_DATABASE

PAGE = "/settings/studio/rules"


def upgraded(country: CountryProfile) -> CountryProfile:
    """Give the country with a shorter consent and without one of its ways out."""
    health = replace(country.consents["health_care"], months=3)
    exits = dict(list(country.exit_kinds.items())[1:])
    return replace(country, consents={**country.consents, health.code: health}, exit_kinds=exits)


@contextmanager
def running(network: Network, country: CountryProfile) -> Iterator[None]:
    """Let the application run with another version of the country."""
    countries = network.app.extensions["abrigo-countries"]
    network.app.extensions["abrigo-countries"] = {**countries, country.code: country}
    yield
    network.app.extensions["abrigo-countries"] = countries


def acknowledge(home: Home, role: str) -> str:
    with home.transaction() as session:
        ground = Ground(session, home.country, home.id, today(home))
        version = service.acknowledge(ground, home.actor(role), COUNTRY_RULES, rules_of(home.country))
        return version.sha256


def test_the_director_reads_what_changed_and_it_is_told_no_more(network: Network) -> None:
    director, admin = network.client("director"), network.client("config_admin")
    assert "Aquí nadie las ha reconocido todavía" in director.get(PAGE).text
    director.post(f"{PAGE}/acknowledge", data={"csrf_token": director.csrf_token()})
    assert "conocidas como están" in director.get(PAGE).text
    with running(network, upgraded(network.home.country)):
        assert "cambiadas por una actualización" in admin.get("/settings/studio").text
        page = admin.get(PAGE).text
        assert "Cuánto tiempo: de «12» a «3»" in page
        assert "se quita «Forma de egreso → " in page
        assert "Leí lo que cambió" not in page, "the administrator does not acknowledge"
        director.post(f"{PAGE}/acknowledge", data={"csrf_token": director.csrf_token()})
        page = director.get(PAGE).text
        assert "conocidas como están" in page
        assert "Cuánto tiempo: de «12» a «3»" in page, "the history keeps what each upgrade changed"
        assert "cambiadas por una actualización" not in admin.get("/settings/studio").text


def test_only_the_director_acknowledges_and_only_what_is_new(home: Home) -> None:
    for role in ("config_admin", "dpo", "social_worker"):
        with pytest.raises(NotFound):
            acknowledge(home, role)
    assert len(acknowledge(home, "director")) == 64
    with pytest.raises(Conflict):
        acknowledge(home, "director")


@pytest.mark.parametrize("role", ["social_worker", "educator", "hq_analyst"])
def test_nobody_else_knows_the_page(network: Network, role: str) -> None:
    client = network.client(role)
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}/acknowledge", data={"csrf_token": client.csrf_token()}).status_code == 404


def test_nobody_drafts_them(network: Network) -> None:
    admin = network.client("config_admin")
    sent = {"csrf_token": admin.csrf_token()}
    assert admin.post("/settings/studio/country_rules/main/begin", data=sent).status_code == 404


def test_what_is_written_down_fits_its_own_form(home: Home) -> None:
    with home.reading() as session:
        ground = Ground(session, home.country, home.id, today(home))
        schema = COUNTRY_RULES.schema(ground, {})
    assert schema.validate(dict(rules_of(home.country))) == {}
