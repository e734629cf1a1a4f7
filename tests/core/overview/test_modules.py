"""What a house switches off is on no page and answers to nobody, and its records are there when it comes back."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core.access.policies import ACTIONS
from core.errors import Invalid
from core.overview.modules import MODULES, MODULES_KIND
from core.partners.models import Agreement, Partner
from core.stages.models import Transfer
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.studio import counted, publish, roll_back
from core.testkit.web import Network

OFF = {"off": ["partners", "referrals"]}


def agree(home: Home) -> None:
    with home.transaction() as session:
        partner = session.scalar(select(func.min(Partner.id)))
        session.add(Agreement(branch_id=home.id, partner_id=partner, purpose="Talleres", valid_from=NOON.date()))


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
    assert counted(home, MODULES_KIND, OFF) == {"away": 1, "back": 0}
    version = publish(home, MODULES_KIND, OFF)
    assert version.touched == {"away": 1, "back": 0}
    back = roll_back(home, MODULES_KIND, version)
    assert back
    assert back.touched == {"away": 0, "back": 1}


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


def test_every_module_closes_actions_that_exist() -> None:
    for module in MODULES.values():
        assert module.actions
        assert module.actions <= ACTIONS.keys()
