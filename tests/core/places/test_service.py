"""Places: seeded and dated, found by any spelling, named with what lies above them."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from core.audit.models import CountryEvent
from core.errors import NotFound
from core.places import service
from core.places.models import Place
from core.testkit.houses import House
from plugins.contract.places import Place as Declared
from plugins.profile import CountryProfile


class Redrawn:
    """A country whose map has changed since the store was seeded."""

    def __init__(self, country: CountryProfile, places: tuple[Declared, ...]) -> None:
        self.country, self.code, self._places = country.country, country.code, places

    def places(self) -> tuple[Declared, ...]:
        return self._places


def seeded(house: House, places: tuple[Declared, ...] | None = None) -> service.Seeded:
    country = house.country if places is None else Redrawn(house.country, places)
    with house.work() as session:
        return service.seed(session, country)  # type: ignore[arg-type]


def test_seeding_twice_changes_nothing_and_writes_one_event(house: House) -> None:
    assert seeded(house).added == 12
    assert not seeded(house).anything
    with house.look() as session:
        query = select(func.count()).where(CountryEvent.action == "places.seed")
        assert session.scalar(query) == 1


def test_a_renamed_place_keeps_its_code_and_one_left_out_ends_without_being_deleted(house: House) -> None:
    seeded(house)
    declared = house.country.places()
    changed = tuple(replace(p, name="Arenal Nuevo") if p.code == "A01" else p for p in declared if p.code != "B02")
    done = seeded(house, changed)
    assert (done.added, done.changed, done.ended) == (0, 1, 1)
    with house.look() as session:
        assert service.get(session, "A01").name == "Arenal Nuevo"
        assert service.get(session, "B02").valid_until == date(2026, 3, 15)
        assert "B02" not in dict(service.choices(session, "town"))
        assert service.label(session, "B02") == "Bahía, Baja"
    assert not seeded(house, changed).anything
    assert seeded(house).changed == 2


@pytest.mark.parametrize("asked", ["bahia", "BAHÍA", "  bahía ", "bahia baja", "baja bahía", "bah"])
def test_a_place_is_found_without_accents_case_or_order(house: House, asked: str) -> None:
    seeded(house)
    with house.look() as session:
        assert [found.label for found in service.search(session, asked, "town")] == ["Bahía, Baja"]


def test_a_place_is_found_by_its_former_name(house: House) -> None:
    seeded(house)
    with house.look() as session:
        assert [found.code for found in service.search(session, "la ceibita")] == ["C02"]


def test_names_that_begin_with_what_was_asked_come_first(house: House) -> None:
    seeded(house)
    with house.look() as session:
        assert [found.label for found in service.search(session, "a")][:2] == ["Aldea Azul, Alta", "Alta"]


@pytest.mark.parametrize("asked", ["", "   ", "%", "_", "'; DROP TABLE place", "<>", "\u202e", "x" * 5000, "\x00"])
def test_hostile_and_empty_searches_find_nothing(house: House, asked: str) -> None:
    seeded(house)
    with house.look() as session:
        assert service.search(session, asked) == []


def test_a_place_that_does_not_exist_yet_is_not_offered(house: House) -> None:
    seeded(house)
    with house.look() as session:
        assert "C02" not in dict(service.choices(session, "town", on=date(2000, 12, 31)))
        assert "C02" in dict(service.choices(session, "town", on=date(2001, 1, 1)))


def test_choices_below_a_parent_leave_its_name_out(house: House) -> None:
    seeded(house)
    with house.look() as session:
        assert service.choices(session, "town", "C") == [("C01", "Cabo"), ("C02", "Ceiba"), ("C03", "Cuesta")]
        assert service.labels(session, ["C01", "nowhere"]) == {"C01": "Cabo, Costa"}
        assert service.label(session, None) == ""


def test_an_unknown_code_answers_not_found(house: House) -> None:
    with house.look() as session:
        for code in ("Q9", "x" * 9000):
            with pytest.raises(NotFound):
                service.get(session, code)


def test_parents_stand_before_their_children_in_the_store(house: House) -> None:
    seeded(house)
    with house.look() as session:
        assert session.scalar(select(func.count()).where(Place.parent_code.is_(None))) == 3
