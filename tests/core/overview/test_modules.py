"""What a house switches off is on no page and answers to nobody, and its records are there when it comes back."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core.access.policies import ACTIONS
from core.agenda import service as agenda
from core.errors import Invalid, NotFound
from core.intake.admission import admit
from core.overview.modules import MODULES, MODULES_KIND
from core.partners.models import Agreement, Partner
from core.stages.models import Transfer
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.studio import counted, publish, roll_back
from core.testkit.web import Network

OFF = {"off": ["partners", "referrals"]}


@pytest.fixture
def store_kind() -> str:
    """What a page shows is the same on either database."""
    return "sqlcipher"


def agree(home: Home) -> None:
    with home.transaction() as session:
        partner = session.scalar(select(func.min(Partner.id)))
        session.add(Agreement(branch_id=home.id, partner_id=partner, purpose="Talleres", valid_from=NOON.date()))


def task(home: Home, source: str) -> None:
    with home.transaction() as session:
        agenda.add(session, branch_id=home.id, code="x", source=source, source_id=1, title=f"Prueba {source}",
                   role="director", due_at=NOON)  # fmt: skip


def test_it_leaves_the_menu_and_answers_404_and_comes_back_with_its_records(network: Network) -> None:
    home, worker = network.home, network.client("social_worker")
    girl = home.admit(bed_id=None).resident
    agree(home)
    paths = ("/partners", f"/residents/{girl.code}/referrals")
    assert [worker.get(path).status_code for path in paths] == [200, 200]
    assert 'href="/partners"' in worker.get("/").text
    version = publish(home, MODULES_KIND, OFF)
    assert [worker.get(path).status_code for path in paths] == [404, 404]
    assert worker.post("/partners/new", data={"csrf_token": worker.csrf_token()}).status_code == 404
    assert 'href="/partners"' not in worker.get("/").text
    assert f'href="/residents/{girl.code}/referrals"' not in worker.get(f"/residents/{girl.code}").text
    roll_back(home, MODULES_KIND, version)
    assert worker.get("/partners").status_code == 200
    with home.reading() as session:
        assert session.scalar(select(func.count(Agreement.id)).where(Agreement.branch_id == home.id)) == 1


def test_another_house_keeps_it(network: Network) -> None:
    second = network.open_house()
    publish(network.home, MODULES_KIND, OFF)
    assert network.client("social_worker", second).get("/partners").status_code == 200


def test_what_stays_and_what_comes_back_is_counted(home: Home) -> None:
    agree(home)
    task(home, "agreement")
    assert counted(home, MODULES_KIND, OFF) == {"open": 2, "away": 1, "back": 0}
    version = publish(home, MODULES_KIND, OFF)
    assert version.touched == {"open": 2, "away": 1, "back": 0}
    back = roll_back(home, MODULES_KIND, version)
    assert back
    assert back.touched == {"open": 0, "away": 0, "back": 1}


def test_what_others_need_stays_on(home: Home) -> None:
    with pytest.raises(Invalid):
        publish(home, MODULES_KIND, {"off": ["partners"]})
    publish(home, MODULES_KIND, {"off": ["referrals"]})


def test_nobody_on_her_way_is_lost(home: Home) -> None:
    girl = home.admit(bed_id=None).resident
    with home.transaction() as session:
        session.add(Transfer(branch_id=home.id, resident_id=girl.id, direction="out", other_branch="ZZ-02",
                             state="in_transit", created_by=1, created_by_name="Ana"))  # fmt: skip
    with pytest.raises(Invalid):
        publish(home, MODULES_KIND, {"off": ["sending"]})


def test_what_the_law_of_the_country_asks_for_is_not_offered(home: Home) -> None:
    asked = MODULES["house_forms"].owed
    forms = home.country.forms
    about_house = {key: tuple(replace(each, about="branch") for each in forms[key]) for key in forms}
    assert asked(replace(home.country, forms=about_house))
    without = {key: each for key, each in forms.items() if all(form.about == "resident" for form in each)}
    assert not asked(replace(home.country, forms=without))
    assert MODULES["obligations"].owed(home.country) == next(iter(home.country.obligations.values())).basis
    assert MODULES["certificates"].owed(replace(home.country, clearances={})) is None


def test_every_module_of_a_free_country_goes_and_comes_back_on_menu_page_and_day(network: Network) -> None:
    home = replace(network.home, country=replace(network.home.country, obligations={}, clearances={}))
    task(home, "obligation")
    director = network.client("director")
    paths = ("/obligations", "/staff", "/residents?group=babies")
    assert [director.get(path).status_code for path in paths] == [200, 200, 200]
    assert "Prueba obligation" in director.get("/").text
    version = publish(home, MODULES_KIND, {"off": ["obligations", "certificates", "mother_baby"]})
    assert [director.get(path).status_code for path in paths] == [404, 404, 404]
    today = director.get("/").text
    for gone in ('href="/obligations"', 'href="/staff"', "Prueba obligation", "bebé"):
        assert gone not in today
    assert "Prueba obligation" not in director.get("/agenda?scope=team").text
    roll_back(home, MODULES_KIND, version)
    assert [director.get(path).status_code for path in paths] == [200, 200, 200]
    assert "Prueba obligation" in director.get("/").text


def test_a_house_without_babies_receives_none_and_asks_what_becomes_of_one_that_came(network: Network) -> None:
    home, worker = network.home, network.client("social_worker")
    mother = home.admit(bed_id=None).resident
    door = f"/residents/admit?mother={mother.code}"
    assert worker.get(door).status_code == 200
    assert door in worker.get(f"/residents/{mother.code}/family").text
    publish(home, MODULES_KIND, {"off": ["mother_baby"]})
    assert worker.get(door).status_code == worker.get("/residents/admit?mother=ZZ").status_code == 404
    assert door not in worker.get(f"/residents/{mother.code}/family").text
    assert 'value="crib"' not in network.client("config_admin").get("/beds/rooms").text
    closed = replace(home.actor(), closed=frozenset({"baby.admit"}))
    with home.transaction() as session, pytest.raises(NotFound):
        admit(session, closed, home.country, home._admission(session, {"mother": mother, "bed_id": None}))
    with home.transaction() as session:
        came = admit(session, closed, home.country, home._admission(session, {"with_baby": True, "bed_id": None}))
        assert agenda.find(session, home.id, "episode", came.episode.id, "baby.elsewhere")


def test_a_baby_in_the_house_keeps_its_part_on(home: Home) -> None:
    home.admit(mother=home.admit(bed_id=None).resident, house_name="Rocío", bed_id=None)
    assert counted(home, MODULES_KIND, {"off": ["mother_baby"]}) == {"open": 1, "away": 1, "back": 0}
    with pytest.raises(Invalid):
        publish(home, MODULES_KIND, {"off": ["mother_baby"]})


def test_the_page_says_what_stays_on_and_why(network: Network) -> None:
    page = network.client("config_admin").get("/settings/studio/modules/main").text
    assert "Nadie queda fuera porque una parte está apagada." in page
    assert next(iter(network.home.country.obligations.values())).basis.citation in page


def test_every_module_closes_actions_that_exist() -> None:
    for module in MODULES.values():
        assert module.actions
        assert module.actions <= ACTIONS.keys()
