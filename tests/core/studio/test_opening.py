"""A new house is opened with all it needs to begin, and tells step by step what is still missing."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from core import installation
from core.access.models import BranchListing, Grant, User
from core.branches.models import Branch
from core.branches.recovery import RECOVERY
from core.keyslots import Slot
from core.scope import set_branch_scope
from core.stages import programme
from core.studio import readiness
from core.testkit.house import open_home
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.studio import publish
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE

NEW = {
    "name": "Casa Nueva",
    "public_name": "Programa Tres",
    "opened_on": "2026-03-20",
    "licensed_places": "12",
    "director_name": "Ana Directora",
    "director_login": "ana.nueva",
}
PAGE = "/settings/studio/opening"


def test_a_house_opens_with_its_programme_its_key_and_a_director_who_may_sign_in(network: Network) -> None:
    page = network.client("config_admin").post(f"{PAGE}/new", data=NEW).text
    assert "ZZ-02" in page
    assert re.search(r"(?:\w{4}-){3}\w{4}", page)
    home = network.home
    with home.stores.network.reading() as session:
        listing = session.get_one(BranchListing, "ZZ-02")
        query = select(Grant, User.login).join(User, User.id == Grant.user_id).where(Grant.branch_code == "ZZ-02")
        grant, login = session.execute(query).one()
        assert (grant.role, login) == ("director", "ana.nueva")
        assert grant.approved_at is not None
    with home.store.reading() as session:
        set_branch_scope(session, [listing.branch_id])
        branch = session.get_one(Branch, listing.branch_id)
        version = programme.find_current(session, branch.id, date(2026, 3, 20))
        assert version
        assert [each.code for each in programme.stages_of(session, version.id)] == list(home.country.stages)
    assert open_home(home.stores, home.country, number=3).code == "ZZ-03"


@pytest.mark.parametrize(("change", "field"), [
    ({"director_login": "Ñandú!"}, "director_login"), ({"name": " "}, "name"), ({"opened_on": "nunca"}, "opened_on"),
])  # fmt: skip
def test_a_fault_stands_at_its_field_and_nothing_is_opened(
    network: Network, change: dict[str, str], field: str
) -> None:
    answer = network.client("config_admin").post(f"{PAGE}/new", data={**NEW, **change})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert "Programa Tres" in answer.text
    with network.home.stores.network.reading() as session:
        assert session.get(BranchListing, "ZZ-02") is None


def test_only_who_configures_opens_a_house(network: Network) -> None:
    for role in ("director", "dpo", "social_worker", "hq_analyst"):
        assert network.client(role).get(f"{PAGE}/new").status_code == 404
        assert network.client(role).post(f"{PAGE}/new", data=NEW).status_code == 404


def counts(page: str) -> tuple[int, ...]:
    """Count what is done, what is missing, and what counts as it comes."""
    return tuple(page.count(f"{word}</span>") for word in ("hecho", "falta", "como viene"))


def test_the_steps_show_what_is_done_and_what_is_missing(network: Network) -> None:
    admin = network.client("config_admin")
    assert counts(admin.get(PAGE).text) == (3, 7, 9)
    admin.post("/settings/studio/terms/main/begin")
    admin.post("/settings/studio/terms/main/try", data={"role": "director"})
    assert counts(admin.get(PAGE).text) == (5, 6, 8)
    network.client("director").post("/settings/studio/rules/acknowledge")
    page = admin.get(PAGE).text
    assert counts(page) == (6, 5, 8)
    assert "La sede todavía no puede recibir a nadie" in page
    assert "Seguir: Un dispositivo de la sede está registrado y en uso" in page
    assert 'href="/settings/studio/retention/main"' in page
    assert network.client("social_worker").get(PAGE).status_code == 404


def test_the_end_is_told_as_yes_or_no_with_what_is_missing(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = network.client("config_admin")
    publish(network.home, RECOVERY, {"keeper": "Contabilidad", "telephone": "555-0100", "second": "", "place": "Caja"})
    use_device(network)
    network.client("director").post("/settings/studio/rules/acknowledge")
    admin.post("/settings/studio/terms/main/begin")
    admin.post("/settings/studio/terms/main/try", data={"role": "director"})
    page = admin.get(PAGE).text
    assert "La sede todavía no puede recibir a nadie" in page
    assert page.count("ninguna llave de recuperación lo abre") == 4, "two stores, each in the list and below it"
    kept = (Slot("1", "recovery", "", ""),)
    monkeypatch.setattr(readiness.keyslots, "list_slots", lambda _path: kept)
    monkeypatch.setattr(installation, "state_of", lambda *_store: "the country's own tables are not part of this test")
    page = admin.get(PAGE).text
    assert "La sede puede recibir a alguien" in page
    assert "falta</span>" not in page


def use_device(network: Network) -> None:
    page = network.client("config_admin").post("/settings/devices", data={"name": "Tableta 1", "kind": "tablet"}).text
    code = re.search(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){2}\b", page)
    assert code
    assert network.browser().post("/device", data={"code": code[0]}).status_code == 200
