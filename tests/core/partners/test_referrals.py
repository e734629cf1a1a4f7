"""Referrals: nothing leaves without consent or a named duty, and then the least that does the job."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.agenda import listing
from core.audit.models import CountryEvent
from core.errors import Invalid, NotFound, Refused
from core.partners import referral_lists, referrals, seeding
from core.partners.models import Referral
from core.partners.referral_terms import STATE_WORDS, NewReferral, Person, next_steps
from core.testkit.houses import House, open_house

TODAY = date(2026, 3, 16)


@dataclass
class Agreed:
    """A consent on record."""

    resident_id: int
    receiver_id: int | None
    id: int = 0
    answer: str = "given"
    given_on: date = date(2026, 3, 1)
    valid_until: date | None = date(2026, 3, 30)
    ended_on: date | None = None


@dataclass
class Case:
    """Sol, the clinic, and what is asked of it."""

    house: House
    sol: Person
    clinic: int

    def request(self, **changes: object) -> int:
        new = replace(NewReferral(self.clinic, "R1", TODAY), **changes)  # type: ignore[arg-type]
        with self.house.work() as session:
            return referrals.request(session, self.house.actor(), self.sol, new).id

    def send(self, referral: int, *consents: Agreed, on: date = TODAY) -> None:
        with self.house.work() as session:
            referrals.send(session, self.house.actor(), referral, self.sol, consents, on)

    def consent(self, **changes: object) -> Agreed:
        """Put a consent on record; the row itself only has to exist for the referral to point to it."""
        from core.residents.models import Consent

        row = Consent(branch_id=self.house.id, resident_id=self.sol.resident_id, kind="referral", text_version="1",
                      answer="given", giver="resident", language="es", receiver_id=self.clinic,
                      given_on=date(2026, 3, 1), taken_by=1, taken_by_name="x")  # fmt: skip
        with self.house.work() as session:
            session.add(row)
            session.flush()
        return replace(Agreed(self.sol.resident_id, self.clinic, row.id), **changes)  # type: ignore[arg-type]


@pytest.fixture
def case(house: House) -> Case:
    sol = house.resident("Sol")
    with house.work() as session:
        seeding.seed(session, house.country)
        session.flush()
        clinic = seeding.recipients(session, ["town_clinic"], TODAY)[0].id
    return Case(house, Person(sol, "X9-TT2AB", 15), clinic)


def stored(case: Case, referral: int) -> Referral:
    with case.house.look() as session:
        return session.get_one(Referral, referral)


def test_without_consent_or_duty_nothing_leaves_and_it_is_said_why(case: Case) -> None:
    referral = case.request()
    with pytest.raises(Refused) as error:
        case.send(referral)
    assert [objection.code for objection in error.value.objections] == ["no_basis"]
    assert stored(case, referral).shared == {}


@pytest.mark.parametrize(
    "change",
    [
        {"receiver_id": None},
        {"receiver_id": 99},
        {"resident_id": 99},
        {"answer": "refused"},
        {"given_on": TODAY + timedelta(days=1)},
        {"valid_until": TODAY - timedelta(days=1)},
        {"ended_on": TODAY},
    ],
)
def test_a_consent_for_another_receiver_person_or_time_does_not_cover(case: Case, change: dict[str, object]) -> None:
    with pytest.raises(Refused):
        case.send(case.request(), case.consent(**change))


def test_a_running_consent_of_that_receiver_lets_the_least_leave(case: Case) -> None:
    referral, consent = case.request(reason="Dolor de muelas"), case.consent()
    case.send(referral, Agreed(case.sol.resident_id, None), consent)
    sent = stored(case, referral)
    assert sent.shared == {"external_code": "X9-TT2AB", "age": 15, "purpose": "R1", "telephone": "555-0199"}
    assert (sent.state, sent.consent_id) == ("sent", consent.id)
    assert "Ceiba" not in str(sent.shared)
    with case.house.look() as session:
        assert [r.id for r in referral_lists.sent_under(session, case.house.actor(), consent.id)] == [referral]


def test_a_named_legal_duty_is_enough(case: Case) -> None:
    referral = case.request(legal_duty="Ley de Niñez, art. 12")
    case.send(referral)
    assert stored(case, referral).consent_id is None


def test_the_reason_is_sealed_and_never_on_the_slip(case: Case) -> None:
    referral = case.request(reason="Dolor de muelas", legal_duty="art. 12")
    case.send(referral)
    row = stored(case, referral)
    assert b"muelas" not in (row.reason or b"")
    with case.house.look() as session:
        actor = case.house.actor()
        assert referral_lists.read_sealed(session, actor, row, "reason") == "Dolor de muelas"
        assert "muelas" not in str(referral_lists.slip(session, actor, case.sol, row))


def test_what_has_left_is_shown_as_it_was_sent(case: Case) -> None:
    referral = case.request(legal_duty="art. 12")
    case.send(referral)
    older = replace(case.sol, age=16)
    with case.house.look() as session:
        row = session.get_one(Referral, referral)
        assert referral_lists.slip(session, case.house.actor(), older, row).age == 15


def test_a_referral_goes_its_way_to_a_sealed_outcome(case: Case) -> None:
    referral, actor = case.request(legal_duty="art. 12"), case.house.actor()
    case.send(referral)
    with case.house.work() as session:
        referrals.answer(session, actor, referral, TODAY, accepted=True)
        referrals.serve(session, actor, referral, TODAY)
        with pytest.raises(Invalid):
            referrals.close(session, actor, referral, TODAY, "  ")
        referrals.close(session, actor, referral, TODAY, "Atendida, sin novedad")
    row = stored(case, referral)
    assert row.state == "closed"
    assert b"novedad" not in (row.outcome or b"")
    assert next_steps(row) == []
    with case.house.look() as session:
        actions = session.scalars(select(CountryEvent.action).where(CountryEvent.action.startswith("referral.")))
        assert list(actions) == [f"referral.{step}" for step in ("request", "send", "accepted", "served", "closed")]


def test_no_step_is_taken_twice_or_out_of_turn(case: Case) -> None:
    referral, actor = case.request(legal_duty="art. 12"), case.house.actor()
    with case.house.work() as session:
        for step in (
            lambda: referrals.answer(session, actor, referral, TODAY, accepted=True),
            lambda: referrals.serve(session, actor, referral, TODAY),
            lambda: referrals.close(session, actor, referral, TODAY, "x"),
        ):
            with pytest.raises(Refused):
                step()
    case.send(referral)
    with pytest.raises(Refused):
        case.send(referral)


def test_a_mistaken_referral_is_undone_until_it_is_sent(case: Case) -> None:
    referral, actor = case.request(), case.house.actor()
    with case.house.work() as session:
        referrals.undo(session, actor, referral)
    assert stored(case, referral).state == "undone"
    sent = case.request(legal_duty="art. 12")
    case.send(sent)
    with case.house.work() as session, pytest.raises(Refused) as error:
        referrals.undo(session, actor, sent)
    assert [objection.code for objection in error.value.objections] == ["sent_already"]


def test_what_comes_in_is_answered_without_being_sent(case: Case) -> None:
    referral, actor = case.request(direction="in"), case.house.actor()
    with pytest.raises(Refused):
        case.send(referral, case.consent())
    with case.house.work() as session:
        referrals.answer(session, actor, referral, TODAY, accepted=True)
        referrals.close(session, actor, referral, TODAY, "Ingresó")


def test_an_answer_is_asked_for_in_a_week_until_it_comes(case: Case) -> None:
    referral, actor = case.request(legal_duty="art. 12"), case.house.actor()
    case.send(referral)
    with case.house.look() as session:
        assert [t.code for t in listing.list_tasks(session, actor, "UTC")] == ["referral.answer"]
    with case.house.work() as session:
        referrals.answer(session, actor, referral, TODAY, accepted=False)
    with case.house.look() as session:
        assert listing.list_tasks(session, actor, "UTC") == []


def test_an_institution_that_has_ended_receives_nobody(case: Case) -> None:
    with case.house.look() as session:
        ministry = seeding.recipients(session, ["old_ministry"], date(2015, 1, 1))[0].id
    with pytest.raises(Refused):
        case.request(partner_id=ministry)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purpose": "<script>"}, "purpose"),
        ({"direction": "up"}, "direction"),
        ({"reason": "x" * 2001}, "reason"),
        ({"legal_duty": "x" * 201}, "legal_duty"),
    ],
)
def test_a_referral_that_cannot_be_is_refused(case: Case, change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as error:
        case.request(**change)
    assert list(error.value.fields) == [field]


@pytest.mark.parametrize("role", ["educator", "reception", "finance", "director"])
def test_who_may_not_refer_learns_nothing(case: Case, role: str) -> None:
    referral = case.request()
    with case.house.work() as session, pytest.raises(NotFound):
        referrals.undo(session, case.house.actor(role, on_duty=True), referral)


def test_another_houses_referrals_do_not_exist(case: Case) -> None:
    referral, other = case.request(), open_house(case.house.store, case.house.country, 2)
    with other.work() as session:
        with pytest.raises(NotFound):
            referrals.undo(session, other.actor(), referral)
        assert referral_lists.of_resident(session, other.actor(), case.sol.resident_id) == []
        assert referral_lists.open_referrals(session, other.actor()) == []


def test_a_slip_is_not_sent_for_somebody_else(case: Case) -> None:
    referral = case.request(legal_duty="art. 12")
    with case.house.work() as session, pytest.raises(NotFound):
        other = replace(case.sol, resident_id=case.sol.resident_id + 1)
        referrals.send(session, case.house.actor(), referral, other, (), TODAY)


def test_every_state_has_its_words(case: Case) -> None:
    case.request()
    with case.house.look() as session:
        found = referral_lists.of_resident(session, case.house.actor(), case.sol.resident_id)
    assert [(STATE_WORDS[row.referral.state], row.partner) for row in found] == [
        ("Requested, not sent", "Clínica de Arenal")
    ]
