"""Consents: one purpose each, from a day to a day, given by whoever may at her age."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.access.policies import may
from core.agenda.models import Task
from core.errors import Invalid, NotFound
from core.partners import referrals
from core.partners.models import Partner
from core.partners.referral_terms import NewReferral, Person
from core.residents import consents, identity
from core.residents.ages import BirthRange, add_months
from core.residents.consents import Answer
from core.residents.models import Consent, Resident
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON
from plugins.contract.consent import Giver
from plugins.profile import CountryProfile

TODAY = NOON.date()
DAY = timedelta(days=1)
YES = Answer("health_care", "given", "guardian_with_assent", TODAY, "es", assent="yes")


def girl_of(home: Home, years: int | None = 15) -> Resident:
    birth = BirthRange() if years is None else BirthRange.from_age(years, years, TODAY)
    return home.admit(birth=birth, bed_id=None).resident


def take(home: Home, girl: Resident, answer: Answer = YES) -> Consent:
    with home.transaction() as session:
        return consents.take(session, home.actor(), home.country, girl, answer, on_case=True)


def runs(home: Home, girl: Resident, on: date, kind: str = "health_care") -> int:
    with home.reading() as session:
        return len(consents.active(session, home.country, girl.id, kind, on))


@pytest.mark.parametrize(
    ("years", "giver", "stands"),
    [
        (5, "guardian", True),
        (5, "resident", False),
        (5, "mother", False),
        (13, "guardian", False),
        (13, "guardian_with_assent", True),
        (13, "designated_adult", True),
        (13, "resident", False),
        (19, "resident", True),
        (19, "guardian_with_assent", False),
        (None, "guardian", True),
        (None, "resident", False),
    ],
)
def test_who_may_say_yes_depends_on_her_age(home: Home, years: int | None, giver: str, stands: bool) -> None:
    girl = girl_of(home, years) if years != 19 else home.admit(
        birth=BirthRange.from_age(19, 19, TODAY), with_baby=True, bed_id=None).resident  # fmt: skip
    answer = replace(YES, giver=giver)
    if stands:
        assert take(home, girl, answer).giver == giver
    else:
        with pytest.raises(Invalid) as refused:
            take(home, girl, answer)
        assert list(refused.value.fields) == ["giver"]


def test_anybody_may_say_no(home: Home) -> None:
    girl = girl_of(home, 8)
    take(home, girl, replace(YES, answer="refused", giver="resident"))
    assert runs(home, girl, TODAY) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "marketing"}, "kind"),
        ({"answer": "perhaps"}, "answer"),
        ({"giver": "stranger"}, "giver"),
        ({"assent": "no"}, "assent"),
        ({"language": "tlh"}, "language"),
        ({"given_on": TODAY + timedelta(days=1)}, "given_on"),
        ({"giver_name": "x" * 121}, "giver_name"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(home: Home, change: dict[str, object], field: str) -> None:
    girl = girl_of(home)
    with pytest.raises(Invalid) as refused:
        take(home, girl, replace(YES, **change))
    assert list(refused.value.fields) == [field]


def test_a_consent_ends_with_its_last_day(home: Home) -> None:
    girl = girl_of(home)
    consent = take(home, girl)
    last = add_months(TODAY, 12)
    assert consent.valid_until == last
    assert [runs(home, girl, day) for day in (TODAY - timedelta(days=1), TODAY, last, last + timedelta(days=1))] == [
        0, 1, 1, 0,
    ]  # fmt: skip


@given(st.integers(0, 20) | st.none())
def test_no_minor_is_asked_to_agree_alone_to_what_others_answer_for(zz: CountryProfile, age: int | None) -> None:
    care = zz.consents["health_care"]
    may_give = consents.givers_at(care, age, zz.country.majority_age)
    assert (Giver.RESIDENT in may_give) == (age is not None and age >= 18)


def test_a_new_answer_takes_the_place_of_the_old_one_whichever_it_was(home: Home) -> None:
    girl = girl_of(home)
    refusal = take(home, girl, replace(YES, answer="refused"))
    first = take(home, girl)
    second = take(home, girl)
    with home.reading() as session:
        rows = {row.id: row for row in consents.list_all(session, home.country, girl.id, TODAY)}
    assert [rows[each.id].ended_why for each in (refusal, first, second)] == ["replaced", "replaced", ""]
    assert runs(home, girl, TODAY) == 1


def test_an_answer_to_one_receiver_leaves_the_others_alone(home: Home) -> None:
    girl = girl_of(home)
    with home.reading() as session:
        one, two = session.scalars(select(Partner.id).limit(2))
    take(home, girl, replace(YES, receiver_id=one))
    take(home, girl, replace(YES, receiver_id=two, answer="refused"))
    take(home, girl)
    with home.reading() as session:
        for receiver, expected in ((one, 1), (two, 0)):
            assert len(consents.active(session, home.country, girl.id, "health_care", TODAY, receiver)) == expected


def test_an_answer_from_before_a_known_one_is_refused(home: Home) -> None:
    girl = girl_of(home)
    take(home, girl)
    with pytest.raises(Invalid) as refused:
        take(home, girl, replace(YES, given_on=TODAY - timedelta(days=1)))
    assert list(refused.value.fields) == ["given_on"]


def test_withdrawal_stops_use_at_once_and_cannot_be_dated_ahead(home: Home) -> None:
    girl = girl_of(home)
    consent = take(home, girl)
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        with home.transaction() as session, pytest.raises(Invalid):
            consents.withdraw(session, home.actor(), consent.id, day, on_case=True)
    with home.transaction() as session:
        consents.withdraw(session, home.actor(), consent.id, TODAY, on_case=True)
    assert runs(home, girl, TODAY) == 0
    with home.transaction() as session, pytest.raises(NotFound):
        consents.withdraw(session, home.actor(), consent.id, TODAY, on_case=True)


def test_what_was_sent_under_a_withdrawn_consent_is_asked_back(home: Home) -> None:
    girl = girl_of(home)
    with home.transaction() as session:
        partner = session.scalars(select(Partner.id).limit(1)).one()
        person = Person(girl.id, girl.external_code, 15)
        referral = referrals.request(session, home.actor(), person, NewReferral(partner, "R1", TODAY))
    consent = take(home, girl, replace(YES, receiver_id=partner))
    with home.transaction() as session:
        given_ones = consents.list_all(session, home.country, girl.id, TODAY)
        referrals.send(session, home.actor(), referral.id, person, given_ones, TODAY)
    with home.transaction() as session:
        consents.withdraw(session, home.actor(), consent.id, TODAY, on_case=True)
    with home.reading() as session:
        tasks = session.scalars(select(Task).where(Task.source == "consent")).all()
    assert [(task.code, task.role, task.urgent) for task in tasks] == [(f"recall:{referral.id}", "social_worker", True)]


def test_guardians_consents_end_on_her_birthday_and_her_own_go_on(home: Home) -> None:
    girl = girl_of(home)
    theirs = take(home, girl)
    own = take(home, girl, replace(YES, kind="photo", giver="resident", assent=""))
    with home.reading() as session:
        birthday = identity.birth_of(session, girl).majority_on(home.country.country.majority_age)
        assert birthday is not None
        for on, ended in ((birthday - DAY, None), (birthday, birthday), (birthday + 9 * DAY, birthday)):
            rows = {row.id: row for row in consents.list_all(session, home.country, girl.id, on)}
            assert (rows[theirs.id].ended_on, rows[theirs.id].ended_why) == (ended, "majority" if ended else "")
            assert rows[own.id].ended_on is None
        assert session.get_one(Consent, theirs.id).ended_on is None


def test_only_her_case_worker_takes_consents_and_only_in_her_house(home: Home) -> None:
    girl = girl_of(home)
    second = open_home(home.stores, home.country, number=2)
    assert not may(home.actor("educator"), "consent.write", on_case=True)
    for actor, on_case in ((home.actor(), False), (home.actor("educator"), True), (second.actor(), True)):
        with home.transaction() as session, pytest.raises(NotFound):
            consents.take(session, actor, home.country, girl, YES, on_case=on_case)


def test_the_givers_name_is_sealed(home: Home) -> None:
    girl = girl_of(home)
    consent = take(home, girl, replace(YES, giver_name=" Tía Marcadora "))
    with home.reading() as session:
        blob = session.get_one(Consent, consent.id).giver_name
        assert blob is not None
        assert b"Marcadora" not in blob
        assert session.info["vault"].open("consent", "giver_name", consent.id, blob) == "Tía Marcadora"


def test_days_are_those_of_the_house_and_not_of_greenwich(home: Home) -> None:
    girl = girl_of(home)
    evening = datetime(2026, 3, 17, 3, 0, tzinfo=NOON.tzinfo)  # 22:00 of the 16th there
    with clock.freeze(evening), pytest.raises(Invalid) as refused:
        take(home, girl, replace(YES, given_on=date(2026, 3, 17)))
    assert list(refused.value.fields) == ["given_on"]
