"""What stands beside the figures on the house's own page, against slow and obvious counts of random records."""

from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import insert

from core.advocacy.models import PolicyInstrument, PolicyStep
from core.care.models import Complaint, Service
from core.education.models import Training, TrainingPerson
from core.evidence import survival
from core.evidence.beside import Beside, beside
from core.legal.models import LegalAct, LegalCase
from core.partners.models import Referral
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.residents.models import FamilyLink
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit import records_inside, records_outside
from core.testkit.records import Records, draw
from core.testkit.stores import StoreFactory
from core.testkit.web import Network

YEAR = Period(2025, "A")


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


def test_each_number_is_that_of_counting_record_by_record(store: Store) -> None:
    every = [told(store, Records(Random(seed), YEAR, "Etc/GMT+6")) for seed in range(24)]
    for name in ("without_pair", "from_untrained", "moved_back", "unsafe", "declined", "to_charges"):
        assert any(getattr(each, name) for each in every), name


def told(store: Store, made: Records) -> Beside:
    """Draw a house, and hold what is told of it against its records."""
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        draw(session, made, 12, (*records_inside.PARTS, *records_outside.PARTS))
        by = {"branch_id": made.branch, "created_by": 1, "created_by_name": "T"}
        for day in (date(2024, 12, 31), YEAR.first, YEAR.last, date(2026, 1, 1)):
            session.execute(insert(Complaint).values(**by, about="food", received_on=day))
        found = beside(session, Scope(made.branch, YEAR, made.zone))
    assert found == Beside(
        2025, without_pair(made), from_untrained(made), moved_back(made), unsafe(made), 2, declined(made),
        len(to_charges(made)), survival.median(to_charges(made)),
    )  # fmt: skip
    return found


def in_year(day: date | None) -> bool:
    return day is not None and day.year == 2025


def without_pair(made: Records) -> int:
    courses = {each.id for each in made.of(Training) if each.pass_mark and in_year(each.until_on)}
    people = [each for each in made.of(TrainingPerson) if each.training_id in courses]
    return len([each for each in people if None in (each.pre_score, each.post_score)])


def from_untrained(made: Records) -> int:
    courses = {each.id: each for each in made.of(Training)}
    trained = [
        (each.partner_id or courses[each.training_id].partner_id, each.completed_on)
        for each in made.of(TrainingPerson) if each.training_id in courses and each.completed
    ]  # fmt: skip
    received = [
        each for each in made.of(Referral)
        if each.direction == "in" and each.state != "undone" and in_year(each.requested_on)
    ]  # fmt: skip
    return len([
        each for each in received
        if not any(
            unit == each.partner_id and timedelta() <= each.requested_on - day <= timedelta(days=365)
            for unit, day in trained
        )
    ])  # fmt: skip


def moved_back(made: Records) -> int:
    total = 0
    for cause in made.of(PolicyInstrument):
        steps = [each for each in made.of(PolicyStep) if each.instrument_id == cause.id and each.on_day <= YEAR.last]
        steps.sort(key=lambda each: (each.on_day, each.id))
        before = [each for each in steps if each.on_day < YEAR.first]
        followed = cause.opened_on < YEAR.first and (cause.closed_on is None or cause.closed_on >= YEAR.first)
        if followed and before and "dropped" not in (before[-1].to_stage, steps[-1].to_stage):
            total += steps[-1].position < before[-1].position
    return total


def unsafe(made: Records) -> int:
    whose = {
        each.resident_id for each in made.of(FamilyLink)
        if each.safety == "unsafe" and each.relation != "mother_of"
        and (each.ended_on is None or each.ended_on > YEAR.last)
    }  # fmt: skip
    return len([
        each for each in made.stays
        if each.kind == "resident" and each.resident_id in whose and each.stay.admitted_on <= YEAR.last
        and (each.stay.left_on is None or each.stay.left_on > YEAR.last)
    ])  # fmt: skip


def declined(made: Records) -> int:
    total = 0
    for stay in made.stays:
        came = stay.stay.admitted_on
        said = {
            each.attendance for each in made.of(Service)
            if each.resident_id == stay.resident_id and each.kind == "exam" and 0 <= (each.on_day - came).days <= 7
        }  # fmt: skip
        total += in_year(came + timedelta(days=7)) and "declined" in said and "attended" not in said
    return total


def to_charges(made: Records) -> list[tuple[int, bool]]:
    found = []
    for case in made.of(LegalCase):
        charges = [
            each.on_day for each in made.of(LegalAct)
            if each.case_id == case.id and each.kind == "charge" and each.state == "done" and each.on_day <= YEAR.last
        ]  # fmt: skip
        if case.track == "criminal" and case.filed_on and case.filed_on <= YEAR.last:
            until = min(charges or [day for day in (case.closed_on, YEAR.last) if day])
            found.append(((until - case.filed_on).days, bool(charges)))
    return found


def test_the_page_tells_them_in_words(network: Network) -> None:
    page = network.client("director").get("/evidence").text
    told = ("Junto a las cifras de", "EDU-003: a 0 participantes", "POL-002: 0 instrumentos", "LEG-005: no se había")
    for words in told:
        assert words in page
    assert "las muestra aparte" not in page
