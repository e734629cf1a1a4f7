"""Institutions of the country: dated, updated, ended, and followed to whoever took their place."""

from dataclasses import replace
from datetime import date

import pytest

from core.partners import seeding
from core.partners.models import Partner
from core.places.service import Seeded
from core.testkit.houses import House
from plugins.contract.partners import PartnerSeed

EARLIER, LATER = date(2015, 5, 1), date(2026, 3, 16)


class Changed:
    """A country whose institutions have changed since the store was seeded."""

    def __init__(self, house: House, seeds: tuple[PartnerSeed, ...]) -> None:
        self.country, self.code, self._seeds = house.country.country, house.country.code, seeds

    def partners(self) -> tuple[PartnerSeed, ...]:
        return self._seeds


def seeded(house: House, seeds: tuple[PartnerSeed, ...] | None = None) -> Seeded:
    with house.work() as session:
        return seeding.seed(session, house.country if seeds is None else Changed(house, seeds))  # type: ignore[arg-type]


def names(house: House, codes: list[str], on: date) -> list[str]:
    with house.look() as session:
        return [partner.short_name for partner in seeding.recipients(session, codes, on)]


def test_seeding_twice_changes_nothing(house: House) -> None:
    assert seeded(house).added == 6
    assert not seeded(house).anything


def test_a_changed_institution_is_updated_and_one_left_out_ends(house: House) -> None:
    seeded(house)
    seeds = tuple(replace(s, name="Policía Civil") if s.code == "police" else s for s in house.country.partners())
    done = seeded(house, tuple(seed for seed in seeds if seed.code != "town_clinic"))
    assert (done.added, done.changed, done.ended) == (0, 1, 1)
    assert names(house, ["town_clinic"], LATER) == []
    assert names(house, ["town_clinic"], EARLIER) == ["Clínica"]


@pytest.mark.parametrize("code", ["old_ministry", "child_ministry"])
@pytest.mark.parametrize(("day", "name"), [(EARLIER, "MAM"), (date(2019, 12, 31), "MAM"), (date(2020, 1, 1), "MN")])
def test_a_code_means_whoever_stood_there_on_the_day(house: House, code: str, day: date, name: str) -> None:
    seeded(house)
    assert names(house, [code], day) == [name]


def test_each_recipient_comes_once_and_unknown_codes_are_left_out(house: House) -> None:
    seeded(house)
    assert names(house, ["old_ministry", "nobody", "child_ministry", "police"], LATER) == ["MN", "Policía"]


def test_a_circle_of_successors_ends(house: House) -> None:
    seeds = [s for s in house.country.partners() if s.code == "police"]
    end = date(2000, 1, 1)
    circle = (
        replace(seeds[0], code="a", valid_until=end, successor="b"),
        replace(seeds[0], code="b", valid_until=end, successor="a"),
    )
    seeded(house, circle)
    assert names(house, ["a"], LATER) == []


def test_the_grade_of_its_source_stays_with_it(house: House) -> None:
    seeded(house)
    with house.look() as session:
        court = seeding.recipients(session, ["child_court"], LATER)[0]
    assert isinstance(court, Partner)
    assert court.citation
    assert court.grade in {"A", "B", "C"}
