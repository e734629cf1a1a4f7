"""Houses, rooms and beds: opened, furnished, edited by two, and their address kept."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.actor import SYSTEM
from core.audit.models import CountryEvent
from core.branches import licences, service
from core.branches.houses import NewBranch
from core.branches.models import Licence
from core.errors import Conflict, Invalid, NotFound, Refused
from core.testkit.houses import NOON, OPENED, House, open_house


def events(house: House, action: str) -> list[CountryEvent]:
    with house.look() as session:
        return list(session.scalars(select(CountryEvent).where(CountryEvent.action == action)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "YY-09"}, "code"),
        ({"code": "ZZ-01"}, "code"),
        ({"code": "ZZ-1; DROP TABLE bed"}, "code"),
        ({"name": " "}, "name"),
        ({"public_name": "x" * 121}, "public_name"),
        ({"modality": "prison"}, "modality"),
    ],
)
def test_a_house_that_cannot_be_is_not_opened(house: House, change: dict[str, str], field: str) -> None:
    values = {"code": "ZZ-09", "name": "Casa", "public_name": "Programa", **change}
    with house.work() as session, pytest.raises(Invalid) as error:
        service.open_branch(session, SYSTEM, house.country, NewBranch(opened_on=date(2026, 1, 1), **values))
    assert list(error.value.fields) == [field]


def test_the_network_learns_no_address(house: House) -> None:
    with house.look() as session:
        listing = service.listing_values(service.get_branch(session, house.actor()), house.country)
    assert listing["code"] == "ZZ-01"
    assert "Oculta" not in str(listing)
    assert "Ceiba" not in str(listing)


def test_the_address_is_sealed_read_by_its_audience_only_and_every_reading_noted(house: House) -> None:
    with house.work() as session:
        branch = service.get_branch(session, house.actor())
        assert b"Oculta" not in (branch.address or b"")
        assert service.read_address(session, house.actor("director"), "visita del juez") == "Calle Oculta 5"
        with pytest.raises(NotFound):
            service.read_address(session, house.actor("social_worker"), "x")
    assert [event.data_class for event in events(house, "branch.address")] == ["SEC"]


def test_the_second_of_two_editors_sees_what_the_first_changed(house: House) -> None:
    director = house.actor("director")
    with house.work() as session:
        revision = service.get_branch(session, director).revision
        service.edit_branch(session, director, revision=revision, public_telephone="555-0111")
    with house.work() as session, pytest.raises(Conflict) as error:
        service.edit_branch(session, director, revision=revision, public_telephone="555-0222")
    assert error.value.changes == {"public_telephone": "555-0111"}


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "1"])
def test_a_room_needs_a_name_of_its_own(house: House, name: str) -> None:
    with house.work() as session, pytest.raises(Invalid):
        service.add_room(session, house.actor("director"), house.id, name)


@pytest.mark.parametrize("label", ["", "x" * 17, "1-A"])
def test_a_bed_needs_a_label_of_its_own(house: House, label: str) -> None:
    with house.work() as session, pytest.raises(Invalid):
        service.add_bed(session, house.actor("director"), house.rooms["1"], label)


def test_another_house_is_not_furnished(house: House) -> None:
    other = open_house(house.store, house.country, 2)
    director = house.actor("director")
    with house.work() as session:
        for attempt in (
            lambda: service.add_room(session, director, other.id, "9"),
            lambda: service.add_bed(session, director, other.rooms["1"], "9-Z"),
            lambda: service.close_bed(session, director, other.beds["1-A"]),
            lambda: service.close_bed(session, director, 10**6),
        ):
            with pytest.raises(NotFound):
                attempt()


def test_a_bed_in_use_stays_in_service_and_one_closed_can_be_reopened(house: House) -> None:
    director, luna = house.actor("director"), house.resident("Luna")
    with house.work() as session:
        service.assign_bed(session, director, luna, house.beds["1-A"], NOON)
        with pytest.raises(Refused):
            service.close_bed(session, director, house.beds["1-A"])
        service.close_bed(session, director, house.beds["1-B"])
    with house.look() as session:
        assert service.occupancy(session, director).in_service == 4
    with house.work() as session:
        service.reopen_bed(session, director, house.beds["1-B"])
    with house.look() as session:
        assert service.occupancy(session, director).in_service == 5


def test_nights_are_counted_at_local_midnight(house: House) -> None:
    actor, luna = house.actor(), house.resident("Luna")
    zone = house.country.country.time_zone
    with clock.freeze(NOON + timedelta(days=20)), house.work() as session:
        service.assign_bed(session, actor, luna, house.beds["1-A"], NOON)
        service.hold_bed(session, actor, luna, date(2026, 3, 20), NOON + timedelta(days=2))
        service.end_bed_stay(session, actor, luna, NOON + timedelta(days=3))
    with house.look() as session:
        nights = service.by_night(session, house.id, zone, date(2026, 3, 15), date(2026, 3, 19))
        month = service.bed_nights(session, house.id, zone, date(2026, 3, 9))
    counted = [(night.occupied, night.held, night.free) for night in nights.values()]
    assert counted == [
        (0, 0, 5),
        (1, 0, 4),
        (1, 0, 4),
        (0, 1, 4),
        (0, 0, 5),
    ]
    assert (month.occupied, month.held, month.in_service) == (2, 1, 31 * 5)


def test_the_board_takes_one_statement_however_many_sleep_here(house: House) -> None:
    with house.look() as session:
        beds = service.board(session, house.actor())
    assert [room.name for room in beds.rooms] == ["1", "2", "4"]
    assert [bed.label for bed in beds.beds] == ["1-A", "1-B", "2-A", "4-A", "4-a"]


def test_every_change_leaves_an_event(house: House) -> None:
    with house.look() as session:
        counted = dict(session.execute(select(CountryEvent.action, func.count()).group_by(CountryEvent.action)).all())
    assert counted == {"branch.open": 1, "room.add": 3, "bed.add": 5}


def test_places_of_a_licence_are_kept_as_they_were_when_others_come(house: House) -> None:
    today = clock.today("Etc/GMT+5")
    before, after = today - timedelta(days=1), today + timedelta(days=30)
    with house.work() as session:
        for places in (9, 8):  # the first was a slip of the same day
            licences.write(session, house.id, today, places)
        known = [licences.in_force(session, house.id, day) for day in (date(2000, 1, 1), before, today, after)]
        rows = session.execute(select(Licence.places, Licence.from_on, Licence.until_on).order_by(Licence.id)).all()
    assert known == [6, 6, 8, 8]
    assert [tuple(each) for each in rows] == [(6, OPENED, today), (9, today, today), (8, today, None)]
