"""A recess entered once for the country counts in every house; each adds its own, and only one house may enter it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from core.access.models import BranchListing
from core.agenda.models import Task
from core.branches.models import Branch
from core.configuration import service, versions
from core.configuration.kinds import Ground
from core.errors import Invalid, NotFound
from core.places import service as places
from core.studio.register import COUNTRY_DAYS, LOCAL_DAYS
from core.testkit.house import Home, open_home
from core.testkit.studio import content_of, counted, publish, roll_back, today
from core.testkit.web import Network

TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 3, day) for day in (17, 18, 19))
ADDRESS = "/settings/studio/country_days/main"


def day(when: date, place: str | None = "", **more: object) -> dict[str, object]:
    row = {"day": when.isoformat(), "calendar": "court", "yearly": False, "name": "Receso", "basis": "Acuerdo 3-2026"}
    return {**row, **({} if place is None else {"place": place}), **more}


def due(home: Home) -> date:
    with home.reading() as session:
        query = select(Task.due_at).where(Task.branch_id == home.id, Task.code == "form:zz_court_notice")
        found: datetime = session.scalars(query).one()
        return found.astimezone(ZoneInfo(home.country.country.time_zone)).date()


def test_every_house_counts_by_it_and_the_way_back_is_exact(home: Home) -> None:
    second = open_home(home.stores, home.country, number=2)
    for house in (home, second):
        house.admit(bed_id=None)
    publish(second, LOCAL_DAYS, {"days": [day(TUESDAY, None)]})
    before = due(home), due(second)
    recess = {"days": [day(WEDNESDAY)]}
    assert counted(home, COUNTRY_DAYS, recess) == {"later": 2, "earlier": 0, "houses": 2}
    version = publish(home, COUNTRY_DAYS, recess)
    assert version.branch_id is None
    assert version.touched == {"later": 2, "earlier": 0, "houses": 2}
    assert due(home) > before[0]
    assert due(second) > before[1]
    third = open_home(home.stores, home.country, number=3)
    third.admit(bed_id=None)
    assert due(third) == due(home), "who comes later counts by it too"
    live = roll_back(home, COUNTRY_DAYS, version)
    assert live
    assert live.touched == {"later": 0, "earlier": 3, "houses": 3}
    assert (due(home), due(second)) == before


def test_a_house_that_adds_its_own_keeps_the_countrys(home: Home) -> None:
    home.admit(bed_id=None)
    publish(home, COUNTRY_DAYS, {"days": [day(WEDNESDAY)]})
    one = due(home)
    version = publish(home, LOCAL_DAYS, {"days": [day(TUESDAY, None)]})
    assert due(home) > one
    roll_back(home, LOCAL_DAYS, version)
    assert due(home) == one


def test_a_part_of_the_country_is_closed_for_its_own_houses_only(home: Home) -> None:
    second = open_home(home.stores, home.country, number=2)
    with home.transaction() as session:
        north, south = list(places.of_highest_level(session))[:2]
    for house, place in ((home, north), (second, south)):
        with house.transaction() as session:
            session.execute(update(Branch).where(Branch.id == house.id).values(place_code=place))
        house.admit(bed_id=None)
    before = due(home), due(second)
    assert publish(home, COUNTRY_DAYS, {"days": [day(WEDNESDAY, north)]}).touched["houses"] == 1
    assert due(home) > before[0]
    assert due(second) == before[1]
    with pytest.raises(Invalid):
        publish(home, COUNTRY_DAYS, {"days": [day(WEDNESDAY, "moon")]})


def test_another_house_reads_it_and_changes_nothing(home: Home) -> None:
    second = open_home(home.stores, home.country, number=2)
    with pytest.raises(NotFound):
        publish(second, COUNTRY_DAYS, {"days": [day(WEDNESDAY)]})
    with home.transaction() as session:
        ground = Ground(session, home.country, home.id, today(home))
        draft = service.begin(ground, home.actor("config_admin"), COUNTRY_DAYS, {"days": [day(WEDNESDAY)]})
    stranger = second.actor("config_admin")
    with second.transaction() as session, pytest.raises(NotFound):
        found = versions.find_under_way(session, None, COUNTRY_DAYS.code, "main")
        assert found
        assert found.id == draft.id
        service.save(session, stranger, found, {"days": []}, revision=found.revision)
    with second.transaction() as session, pytest.raises(NotFound):
        found = versions.find_under_way(session, None, COUNTRY_DAYS.code, "main")
        assert found
        service.approve(
            Ground(session, home.country, second.id, today(home)), second.actor("director"), COUNTRY_DAYS, found
        )
    assert content_of(second, COUNTRY_DAYS) == {"days": []}


def test_the_pages_say_whose_it_is_and_how_many_move(network: Network) -> None:
    home, second = network.home, network.open_house()
    home.admit(bed_id=None)
    admin, other = network.client("config_admin"), network.client("config_admin", second)
    assert "Comenzar un borrador" not in other.get(ADDRESS).text
    assert other.post(f"{ADDRESS}/begin").status_code == 404
    admin.post(f"{ADDRESS}/begin")
    row = {f"days-0-{name}": value for name, value in day(WEDNESDAY).items() if value}
    assert admin.post(f"{ADDRESS}/draft", data=row).status_code == 303
    assert "<strong>1</strong> Sedes donde algo vence en otro momento" in admin.get(ADDRESS).text
    assert "La cambia la sede que dirige el país" in other.get(ADDRESS).text
    publish_ready = {"effective_on": "2026-03-16", "reason": "Acuerdo"}
    admin.post(f"{ADDRESS}/send", data=publish_ready)
    assert network.client("director", second).post(f"{ADDRESS}/answer", data={"answer": "approve"}).status_code == 404
    assert network.client("director").post(f"{ADDRESS}/answer", data={"answer": "approve"}).status_code == 303
    assert "Receso" in other.get("/settings/studio/local_days/main").text
    with home.stores.network.reading() as session:
        assert [each.code for each in session.scalars(select(BranchListing).where(BranchListing.leads))] == [home.code]
