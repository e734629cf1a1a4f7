"""Random records of what is done for residents: plans, services, school, measures, health, and what comes after."""

from datetime import date

from core.aftercare import models as aftercare
from core.care import models as care
from core.care.instruments import all_instruments
from core.residents import models as residents
from core.testkit.records import AFTER, AROUND, Records, Row

INSTRUMENTS = tuple(all_instruments())
#: Those of most figures: everybody is measured by some of them.
_USUAL = ("WHO5", "CRIES8", "CATS2", "PHQ9")
#: Days of each point in time, from the admission or the exit on, and those beside its edges.
_POINTS = {
    "intake": (0, 6, 7, 8, 29, 30, 31), "month6": (151, 152, 153, 183, 213, 214), "exit": (-31, -30, 0, 1, 30, 31),
    "after12": (334, 335, 336, 365, 395, 396),
}  # fmt: skip


def plans(made: Records) -> None:
    stay = made.pick(made.stays)
    agreed = made.near(stay.stay.admitted_on)
    plan = made.add(
        care.CarePlan, resident_id=stay.resident_id, episode_id=stay.id, agreed_on=agreed, reviewed_on=agreed,
        assent=made.pick(["given", "given", "refused"]), signed_by=made.pick(["guardian", "authority", ""]),
        closed_on=made.maybe(made.day()),
    )  # fmt: skip
    for discipline in {made.pick(["PSYCH", "SPIRIT", "EDUC"]) for _ in range(2)}:
        made.add(
            care.CarePlanService, plan_id=plan.id, resident_id=stay.resident_id, discipline=discipline,
            per_month=made.pick([1, 2]), from_on=made.near(agreed, (0, 1)), until_on=made.maybe(made.day()),
            asked_by_child=made.yes(),
        )  # fmt: skip
    if made.yes():
        made.add(
            care.CarePlanReview, plan_id=plan.id, resident_id=stay.resident_id, episode_id=stay.id,
            on_day=made.day(), next_on=made.day(),
        )  # fmt: skip


def services(made: Records) -> None:
    stay = made.pick(made.stays)
    for _ in range(3):
        made.add(
            care.Service, resident_id=stay.resident_id, discipline=made.pick(["PSYCH", "SPIRIT", "EDUC"]), minutes=5,
            kind=made.pick(["session", "exam", "antenatal"]), mode="individual",
            on_day=made.pick([made.day(), made.near(stay.stay.admitted_on)]),
            attendance=made.pick(["attended", "attended", "declined"]),
        )  # fmt: skip


def school(made: Records) -> None:
    stay = made.pick(made.stays)
    place = made.add(
        care.Schooling, resident_id=stay.resident_id, episode_id=stay.id, kind="school", from_on=made.day(),
        until_on=made.maybe(made.day()),
    )  # fmt: skip
    for month in {made.day().replace(day=1) for _ in range(2)}:
        days = made.pick([0, 5, 10])
        present = made.pick([0, days * 79 // 100, days * 4 // 5, days])
        made.add(
            care.SchoolMonth, schooling_id=place.id, resident_id=stay.resident_id, month=month, school_days=days,
            days_present=present, revision=1,
        )  # fmt: skip


def family(made: Records) -> None:
    person = made.pick(made.people)
    link = made.add(
        residents.FamilyLink, resident_id=person.id, relation="aunt", safety=made.pick(["safe", "safe", "unsafe"]),
        no_contact=made.pick([False, False, True]), ended_on=made.pick([None, None, made.day()]), revision=1,
    )  # fmt: skip
    made.add(
        residents.FamilyContact, resident_id=person.id, family_link_id=link.id, on_day=made.day(), kind="call",
        supervised=True,
    )  # fmt: skip


def measures(made: Records) -> None:
    left = [each for each in made.stays if each.stay.left_on is not None]
    for stay in (made.pick(made.stays), made.pick(left or made.stays)):
        for instrument in (*_USUAL, made.pick(INSTRUMENTS), made.pick(INSTRUMENTS)):
            for point, offsets in _POINTS.items():
                begins = stay.stay.left_on if point in ("exit", "after12") else stay.stay.admitted_on
                if made.pick([True, True, False]):
                    _measure(made, stay, instrument, point, made.near(begins, offsets))


def _measure(made: Records, stay: Row, instrument: str, point: str, day: date) -> None:
    taken = made.rows.get(care.Assessment, [])
    if (stay.id, instrument, point) in {(each.episode_id, each.instrument, each.time_point) for each in taken}:
        return
    done = made.pick([True, True, True, False])
    made.add(
        care.Assessment, resident_id=stay.resident_id, episode_id=stay.id, instrument=instrument,
        instrument_version="1", time_point=point, on_day=day, state="scored" if done else "not_done",
        score=made.pick([2, 14, 29, 51, 80]) if done else None,
        above_cutoff=made.pick([True, True, False, None]) if done else None,
        not_done_reason="" if done else made.pick(["clinical", "declined"]), items_missing=0,
    )  # fmt: skip


def consents(made: Records) -> None:
    """Say yes or no to the counting of scores, or to something else."""
    for _ in range(4):
        given = made.near(made.period.first, (-730, -365, -184, -30, 0, 30))
        ended = made.maybe(made.near(given, (0, 1, 30, 365)))
        made.add(
            residents.Consent, resident_id=made.pick(made.people).id, kind=made.pick(["counted", "counted", "photo"]),
            text_version="1", answer=made.pick(["given", "given", "given", "refused"]), language="es",
            giver=made.pick(["resident", "guardian"]), given_on=given, ended_on=ended,
            valid_until=made.maybe(made.near(given, (30, 182, 365))),
            ended_why=made.pick(["withdrawn", "replaced", "expired"]) if ended else "", taken_by=1, taken_by_name="T",
        )  # fmt: skip


def health(made: Records) -> None:
    stay = made.pick(made.stays)
    of_it = {"resident_id": stay.resident_id, "episode_id": stay.id}
    noted = made.near(stay.stay.admitted_on)
    made.add(
        care.Pregnancy, **of_it, noted_on=noted,
        began_on=made.maybe(made.near(stay.stay.admitted_on, (-250, -60, 0, 30))),
        ended_on=made.maybe(made.pick([made.day(), made.near(stay.stay.admitted_on, (*AFTER, 55, 104, 105, 310))])),
    )  # fmt: skip
    made.add(
        care.EducationModule, **of_it, module=made.pick(["srh_hiv", "srh_hiv", "other"]), began_on=made.day(),
        completed_on=made.maybe(made.day()),
    )  # fmt: skip
    made.add(
        care.TreatmentPlan, **of_it, began_on=made.day(), due_end_on=made.day(), result=made.pick(["", "goals_met"])
    )
    made.add(
        care.Incident, kind="violence", level=1, harm_in_care=True, serious=made.pick([True, True, False]),
        happened_at=made.instant(made.day()), on_day=made.day(), data_class=made.pick(["INC", "INC", "SEAL"]),
        audience=[], state=made.pick(["reported", "closed"]), reviewed_on=made.maybe(made.day()),
        reviewed_by_name="",
    )  # fmt: skip


def after(made: Records) -> None:
    stay = made.pick(made.stays)
    if stay.stay.left_on is None or any(
        each.episode_id == stay.id for each in made.rows.get(aftercare.AftercarePlan, [])
    ):
        return
    plan = made.add(
        aftercare.AftercarePlan, resident_id=stay.resident_id, episode_id=stay.id, opened_on=stay.stay.left_on,
        state=made.pick(["active", "active", "declined"]), worker_name=made.pick(["", "Ana"]),
        closed_on=made.maybe(made.day()), revision=1,
    )  # fmt: skip
    for months, days in ((6, 183), (12, 365), (24, 730)):
        if made.pick([True, False, False, False, False]):
            continue  # only the plan says something of that month
        due = made.near(stay.stay.left_on, (days, days, days - 2))
        made.add(
            aftercare.FollowUp, plan_id=plan.id, resident_id=stay.resident_id, episode_id=stay.id, months=months,
            due_on=due, window_days=14, made_on=made.near(due, AROUND),
            state=made.pick(["reached", "reached", "due", "not_reached", "declined", "deceased", "cancelled"]),
            occupation=made.pick(["school", "other_work", "decent_work"]), domains={}, revision=1,
            reexploited=made.pick(["no", "suspected", "confirmed"]),
        )  # fmt: skip


PARTS = (plans, services, school, family, consents, measures, health, after)
