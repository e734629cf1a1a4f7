"""One bed, one person: who may sleep where, and what is refused in words."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.branches import service
from core.branches.models import BedStay
from core.errors import Invalid, NotFound, Refused
from core.testkit.houses import NOON, House, open_house

TODAY = date(2026, 3, 16)


def give(house: House, resident: int, bed: str, **more: object) -> None:
    with house.work() as session:
        service.assign_bed(session, house.actor(), resident, house.beds[bed], NOON, **more)  # type: ignore[arg-type]


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [objection.code for objection in error.value.objections]


def test_an_assigned_bed_is_hers_and_no_longer_free(house: House) -> None:
    luna = house.resident("Luna")
    give(house, luna, "1-A")
    with house.look() as session:
        stay = service.bed_of(session, house.actor(), luna)
        free = [bed.label for bed in service.free_beds(session, house.actor(), TODAY)]
    assert stay is not None
    assert stay.bed_id == house.beds["1-A"]
    assert free == ["1-B", "2-A", "4-A", "4-a"]


def test_sharing_one_bed_or_one_crib_is_refused_in_words(house: House) -> None:
    give(house, house.resident("Ámbar"), "4-A")
    with pytest.raises(Refused) as error:
        give(house, house.resident("Rocío", kind="baby"), "4-A")
    assert codes(error) == ["bed_taken"]
    assert "una sola persona" in error.value.objections[0].message.in_language("es")


def test_mother_and_baby_share_a_room_with_an_allocation_each(house: House) -> None:
    give(house, house.resident("Ámbar"), "4-A")
    give(house, house.resident("Rocío", kind="baby"), "4-a")
    with house.look() as session:
        assert service.occupancy(session, house.actor()).occupied == 2


def test_who_has_a_bed_is_not_given_a_second_one(house: House) -> None:
    luna = house.resident("Luna")
    give(house, luna, "1-A")
    with pytest.raises(Refused) as error:
        give(house, luna, "1-B")
    assert codes(error) == ["has_bed"]


def test_an_adult_needs_a_written_assessment_for_a_room_of_minors(house: House) -> None:
    luna = house.resident("Luna", birth_year=2008)
    with pytest.raises(Refused) as error:
        give(house, luna, "1-A", adult=True)
    assert codes(error) == ["adult_among_minors"]
    give(house, luna, "1-A", adult=True, risk_assessment=True)


def test_a_minor_needs_a_written_assessment_for_a_room_of_adults(house: House) -> None:
    with pytest.raises(Refused) as error:
        give(house, house.resident("Luna"), "2-A")
    assert codes(error) == ["minor_among_adults"]


def test_every_objection_is_told_at_once(house: House) -> None:
    luna = house.resident("Luna")
    give(house, luna, "1-A")
    with pytest.raises(Refused) as error:
        give(house, luna, "1-A", adult=True)
    assert codes(error) == ["bed_taken", "has_bed", "adult_among_minors"]


def test_only_suitable_beds_are_offered(house: House) -> None:
    with house.look() as session:
        actor = house.actor()
        cribs = service.free_beds(session, actor, TODAY, kind="crib")
        for_wheelchair = service.free_beds(session, actor, TODAY, accessible=True)
        for_adult = service.free_beds(session, actor, TODAY, kind="bed", adult=True)
        for_minor = service.free_beds(session, actor, TODAY, kind="bed", adult=False)
    assert [bed.label for bed in cribs] == ["4-a"]
    assert [bed.label for bed in for_wheelchair] == ["1-B"]
    assert [bed.label for bed in for_adult] == ["2-A", "4-A"]
    assert [bed.label for bed in for_minor] == ["1-A", "1-B", "4-A"]


def test_a_move_frees_the_first_bed_and_a_refused_one_leaves_her_where_she_was(house: House) -> None:
    luna, sol = house.resident("Luna"), house.resident("Sol")
    give(house, luna, "1-A")
    give(house, sol, "1-B")
    with house.work() as session, pytest.raises(Refused):
        service.move_bed(session, house.actor(), luna, house.beds["1-B"], NOON)
    with house.look() as session:
        kept = service.bed_of(session, house.actor(), luna)
        assert kept is not None
        assert kept.bed_id == house.beds["1-A"]
    with house.work() as session:
        service.move_bed(session, house.actor(), luna, house.beds["4-A"], NOON)
    with house.look() as session:
        assert "1-A" in [bed.label for bed in service.free_beds(session, house.actor(), TODAY)]


def test_a_held_bed_is_not_free_and_waits_for_her_return(house: House) -> None:
    luna, actor = house.resident("Luna"), house.actor()
    give(house, luna, "1-A")
    with house.work() as session:
        service.hold_bed(session, actor, luna, date(2026, 3, 19), NOON, "salida")
    with house.look() as session:
        assert service.occupancy(session, actor).held == 1
        assert "1-A" not in [bed.label for bed in service.free_beds(session, actor, TODAY)]
    with house.work() as session:
        service.end_hold(session, actor, luna, NOON)
    with house.look() as session:
        counted = service.occupancy(session, actor)
    assert (counted.occupied, counted.held, counted.free) == (1, 0, 4)


def test_a_hold_is_not_made_twice_nor_for_a_day_that_is_over(house: House) -> None:
    luna, actor = house.resident("Luna"), house.actor()
    give(house, luna, "1-A")
    with house.work() as session:
        with pytest.raises(Invalid):
            service.hold_bed(session, actor, luna, date(2026, 3, 15), NOON)
        with pytest.raises(Refused):
            service.end_hold(session, actor, luna, NOON)
        service.hold_bed(session, actor, luna, TODAY, NOON)
        with pytest.raises(Refused):
            service.hold_bed(session, actor, luna, TODAY, NOON)


def test_a_hold_that_is_over_is_said_on_the_board(house: House) -> None:
    luna, actor = house.resident("Luna"), house.actor()
    give(house, luna, "1-A")
    with house.work() as session:
        service.hold_bed(session, actor, luna, TODAY, NOON)
    with clock.freeze(NOON + timedelta(days=1)), house.look() as session:
        held = next(bed for bed in service.board(session, actor).beds if bed.resident_id == luna)
    assert held.overdue


def test_the_bed_ends_with_the_stay_and_ending_nothing_is_no_fault(house: House) -> None:
    luna, actor = house.resident("Luna"), house.actor("director")
    give(house, luna, "1-A")
    with house.work() as session:
        assert service.end_bed_stay(session, actor, resident_id=luna, at=NOON) is not None
        assert service.end_bed_stay(session, actor, resident_id=luna, at=NOON) is None


def test_the_past_is_not_given_to_two(house: House) -> None:
    luna, sol = house.resident("Luna"), house.resident("Sol")
    with house.work() as session:
        actor = house.actor()
        service.assign_bed(session, actor, luna, house.beds["1-A"], NOON - timedelta(hours=3))
        service.release_bed(session, actor, luna, NOON - timedelta(hours=1))
        with pytest.raises(Refused):
            service.assign_bed(session, actor, sol, house.beds["1-A"], NOON - timedelta(hours=2))
        service.assign_bed(session, actor, sol, house.beds["1-A"], NOON - timedelta(hours=1))


def test_a_bed_is_not_given_for_an_instant_to_come(house: House) -> None:
    with house.work() as session, pytest.raises(Invalid):
        later = NOON + timedelta(hours=1)
        service.assign_bed(session, house.actor(), house.resident("Luna"), house.beds["1-A"], later)


def test_a_bed_out_of_service_is_not_given_away(house: House) -> None:
    with house.work() as session:
        service.close_bed(session, house.actor("director"), house.beds["1-A"])
    with pytest.raises(Refused) as error:
        give(house, house.resident("Luna"), "1-A")
    assert codes(error) == ["bed_out_of_service"]


@pytest.mark.parametrize("role", ["educator", "psychologist", "lawyer", "finance"])
def test_who_may_not_assign_beds_learns_nothing(house: House, role: str) -> None:
    with house.work() as session, pytest.raises(NotFound):
        service.assign_bed(session, house.actor(role, on_duty=True), 1, house.beds["1-A"], NOON)


def test_another_houses_beds_do_not_exist(house: House) -> None:
    other = open_house(house.store, house.country, 2)
    luna = house.resident("Luna")
    with house.work() as session, pytest.raises(NotFound):
        service.assign_bed(session, house.actor(), luna, other.beds["1-A"], NOON)
    give(house, luna, "1-A")
    with other.work() as session, pytest.raises(NotFound):
        service.release_bed(session, other.actor(), luna, NOON)
    with other.look() as session:
        assert service.occupancy(session, other.actor()).occupied == 0


def test_an_absence_keeps_the_history_of_the_bed(house: House) -> None:
    luna, actor = house.resident("Luna"), house.actor()
    give(house, luna, "1-A")
    with clock.freeze(NOON + timedelta(days=2)), house.work() as session:
        service.hold_bed(session, actor, luna, date(2026, 3, 19), NOON + timedelta(days=1))
        service.end_hold(session, actor, luna, NOON + timedelta(days=2))
    with house.look() as session:
        states = list(session.scalars(select(BedStay.state).order_by(BedStay.id)))
        there = service.occupancy(session, actor, NOON + timedelta(hours=1))
        away = service.occupancy(session, actor, NOON + timedelta(days=1, hours=1))
    assert states == ["occupied", "held", "occupied"]
    assert (there.occupied, there.held, away.occupied, away.held) == (1, 0, 0, 1)
