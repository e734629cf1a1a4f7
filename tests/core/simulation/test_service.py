"""Simulating a network: repeatable, plausible, and never where anything is real."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core import clock
from core.access.models import BranchListing
from core.actor import SYSTEM, Actor
from core.branches import houses
from core.branches.houses import NewBranch
from core.branches.models import Branch
from core.errors import Refused
from core.legal import measures
from core.legal.cover import State
from core.overview import today
from core.partners.models import Referral
from core.residents import search
from core.residents.models import FamilyLink, Resident
from core.scope import ALL, set_branch_scope
from core.simulation.digest import content_digest
from core.simulation.service import Simulation, simulate
from core.stages.models import Episode, StageMove
from core.stores import Stores
from core.testkit.stores import StoreFactory, StoreTemplates
from plugins.profile import CountryProfile

NOW = datetime(2026, 3, 16, 16, 0, tzinfo=UTC)
Build = Callable[..., Stores]


def digest(stores: Stores) -> str:
    with stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        return content_digest(session)


def test_the_same_seed_gives_the_same_content_under_other_keys(
    build: Build, store_templates: StoreTemplates, tmp_path: Path, zz: CountryProfile
) -> None:
    other = Stores(store_templates.copy("sqlcipher", ("zz",), tmp_path / "other"))
    simulate(other, {"zz": zz}, Simulation("one", 150, 3.0, 2, NOW))
    assert digest(build()) == digest(other)
    other.close()


def test_another_seed_gives_other_content(build: Build) -> None:
    assert digest(build("one", 20)) != digest(build("two", 20))


def test_everything_that_a_house_meets_is_there(build: Build) -> None:
    with build(residents=600, years=4.0).country("zz").reading() as session:
        set_branch_scope(session, ALL)
        exits = set(session.scalars(select(Episode.exit_canonical)))
        assert {None, "family", "unauthorised", "age_out", "foster", "transfer"} <= exits
        assert session.scalar(select(func.count()).where(Episode.reentry_of.is_not(None)))
        assert session.scalar(select(func.count()).where(FamilyLink.relation == "mother_of"))
        assert {"proposed", "effective"} == set(session.scalars(select(StageMove.state)))
        assert {"closed", "accepted", "declined"} <= set(session.scalars(select(Referral.state)))
        stays = session.scalars(select(Episode).where(Episode.closed_at.is_(None)))
        states = measures.standings(session, {each.resident_id: each.admitted_at for each in stays}, NOW).values()
        assert State.NONE in {each.state for each in states}
        assert State.IN_FORCE in {each.state for each in states}


def test_names_are_found_in_any_spelling(build: Build) -> None:
    with build(residents=400, branches=1).country("zz").reading() as session:
        set_branch_scope(session, ALL)
        branch = session.scalars(select(Branch.id)).one()
        spellings = ["sochil", "Xóchitl", "cenzontle", "tzikin", "Yasmin"]
        assert all(search.find(session, branch, asked) for asked in spellings)


def test_the_house_is_ready_for_its_staff(build: Build) -> None:
    stores = build(residents=80, branches=1)
    with stores.network.reading() as session:
        assert session.scalars(select(BranchListing.code)).all() == ["ZZ-01"]
    with clock.freeze(NOW), stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        director = Actor(1, "D", "director", 1, "ZZ-01", "zz")
        facts = {fact.code: fact.value for fact in today.facts(session, director, NOW.date())}
        assert facts["residents"] > 0
        assert facts["beds_free"] >= 0


def test_the_store_numbers_on_behind_it(build: Build) -> None:
    stores = build(residents=30, branches=1)
    with stores.country("zz").transaction() as session:
        set_branch_scope(session, ALL)
        session.add(Resident(branch_id=1, code="B2-AAAA", external_code="B2-AAAB", house_name="Nueva", sex="F"))
        session.flush()
        assert session.scalar(select(func.max(Resident.id))) == 31


def test_a_store_with_a_real_house_is_refused(store_factory: StoreFactory, zz: CountryProfile) -> None:
    stores = store_factory("zz")
    with stores.country("zz").transaction() as session:
        set_branch_scope(session, ALL)
        houses.open_branch(session, SYSTEM, zz, NewBranch("ZZ-01", "Casa", "Programa", date(2025, 1, 1)))
    with pytest.raises(Refused):
        simulate(stores, {"zz": zz}, Simulation("one", 5, 1.0, 1, NOW))
    with stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        assert session.scalar(select(func.count()).select_from(Resident)) == 0


def test_a_second_simulation_opens_further_houses(build: Build, zz: CountryProfile) -> None:
    stores = build(residents=20, branches=1)
    simulate(stores, {"zz": zz}, Simulation("more", 20, 2.0, 1, NOW))
    with stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        assert set(session.scalars(select(Branch.code))) == {"ZZ-01", "ZZ-02"}
        assert session.scalar(select(func.count()).select_from(Resident)) == 40


def test_progress_counts_every_resident(store_factory: StoreFactory, zz: CountryProfile) -> None:
    told: list[int] = []
    simulate(store_factory("zz"), {"zz": zz}, Simulation("one", 37, 2.0, 3, NOW), told.append)
    assert sum(told) == 37
