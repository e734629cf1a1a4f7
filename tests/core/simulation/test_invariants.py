"""Whatever the seed, the simulated network keeps the rules of the house (the invariants INV-01 to INV-07)."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access.models import User
from core.aftercare.models import AftercarePlan, FollowUp
from core.audit.checking import verify
from core.branches.models import Bed, BedStay, Branch
from core.forms import records
from core.forms.models import FormRecord, FormSignature
from core.forms.schema import missing
from core.forms.service import form_of
from core.legal.models import Measure, MeasurePerson
from core.partners.models import Referral
from core.partners.referral_terms import covering
from core.residents import codes
from core.residents.models import CaseMember, Consent, Resident
from core.scope import ALL, set_branch_scope
from core.simulation.service import Simulation, simulate
from core.stages.models import Approval, Episode, ProgrammeStage, StageMove
from core.stores import Stores
from core.testkit.stores import StoreTemplates
from plugins.profile import CountryProfile

NOW = datetime(2026, 3, 16, 16, 0, tzinfo=UTC)
Rule = Callable[[Session, CountryProfile], None]


@contextmanager
def looking(stores: Stores) -> Iterator[Session]:
    with stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        yield session


def one_stay_at_a_time(session: Session, _country: CountryProfile) -> None:
    stays = defaultdict(list)
    for episode in session.scalars(select(Episode).order_by(Episode.admitted_at)):
        stays[episode.resident_id].append(episode)
        assert episode.closed_at is None or episode.admitted_at < episode.closed_at <= NOW
        assert (episode.closed_at is None) == (episode.state == "active") == (episode.exit_kind is None)
    for person in stays.values():
        for before, after in pairwise(person):
            assert before.closed_at is not None
            assert before.closed_at < after.admitted_at
            assert after.reentry_of == before.id


def one_person_in_one_bed(session: Session, _country: CountryProfile) -> None:
    kinds = {bed.id: bed.kind for bed in session.scalars(select(Bed))}
    babies = set(session.scalars(select(Resident.id).where(Resident.kind == "baby")))
    for key in (BedStay.bed_id, BedStay.resident_id):
        stays = defaultdict(list)
        for stay in session.scalars(select(BedStay).order_by(BedStay.from_at, BedStay.id)):
            stays[getattr(stay, key.key)].append(stay)
            assert stay.until_at is None or stay.from_at <= stay.until_at
            assert (kinds[stay.bed_id] == "crib") == (stay.resident_id in babies)
        for each in stays.values():
            assert all(before.until_at is not None and before.until_at <= after.from_at
                       for before, after in pairwise(each))  # fmt: skip


def beds_end_with_stays(session: Session, _country: CountryProfile) -> None:
    inside = set(session.scalars(select(Episode.resident_id).where(Episode.closed_at.is_(None))))
    assert set(session.scalars(select(BedStay.resident_id).where(BedStay.until_at.is_(None)))) <= inside
    assert set(session.scalars(select(CaseMember.resident_id).where(CaseMember.until_on.is_(None)))) <= inside


def measures_are_sane(session: Session, country: CountryProfile) -> None:
    measures = {each.id: each for each in session.scalars(select(Measure))}
    named = session.scalars(select(MeasurePerson)).all()
    for person in named:
        measure = measures[person.measure_id]
        ends = [end for end in (measure.valid_until, measure.revoked_at) if end is not None]
        assert person.covers_from == measure.valid_from
        assert person.covers_until == (min(ends) if ends else None)
        assert person.covers_until is None or person.covers_until > person.covers_from
        assert measure.branch_id == person.branch_id
    assert {person.measure_id for person in named} == set(measures)
    for measure in measures.values():
        limit = country.measure_kinds[measure.kind].limit_hours
        if limit:
            assert measure.provisional
            assert (measure.valid_until - measure.valid_from).total_seconds() == limit * 3600


def steps_are_an_unbroken_chain(session: Session, country: CountryProfile) -> None:
    stages = {stage.id: stage.code for stage in session.scalars(select(ProgrammeStage))}
    steps = defaultdict(list)
    for move in session.scalars(select(StageMove).where(StageMove.state == "effective").order_by(StageMove.id)):
        steps[move.episode_id].append(move)
    for episode in session.scalars(select(Episode)):
        chain = steps[episode.id]
        assert chain[0].kind == "admission"
        assert (chain[-1].kind == "exit") == (episode.closed_at is not None)
        for before, after in pairwise(chain):
            assert after.from_stage_id == before.to_stage_id
            assert before.effective_on < after.effective_on or after.kind == "exit"
            if after.kind == "move":
                assert country.transition(stages[before.to_stage_id], stages[after.to_stage_id])
        last = [move for move in chain if move.to_stage_id][-1]
        assert (episode.stage_id, episode.stage_since) == (last.to_stage_id, last.effective_on)


def moves_are_signed_by_distinct_people(session: Session, _country: CountryProfile) -> None:
    said = defaultdict(list)
    for approval in session.scalars(select(Approval)):
        said[approval.move_id].append(approval)
    for move in session.scalars(select(StageMove).where(StageMove.kind != "admission")):
        people = [each.user_id for each in said[move.id]]
        disciplines = {each.discipline for each in said[move.id]}
        assert len(people) == len(set(people))
        if move.state == "effective":
            assert disciplines == {*move.required, "director"}
        else:
            assert disciplines <= set(move.required)
        final = [each for each in said[move.id] if each.discipline == "director"]
        assert all(each.user_id != move.proposed_by for each in final)


def forms_are_whole_and_untouched(session: Session, country: CountryProfile) -> None:
    signed = defaultdict(list)
    for signature in session.scalars(select(FormSignature)):
        signed[signature.form_id].append(signature)
    for record in session.scalars(select(FormRecord)):
        answers = records.read_version(session, record)
        assert records.is_untouched(record, answers)
        assert not missing(form_of(session, country, record), answers.values)
        assert (record.state == "signed") == bool(signed[record.id])
        people = [each.user_id for each in signed[record.id]]
        assert len(people) == len(set(people))
        assert all(each.content_hash == answers.content_hash for each in signed[record.id])


def referrals_rest_on_consent(session: Session, _country: CountryProfile) -> None:
    consents = session.scalars(select(Consent)).all()
    for referral in session.scalars(select(Referral).where(Referral.state != "requested")):
        # Who is sent to the house is another's to ask; whom the house sends has said yes.
        assert referral.direction == "in" or covering(referral, consents, referral.requested_on) is not None
        days = [referral.requested_on, referral.answered_on, referral.served_on, referral.closed_on]
        known = [day for day in days if day]
        assert known == sorted(known)


def plans_last_as_long_as_something_is_due(session: Session, _country: CountryProfile) -> None:
    waiting = set(session.scalars(select(FollowUp.plan_id).where(FollowUp.state == "due")))
    for plan in session.scalars(select(AftercarePlan).where(AftercarePlan.state != "declined")):
        assert plan.state == ("active" if plan.id in waiting else "completed")


def codes_are_written_rightly(session: Session, _country: CountryProfile) -> None:
    for resident in session.scalars(select(Resident)):
        assert codes.is_well_formed(resident.code)
        assert codes.is_well_formed(resident.external_code)


RULES: tuple[Rule, ...] = (
    one_stay_at_a_time,
    one_person_in_one_bed,
    beds_end_with_stays,
    measures_are_sane,
    steps_are_an_unbroken_chain,
    moves_are_signed_by_distinct_people,
    forms_are_whole_and_untouched,
    referrals_rest_on_consent,
    plans_last_as_long_as_something_is_due,
    codes_are_written_rightly,
)


def test_the_rules_hold_on_either_database(build: Callable[..., Stores], zz: CountryProfile) -> None:
    stores = build()
    with looking(stores) as session:
        for rule in RULES:
            rule(session, zz)
        assert session.scalar(select(Branch.id).where(Branch.settings.is_(None))) is None
    with stores.network.reading() as session:
        assert all(user.demonstration and user.password_hash is None for user in session.scalars(select(User)))
    assert verify(stores.country("zz")) == []
    assert verify(stores.network) == []


# A smaller network says no more than a large one, and looking for it takes minutes: nothing is shrunk.
@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.text("abcdef0123456789", min_size=1, max_size=8), years=st.floats(0.2, 8), people=st.integers(1, 120))
def test_the_rules_hold_for_any_seed(
    seed: str, years: float, people: int, store_templates: StoreTemplates, tmp_path: Path, zz: CountryProfile
) -> None:
    stores = Stores(store_templates.copy("sqlcipher", ("zz",), tmp_path / uuid4().hex))
    try:
        with clock.freeze(NOW):
            simulate(stores, {"zz": zz}, Simulation(seed, people, years, None, NOW))
        with looking(stores) as session:
            assert session.query(Resident).count() == people
            for rule in RULES:
                rule(session, zz)
    finally:
        stores.close()
