"""The small house that other tests stand on."""

from sqlalchemy import select

from core import clock
from core.branches.models import BedStay
from core.legal import measures
from core.legal.cover import State
from core.residents import service as residents
from core.testkit.house import house, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory


def test_somebody_is_admitted_with_a_bed_a_basis_and_a_team(store_factory: StoreFactory) -> None:
    with clock.freeze(NOON):
        home = house(store_factory)
        done = home.admit(house_name="Luna")
        with home.reading() as session:
            found = residents.get(session, home.actor("nurse"), done.resident.code)
            standing = measures.standings(session, {found.id: done.episode.admitted_at}, clock.now())[found.id]
            assert found.house_name == "Luna"
            assert standing.state is State.PROVISIONAL
            assert residents.on_case(session, home.actor("social_worker"), found.id)
            assert session.scalars(select(BedStay.resident_id)).all() == [found.id]


def test_a_baby_gets_a_crib_beside_its_mother(store_factory: StoreFactory) -> None:
    with clock.freeze(NOON):
        home = house(store_factory)
        mother = home.admit(bed_id=None).resident
        baby = home.admit(mother=mother, house_name="Nube").resident
        with home.reading() as session:
            assert session.scalars(select(BedStay.bed_id)).all() == [home.beds["4-a"]]
        assert baby.kind == "baby"


def test_two_houses_stand_in_one_network(store_factory: StoreFactory) -> None:
    with clock.freeze(NOON):
        first = house(store_factory)
        second = open_home(first.stores, first.country, number=2)
        first.admit()
        with second.reading() as session:
            assert residents.caseload(session, second.actor("social_worker")) == []
        assert first.code != second.code
