"""Admission: twelve facts are enough, everything or nothing is written, nobody takes another's bed."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import MetaData, func, select

from core import clock
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.branches.models import BedStay
from core.db import CountryBase
from core.errors import DomainError, Invalid, NotFound, Refused
from core.intake import exits, tasks
from core.intake.admission import Basis
from core.legal.models import Measure
from core.residents.ages import BirthRange
from core.residents.identity import NewIdentity
from core.residents.models import Resident
from core.residents.service import Health
from core.stages.models import Episode
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON

TODAY = NOON.date()


def rows(home: Home) -> dict[str, int]:
    metadata: MetaData = CountryBase.metadata
    with home.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


@pytest.fixture
def untouched(home: Home) -> Iterator[None]:
    """Make sure that a refused admission leaves no row anywhere."""
    before = rows(home)
    yield
    assert rows(home) == before


def test_the_facts_of_tonight_are_enough(home: Home) -> None:
    done = home.admit(
        names=("", ""), birth=BirthRange(), birth_basis="unknown", brought_by="La policía", health=Health(allergies="X")
    )
    with home.reading() as session:
        episode = session.get_one(Episode, done.episode.id)
        assert (episode.state, episode.age_at_admission, episode.admitted_on) == ("active", None, TODAY)
        assert session.scalars(select(Measure.kind)).all() == ["handover"]
        assert b"polic" not in (episode.brought_by or b"")


def test_an_admission_is_noted_once_it_is_written(home: Home) -> None:
    home.admit()
    with home.reading() as session:
        actions = session.scalars(select(CountryEvent.action)).all()
    assert {"resident.register", "episode.open", "measure.add", "bed.assign", "resident.admit"} <= set(actions)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"house_name": ""}, "house_name"),
        ({"house_name": "<b>" * 30}, "house_name"),
        ({"languages": ("tlh",)}, "languages"),
        ({"sex": "no"}, "sex"),
        ({"entry_kind": "by_balloon"}, "entry_kind"),
        ({"basis": Basis("royal_wish")}, "basis"),
        ({"basis": Basis("school_enrolment")}, "basis"),
        ({"basis": Basis("handover", scan=b"MZ")}, "scan"),
        ({"admitted_at": NOON + timedelta(hours=1)}, "admitted_at"),
        ({"admitted_at": NOON.replace(year=2001)}, "admitted_at"),
        ({"brought_by": "x" * 201}, "brought_by"),
        ({"must_not_know": "a\u202eb"}, "must_not_know"),
        ({"facts": {"purposes": ("moonlight",)}}, "purposes"),
        ({"facts": {"favourite_colour": ("red",)}}, "favourite_colour"),
        ({"health": Health(urgent_health="x" * 1001)}, "urgent_health"),
        ({"identity": NewIdentity(documents={"civil_number": "1"})}, "document_civil_number"),
        ({"identity": NewIdentity(birth=BirthRange.in_year(2031))}, "birth"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(
    home: Home, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        home.admit(**changes)
    assert list(refused.value.fields) == [field]


@pytest.mark.usefixtures("untouched")
def test_every_objection_is_told_at_once_and_a_warning_until_it_is_confirmed(home: Home) -> None:
    other = next(code for code in home.country.languages if code != "es")
    adult = BirthRange.from_age(20, 21, TODAY)
    with pytest.raises(Refused) as both:
        home.admit(birth=adult, languages=(other,))
    assert {each.code for each in both.value.objections} == {"adult", "no_interpreter"}
    with pytest.raises(Refused):
        home.admit(birth=adult, languages=(other,), confirmed=("adult", "no_interpreter"))
    with pytest.raises(Refused):
        home.admit(languages=(other,))


def test_a_confirmed_warning_lets_her_in(home: Home) -> None:
    other = next(code for code in home.country.languages if code != "es")
    assert home.admit(languages=(other,), confirmed=("no_interpreter",)).episode.id


def test_hostile_text_is_kept_as_it_was_written(home: Home) -> None:
    hostile = "=cmd|' /C calc'!A0 <script>"
    assert home.admit(house_name=hostile).resident.house_name == hostile


def test_two_people_admit_into_the_last_bed_and_one_is_told(home: Home) -> None:
    together, outcomes = Barrier(2), []

    def receive(name: str) -> None:
        together.wait()
        try:
            home.admit(house_name=name, bed_id=home.beds["1-A"])
            outcomes.append("in")
        except DomainError as error:
            outcomes.append(type(error).__name__)

    hands = [Thread(target=receive, args=(name,)) for name in ("Una", "Otra")]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(outcomes) == ["Refused", "in"]
    with home.reading() as session:
        assert session.scalar(select(func.count()).select_from(Resident)) == 1
        assert session.scalar(select(func.count()).select_from(BedStay)) == 1


@pytest.mark.usefixtures("untouched")
def test_an_adult_does_not_sleep_among_minors(home: Home) -> None:
    with pytest.raises(Refused) as refused:
        home.admit(birth=BirthRange.from_age(19, 19, TODAY), with_baby=True, bed_id=home.beds["1-A"])
    assert [each.code for each in refused.value.objections] == ["adult_among_minors"]


def test_nobody_is_in_the_house_twice(home: Home) -> None:
    girl = home.admit().resident
    with pytest.raises(Invalid) as refused:
        home.admit(resident=girl)
    assert list(refused.value.fields) == ["resident"]


def test_a_baby_needs_a_mother_who_is_in_the_house(home: Home) -> None:
    second = open_home(home.stores, home.country, number=2)
    mother = home.admit(bed_id=None).resident
    with pytest.raises(NotFound):
        second.admit(mother=mother)
    with home.transaction() as session:
        episode = session.scalars(select(Episode)).one()
        exits.end(session, home.actor("director"), home.country, episode, "home", TODAY)
    with pytest.raises(Invalid) as refused:
        home.admit(mother=mother)
    assert list(refused.value.fields) == ["mother"]


@pytest.mark.parametrize("role", ["educator", "nurse", "director", "reception", "config_admin"])
def test_only_a_social_worker_admits(home: Home, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    me = home.actor(role)
    monkeypatch.setattr(home, "actor", lambda *_a, **_k: me, raising=False)
    with pytest.raises(NotFound):
        home.admit()


def test_an_admission_obliges_the_house_by_the_clock(home: Home) -> None:
    done = home.admit(admitted_at=NOON - timedelta(hours=2))
    tasks.tell_country(home.store, home.actor(), home.country, done.view, done.resident.id, done.episode.id)
    start = NOON - timedelta(hours=2)
    with home.reading() as session:
        due = {task.code: task.due_at - start for task in session.scalars(select(Task))}
    assert due["health.urgent"] == timedelta(hours=24)
    assert due["health.full"] == due["basis.order.lawyer"] == due["basis.order.director"] == timedelta(hours=72)
    assert due["plan.first"] == timedelta(days=30)
    assert due["zz_register"] == timedelta(days=3)  # a country counts from the hour, as core does


def test_the_day_of_admission_is_the_houses_own(home: Home) -> None:
    with clock.freeze(NOON.replace(hour=3, day=17)):  # 22:00 of the 16th there
        assert home.admit(admitted_at=clock.now()).episode.admitted_on == TODAY
