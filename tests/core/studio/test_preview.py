"""A draft is tried on the real screens with invented people; nothing real is in reach, and nothing of it stays."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core import clock
from core.configuration import service, versions
from core.configuration.kinds import Ground
from core.nightly import work
from core.stages.programme_kind import PROGRAMME
from core.studio.served import COOKIE
from core.testkit.web import Browser, Network

OBJECT = "/settings/studio/programme/main"


@pytest.fixture
def store_kind() -> str:
    """A trial lies in files of its own, wherever the installation keeps its records."""
    return "sqlcipher"


def previews(network: Network) -> list[Path]:
    return list((network.home.stores.settings.home / "previews").glob("*"))


def draft(network: Network, change: Callable[[dict[str, Any]], object]) -> None:
    home, admin = network.home, network.home.actor("config_admin")
    with home.transaction() as session:
        ground = Ground(session, home.country, home.id, clock.today("UTC"))
        begun = service.begin(ground, admin, PROGRAMME)
        content = versions.content_of(begun)
        change(content)
        service.save(session, admin, begun, content, revision=begun.revision)


def begin(network: Network, admin: Browser, role: str = "social_worker") -> str:
    draft(network, lambda content: content["stages"][0].update(label_es="Bienvenida"))
    answer = admin.post(f"{OBJECT}/try", data={"role": role})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_the_real_screens_show_the_draft_to_a_role_with_invented_people_only(network: Network) -> None:
    girl = network.home.admit(bed_id=None).resident
    admin = network.client("config_admin")
    where = begin(network, admin)
    page = admin.get(f"{where}residents").text
    assert "Prueba: todo y todas las personas aquí son inventadas." in page
    assert "Bienvenida" in page
    assert girl.code not in page
    assert admin.get(f"{where}residents/{girl.code}").status_code == 404
    assert admin.get(f"{where}settings/studio").status_code == 404
    assert "borrador, probado" in admin.get(OBJECT).text
    assert "Bienvenida" not in network.client("social_worker").get("/residents").text


def test_a_trial_is_its_owners_and_ends_without_a_trace(network: Network) -> None:
    admin = network.client("config_admin")
    where = begin(network, admin, "director")
    assert len(previews(network)) == 1
    for role in ("director", "dpo", "social_worker"):
        assert network.client(role).get(where).status_code == 404
    assert admin.post(f"{where}end").headers["Location"] == OBJECT
    assert previews(network) == []
    assert admin.get(where).status_code == 404


def test_another_trial_takes_the_place_of_the_first(network: Network) -> None:
    admin = network.client("config_admin")
    first = begin(network, admin)
    admin.post(f"{OBJECT}/try", data={"role": "lawyer"})
    assert len(previews(network)) == 1
    assert admin.get(first).status_code == 404


def test_the_cookie_of_a_trial_opens_nothing_real(network: Network) -> None:
    admin = network.client("config_admin")
    where = begin(network, admin, "director")
    cookie = admin.get_cookie(COOKIE, path=where.rstrip("/"))
    assert cookie is not None
    stranger = network.browser()
    stranger.set_cookie("oficina", cookie.value)
    assert stranger.get("/residents").headers["Location"] == "/sign-in"


def test_what_cannot_be_sent_cannot_be_tried(network: Network) -> None:
    admin = network.client("config_admin")
    draft(network, lambda content: content["criteria"].pop(2))
    page = admin.post(f"{OBJECT}/try", data={"role": "director"})
    assert "La ley pone" in page.text
    assert previews(network) == []


def test_a_trial_that_nobody_ends_is_gone_the_next_day(network: Network) -> None:
    begin(network, network.client("config_admin"))
    for about in previews(network):
        long_ago = (clock.now() - timedelta(days=1)).timestamp()
        os.utime(about / "preview.json", (long_ago, long_ago))
    work.run(network.home.stores, {network.home.country.code: network.home.country})
    assert previews(network) == []
