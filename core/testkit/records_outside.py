"""Random records of what the teams do outside the house, and of those who work in it."""

from datetime import timedelta

from core.advocacy import models as advocacy
from core.branches import models as branches
from core.education import models as education
from core.legal import models as legal
from core.outreach import models as outreach
from core.partners import models as partners
from core.reporting import models as reporting
from core.residents import models as residents
from core.testkit.records import AROUND, Records, new_id

PUBLIC = ("POLICE", "EDU", "COMMUNITY", "PRIVATE", "_U")
STAGES = ("idea", "drafted", "tabled", "adopted", "regulated", "in_force")


def cases(made: Records) -> None:
    person = made.pick(made.people)
    filed = made.pick([None, made.day(), made.day(), made.day()])
    case = made.add(
        legal.LegalCase, track=made.pick(["criminal", "criminal", "family"]), filed_on=filed, numbered=made.yes(),
        part=made.pick(["filed", "joined", "followed"]), exploitation=made.pick(["SEX_EXPL", "_U"]),
        closed_on=made.pick([None, None, made.day()]),
    )  # fmt: skip
    for kind, stage in (("investigation", "S2"), ("charge", "S3"), ("charge", "S3"), ("final_decision", "S6"),
                        ("closing", "S8"), ("hearing", "")):  # fmt: skip
        if made.yes():
            made.add(
                legal.LegalAct, case_id=case.id, kind=kind, stage=stage,
                on_day=made.pick([made.day(), made.near(filed)]), state=made.pick(["done", "done", "planned"]),
                result=made.pick(["conviction_trafficking", "acquittal", "closed", ""]), moves=True,
            )  # fmt: skip
    for _ in range(made.pick([1, 1, 2])):
        made.add(
            legal.LegalStatement, case_id=case.id, resident_id=person.id, on_day=made.day(),
            lawyer=made.pick([True, True, False]), modality=made.pick(["chamber", "chamber", "open"]),
            once_only=made.pick([True, True, False]),
        )  # fmt: skip
    ordered = made.day()
    made.add(
        legal.LegalReparation, case_id=case.id, resident_id=person.id, ordered_on=ordered,
        delivered=made.pick(["", "part", "whole"]), delivered_on=made.maybe(made.near(ordered)),
    )  # fmt: skip


def teaching(made: Records) -> None:
    training = made.add(
        education.Training, title="T", topic="x", audience="POLICE", from_on=made.day(), until_on=made.day(),
        pass_mark=made.pick([None, 60]), partner_id=made.maybe(made.partner), state="held", revision=1,
    )  # fmt: skip
    session = made.add(education.TrainingSession, training_id=training.id, on_day=made.day(), minutes=5)
    person = made.add(
        education.TrainingPerson, training_id=training.id, fingerprint=made.pick([None, b"a", b"b"]),
        public=made.pick(PUBLIC), sex=made.pick(["F", "M"]), official=made.yes(), partner_id=made.maybe(made.partner),
        completed=made.pick([True, True, False]), completed_on=made.day(), pre_score=made.pick([None, 40, 70]),
        post_score=made.pick([None, 59, 60, 70]),
    )  # fmt: skip
    made.add(education.TrainingAttendance, session_id=session.id, person_id=person.id)
    made.add(
        education.TrainingCount, session_id=session.id, public=made.pick(PUBLIC), sex="F", number=made.pick([1, 7]),
        revision=1,
    )  # fmt: skip
    due = made.day()
    made.add(
        education.TrainingCheck, training_id=training.id, person_id=person.id, months=made.pick([6, 6, 3]), due_on=due,
        state=made.pick(["answered", "no_answer"]), answered_on=made.maybe(made.near(due, AROUND)),
        example_on=made.maybe(due), confirmed_by=made.pick(["", "record"]), revision=1,
    )  # fmt: skip
    made.add(
        partners.Referral, partner_id=made.partner, direction=made.pick(["in", "in", "out"]), purpose="R1",
        shared={}, state=made.pick(["requested", "accepted", "declined", "served", "closed", "undone"]),
        declined_for=made.pick(["", "", "no_place", "other"]), requested_on=made.day(),
        answered_on=made.maybe(made.day()), revision=1,
    )  # fmt: skip


def causes(made: Records) -> None:
    opened = made.day()
    adopted = made.maybe(made.near(opened))
    cause = made.add(
        advocacy.PolicyInstrument, kind="law", title="L", opened_on=opened, stage_on=opened, adopted_on=adopted,
        implemented_on=made.maybe(made.near(adopted)), closed_on=made.pick([None, None, made.day()]), revision=1,
    )  # fmt: skip
    for number in range(made.pick([0, 1, 2, 3])):
        stage = made.pick([*STAGES, "dropped"])
        made.add(
            advocacy.PolicyStep, instrument_id=cause.id, to_stage=stage, on_day=made.near(opened) if number else opened,
            position=STAGES.index(stage) if stage in STAGES else 0, evidence=made.pick(["", "minutes"]),
            contribution=made.yes(),
        )  # fmt: skip


def streets(made: Records) -> None:
    day = made.day()
    outing = made.add(
        outreach.OutreachOuting, area="A", team="T", on_day=day, started_at=made.instant(day),
        expected_back_at=made.instant(day), revision=1,
    )  # fmt: skip
    number = new_id()
    site = made.add(outreach.OutreachSite, code=f"S{number}", kind="street", area="A", revision=1)
    person = made.add(outreach.StreetPerson, sex="F", area="A", last_contact_on=day, revision=1)
    for _ in range(2):
        visit = made.add(
            outreach.OutreachVisit, outing_id=outing.id, site_id=site.id, on_day=made.day(), complete=made.yes(),
            exploitation_signs=made.yes(),
        )  # fmt: skip
        screened, referred = made.instant(made.day()), made.day()
        made.add(
            outreach.OutreachContact, person_id=person.id, visit_id=made.maybe(visit.id), met_at=made.instant(day),
            on_day=made.day(), sex=made.pick(["F", "M"]), age_band=made.pick(["Y9T14", "Y15T17", "Y18T20", "_U"]),
            screen=made.pick(["positive", "positive", "negative", ""]), screened_at=made.maybe(screened),
            referred_at=made.pick([
                None, screened + timedelta(hours=72), screened + timedelta(hours=72, seconds=1), made.instant(referred)
            ]),
            service_on=made.maybe(made.near(referred)), revision=1,
        )  # fmt: skip


def staff(made: Records) -> None:
    user = made.pick([1, 2, 3])
    made.add(
        branches.StaffPost, user_id=user, user_name="U", role=made.pick(["social_worker", "nurse"]),
        fte_percent=made.pick([50, 100]), with_children=made.yes(), qualified=made.pick([True, True, False]),
        safeguarding_on=made.maybe(made.day()), from_on=made.day(), until_on=made.maybe(made.day()),
    )  # fmt: skip
    start = made.day()
    made.add(
        branches.StaffClearance, user_id=user, user_name="U", kind="x", valid_from=start, valid_until=made.near(start),
        withdrawn=made.pick([False, False, True]), recorded_by_name="T",
    )  # fmt: skip
    made.add(
        residents.CaseMember, resident_id=made.pick(made.people).id, user_id=user, user_name="U", role="social_worker",
        owner=made.yes(), from_on=made.day(), until_on=made.maybe(made.day()),
    )  # fmt: skip
    made.add(
        reporting.FigureEvidence, period=made.pick([str(made.period), "2019"]), level=made.pick(["E2", "E3", "E4"]),
        indicator=made.pick(["RES-001", "RES-003", "POL-003"]), reference="r", recorded_by_name="T",
    )  # fmt: skip


PARTS = (cases, teaching, causes, streets, staff)
