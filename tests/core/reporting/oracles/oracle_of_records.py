"""What the populations of records ought to count: services, plans, measures, cases, trainings, the street; slowly."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.advocacy.models import PolicyInstrument, PolicyStep
from core.aftercare.models import AftercarePlan, FollowUp
from core.branches.models import StaffClearance, StaffPost
from core.care import models as care
from core.education import models as education
from core.legal import models as legal
from core.outreach.models import OutreachContact, OutreachVisit
from core.partners.models import Referral
from core.reporting import catalogue as catalogues
from core.reporting.counting.passes import Asked
from core.reporting.models import FigureEvidence
from core.residents.models import CaseMember, Consent, FamilyContact, FamilyLink
from core.testkit.records import Records, Row
from core.testkit.rules import cohort, flow, nights, stock, within

DUE = {"RES-001": "E1", "RES-003": "E1", "POL-003": "E3"}
Count = Counter[str]
#: Either how many, or how many by the entries of a list, or of several that each divide the same.
Told = int | tuple[str, Count] | dict[str, Count]


class House:
    """The rows of a house, and the questions about days that the oracles ask."""

    def __init__(
        self, made: Records, window: int, due: Mapping[str, str] = DUE, statistics: Sequence[str] = ("counted",)
    ) -> None:
        self.made, self.window, self.due, self.statistics = made, window, due, statistics
        self.first, self.last = made.period.first, made.period.last
        self.zone = ZoneInfo(made.zone)

    def of(self, model: type) -> list[Row]:
        return self.made.of(model)

    def flow(self, day: date | None) -> bool:
        return flow(day, self.first, self.last)

    def cohort(self, day: date | None, term: int) -> bool:
        return cohort(day, self.first, self.last, term)

    def stock(self, begins: date | None, ends: date | None, day: date | None = None) -> bool:
        return begins is not None and stock(begins, ends, day or self.last)

    def touches(self, begins: date, ends: date | None) -> bool:
        return bool(nights(begins, ends, self.first, self.last))

    def residents(self) -> Iterator[Row]:
        return (each for each in self.made.stays if each.kind == "resident")

    def at_end(self) -> list[Row]:
        return [each for each in self.residents() if self.stock(each.stay.admitted_on, each.stay.left_on)]

    def inside(self) -> list[Row]:
        return [each for each in self.made.stays if self.stock(each.stay.admitted_on, each.stay.left_on)]

    def person(self, resident: int) -> Row:
        return next(each for each in self.made.people if each.id == resident)

    def local(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()


def ages(rows: list[Row]) -> Told:
    return "AGE", Counter(band(each.stay.age) for each in rows)


def band(age: int | None) -> str:
    if age is None:
        return "_U"
    return next(
        (code for top, code in ((8, "Y0T8"), (14, "Y9T14"), (17, "Y15T17"), (20, "Y18T20")) if age <= top), "Y_GE21"
    )


# --- plans, services, school, family


def admitted_since(house: House, days: int, *, babies: bool = False) -> list[Row]:
    stays = house.made.stays if babies else list(house.residents())
    return [each for each in stays if house.cohort(each.stay.admitted_on, days)]


def plans_in_time(house: House) -> Told:
    return len([
        stay
        for stay in admitted_since(house, 30)
        if any(
            plan.episode_id == stay.id and plan.assent == "given" and plan.signed_by
            and within(stay.stay.admitted_on, plan.agreed_on, 30)
            for plan in house.of(care.CarePlan)
        )
    ])  # fmt: skip


def long_there(house: House) -> list[Row]:
    return [each for each in house.at_end() if (house.last - each.stay.admitted_on).days > 90]


def plans_reviewed(house: House) -> Told:
    found = set()
    for stay in long_there(house):
        plans = [each for each in house.of(care.CarePlan) if each.episode_id == stay.id]
        first = min((each.agreed_on for each in plans), default=None)
        renewed = [each.agreed_on for each in plans if each.agreed_on != first]
        ids = {each.id for each in plans}
        reviews = [each.on_day for each in house.of(care.CarePlanReview) if each.plan_id in ids]
        if any(0 <= (house.last - day).days <= 90 for day in [*renewed, *reviews]):
            found.add(stay.id)
    return len(found)


def needs(house: House) -> dict[tuple[int, str], int]:
    """Planned contacts of thirty days, times the days on which they were planned."""
    found: dict[tuple[int, str], int] = {}
    plans = {each.id: each for each in house.of(care.CarePlan)}
    for each in house.of(care.CarePlanService):
        if each.plan_id in plans and (each.discipline != "SPIRIT" or each.asked_by_child):
            ends = [day for day in (each.until_on, plans[each.plan_id].closed_on) if day is not None]
            planned = nights(each.from_on, min(ends, default=None), house.first, house.last)
            if planned:
                key = (each.resident_id, each.discipline)
                found[key] = found.get(key, 0) + each.per_month * len(planned)
    return found


def services_planned(house: House) -> Told:
    return "SERVICE", Counter(discipline for _who, discipline in needs(house))


def services_received(house: House) -> Told:
    found: Count = Counter()
    for (who, discipline), need in needs(house).items():
        had = [
            each for each in house.of(care.Service)
            if each.resident_id == who and each.discipline == discipline and each.attendance == "attended"
            and house.flow(each.on_day)
        ]  # fmt: skip
        found[discipline] += len(had) >= need / 30
    return "SERVICE", found


def pupils(house: House) -> list[Row]:
    """The newest stay with a night of each who is counted."""
    found = []
    for person in house.made.people:
        stays = [each for each in house.made.stays if each.resident_id == person.id]
        stays = [each for each in stays if house.touches(each.stay.admitted_on, each.stay.left_on)]
        total = sum(len(nights(each.stay.admitted_on, each.stay.left_on, house.first, house.last)) for each in stays)
        born = person.person.birth_year
        of_age = born is not None and 6 <= house.made.period.year - born <= 17
        place = any(
            each.resident_id == person.id and house.touches(each.from_on, each.until_on)
            for each in house.of(care.Schooling)
        )
        if person.kind == "resident" and total >= 30 and (of_age or place):
            found.append(stays[-1])
    return found


def attending_school(house: House) -> Told:
    there = []
    places = {each.id for each in house.of(care.Schooling)}
    for stay in pupils(house):
        months = [
            each for each in house.of(care.SchoolMonth)
            if each.resident_id == stay.resident_id and each.schooling_id in places and house.flow(each.month)
        ]  # fmt: skip
        days, present = sum(each.school_days for each in months), sum(each.days_present for each in months)
        if days and present / days >= 0.8:
            there.append(stay)
    return ages(there)


def safe_links(house: House, resident: int) -> list[int]:
    return [
        each.id for each in house.of(FamilyLink)
        if each.resident_id == resident and each.relation != "mother_of"  # her own child is no family to go back to
        and each.safety == "safe" and not each.no_contact and (each.ended_on is None or each.ended_on > house.last)
    ]  # fmt: skip


def in_contact_with_family(house: House) -> Told:
    month = house.last.replace(day=1)
    return len([
        stay for stay in house.at_end()
        if any(
            contact.family_link_id in safe_links(house, stay.resident_id) and month <= contact.on_day <= house.last
            for contact in house.of(FamilyContact)
        )
    ])  # fmt: skip


# --- health


def examined_in_time(house: House) -> Told:
    return len([
        stay for stay in admitted_since(house, 7, babies=True)
        if any(
            each.resident_id == stay.resident_id and each.kind == "exam" and each.attendance == "attended"
            and within(stay.stay.admitted_on, each.on_day, 7)
            for each in house.of(care.Service)
        )
    ])  # fmt: skip


def ninety_days(house: House) -> set[int]:
    end = house.last + timedelta(days=1)
    return {
        each.resident_id for each in house.residents()
        if house.touches(each.stay.admitted_on, each.stay.left_on)
        and (min(each.stay.left_on or end, end) - each.stay.admitted_on).days >= 90
    }  # fmt: skip


def module_completed(house: House) -> Told:
    done = {
        each.resident_id for each in house.of(care.EducationModule)
        if each.module == "srh_hiv" and each.completed_on and each.completed_on <= house.last
    }  # fmt: skip
    return len(ninety_days(house) & done)


def treatments(house: House) -> list[Row]:
    return [each for each in house.of(care.TreatmentPlan) if house.flow(each.due_end_on)]


def began(pregnancy: Row) -> date:
    """When it began; if nobody knows, forty weeks before its end."""
    return pregnancy.began_on or pregnancy.ended_on - timedelta(days=280)


def nights_in_care(house: House, pregnancy: Row) -> int:
    """Nights of the pregnancy at whose end she was in the house."""
    stays = [each.stay for each in house.made.stays if each.resident_id == pregnancy.resident_id]
    eve = pregnancy.ended_on - timedelta(days=1)
    return len({
        night for stay in stays for night in nights(stay.admitted_on, stay.left_on, began(pregnancy), eve)
    })  # fmt: skip


def pregnancies(house: House) -> list[Row]:
    ended = [each for each in house.of(care.Pregnancy) if house.flow(each.ended_on)]
    return [each for each in ended if nights_in_care(house, each) >= 56]


def pregnancies_attended(house: House) -> Told:
    found = 0
    for each in pregnancies(house):
        contacts = [
            one for one in house.of(care.Service)
            if one.resident_id == each.resident_id and one.kind == "antenatal" and one.attendance == "attended"
            and began(each) <= one.on_day <= each.ended_on
        ]  # fmt: skip
        found += len(contacts) >= nights_in_care(house, each) // 35
    return found


def motherhood(house: House) -> Told:
    there = {each.resident_id for each in house.inside()}
    residents = [each.resident_id for each in house.at_end()]
    pregnant = {each.resident_id for each in house.of(care.Pregnancy) if house.stock(each.noted_on, each.ended_on)}
    pairs = [(each.mother, each.id) for each in house.made.people if each.mother in there and each.id in there]
    return "MOTHERHOOD", Counter({
        "PREGNANT": len([each for each in residents if each in pregnant]),
        "MOTHER": len([each for each in residents if each in {mother for mother, _baby in pairs}]),
        "INFANT": len({baby for _mother, baby in pairs}),
    })  # fmt: skip


def serious_incidents(house: House) -> Told:
    return len([
        each for each in house.of(care.Incident)
        if each.serious and each.data_class == "INC" and (each.state == "closed" or each.reviewed_on)
        and house.flow(each.on_day)
    ])  # fmt: skip


# --- measures

#: By which instruments what is measured can be measured, written down once more.
WELLBEING = ("WHO5", "SWEMWBS")
TRAUMA = ("CATS2", "CRIES8", "CRIES13")
FOLLOWED = (*WELLBEING, *TRAUMA, "PHQ9", "RCADS25D")
#: By how many points a score has to differ, where anybody knows; on the first alone more is better.
RELIABLE = {"WHO5": 27, "CATS2": 12, "CRIES8": 12, "PHQ9": 6}


def on_its_day(house: House, score: Row) -> bool:
    """Intake is day 7 to 30, month six is day 152 to 213; exit and a year after it have thirty days about them."""
    stay = next(each.stay for each in house.made.stays if each.id == score.episode_id)
    since_entry = (score.on_day - stay.admitted_on).days
    since_exit = None if stay.left_on is None else (score.on_day - stay.left_on).days
    if score.time_point == "intake":
        return 7 <= since_entry <= 30
    if score.time_point == "month6":
        return 152 <= since_entry <= 213
    return since_exit is not None and abs(since_exit - {"exit": 0, "after12": 365}[score.time_point]) <= 30


def scored(house: House, stay: int, point: str, *wanted: str) -> list[Row]:
    return [
        each for each in house.of(care.Assessment)
        if each.episode_id == stay and each.time_point == point and each.state == "scored"
        and each.instrument in wanted and on_its_day(house, each)
    ]  # fmt: skip


def may_count(house: House, score: Row) -> bool:
    """Somebody agreed by the end of the period, and what she said held when the score was taken."""
    born = house.person(score.resident_id).person.birth_year
    of_age = born is not None and born + 18 <= house.last.year
    return any(
        each.resident_id == score.resident_id and each.kind in house.statistics and each.answer == "given"
        and each.given_on <= house.last
        and not (each.ended_on and each.ended_on <= house.last and each.ended_why != "expired")
        and not (each.valid_until and each.valid_until < score.on_day)
        and (each.giver == "resident" or not of_age)
        for each in house.of(Consent)
    )  # fmt: skip


def counted(house: House, stay: int, point: str, *wanted: str) -> list[Row]:
    return [each for each in scored(house, stay, point, *wanted) if may_count(house, each)]


def measured_at_intake(house: House) -> Told:
    found = []
    for stay in admitted_since(house, 30):
        done = {
            each.instrument for each in house.of(care.Assessment)
            if each.episode_id == stay.id and each.time_point == "intake"
            and within(stay.stay.admitted_on, each.on_day, 30, after=7 if each.state == "scored" else 0)
            and (each.state == "scored" or each.not_done_reason == "clinical")
        }  # fmt: skip
        if done & set(WELLBEING) and done & set(TRAUMA):
            found.append(stay)
    return ages(found)


def half_a_year_ago(house: House) -> list[Row]:
    return [
        stay for stay in admitted_since(house, 213)
        if (stay.stay.left_on is None or (stay.stay.left_on - stay.stay.admitted_on).days >= 183)
        and scored(house, stay.id, "intake", *FOLLOWED)
    ]  # fmt: skip


def paired_at_six_months(house: House) -> Told:
    return len([
        stay for stay in half_a_year_ago(house)
        if {each.instrument for each in scored(house, stay.id, "intake", *FOLLOWED)}
        & {each.instrument for each in scored(house, stay.id, "month6", *FOLLOWED)}
    ])  # fmt: skip


def of_trauma(house: House) -> str:
    """The one instrument of the house in the period: that of most scores; of as many, the first by its letters."""
    taken = Counter(
        each.instrument
        for stay in house.made.stays
        for point in ("intake", "month6")
        for each in counted(house, stay.id, point, "CATS2", "CRIES8")
        if house.flow(each.on_day)
    )
    return min(taken, key=lambda code: (-taken[code], code), default="")


def at_intake(house: House, *, above: bool) -> Told:
    instrument = of_trauma(house)
    return len([
        stay for stay in house.made.stays
        if any(
            house.flow(each.on_day) and (each.above_cutoff or not above)
            for each in counted(house, stay.id, "intake", instrument)
        )
    ])  # fmt: skip


def pairs(house: House, *wanted: str, points: tuple[str, str] = ("intake", "month6"), above: bool = False) -> list[Any]:
    return [
        (stay.id, before.instrument, before.score, after.score)
        for stay in house.made.stays
        for before in counted(house, stay.id, points[0], *wanted)
        for after in counted(house, stay.id, points[1], *wanted)
        if before.instrument == after.instrument and house.flow(after.on_day) and (before.above_cutoff or not above)
    ]


def worse(code: str, before: int, after: int) -> int:
    return before - after if code == "WHO5" else after - before


def stays_in(found: list[Any]) -> Told:
    return len({stay for stay, *_rest in found})


# --- after


def leavers_due(house: House, window: int) -> list[Row]:
    found = []
    for stay in house.residents():
        points = [
            each for each in house.of(FollowUp)
            if each.episode_id == stay.id and each.months == {183: 6, 365: 12, 730: 24}[window]
        ]  # fmt: skip
        refused = any(
            each.state in ("declined", "deceased")
            and (each.made_on is None or (each.made_on - each.due_on).days <= 30)  # what was told later came after it
            for each in points
        )
        if not points:
            refused = any(each.episode_id == stay.id and each.state == "declined" for each in house.of(AftercarePlan))
        away = stay.stay.exit in ("death", "transfer")
        if house.cohort(stay.stay.left_on, window + 30) and not away and not refused:
            found.append((stay, points))
    return found


def reached(house: House, window: int, condition: Callable[[Row], bool] = lambda _each: True) -> Told:
    return len([
        stay for stay, points in leavers_due(house, window)
        if any(
            each.state == "reached" and abs((each.made_on - each.due_on).days) <= 30 and condition(each)
            for each in points
        )
    ])  # fmt: skip


def confirmed_within_a_year(house: House, plan: int) -> bool:
    contacts = [each for each in house.of(FollowUp) if each.plan_id == plan and each.state == "reached"]
    return any(each.months in (1, 3, 6, 12) and each.reexploited == "confirmed" for each in contacts)


# --- cases


def complaints(house: House) -> list[Row]:
    return [
        each for each in house.of(legal.LegalCase)
        if each.track == "criminal" and each.part in ("filed", "joined") and each.numbered and each.filed_on
    ]  # fmt: skip


def acts(house: House, case: Row) -> list[Row]:
    done = [each for each in house.of(legal.LegalAct) if each.case_id == case.id and each.state == "done"]
    return sorted(done, key=lambda each: (each.on_day, each.id))


def criminal(house: House) -> list[Row]:
    return [each for each in house.of(legal.LegalCase) if each.track == "criminal"]


def cases_open(house: House) -> Told:
    found: Count = Counter()
    for case in criminal(house):
        if house.stock(case.filed_on, case.closed_on):
            stages = [each.stage for each in acts(house, case) if each.on_day <= house.last and each.stage]
            found[max(stages, default="S1")] += 1
    return "LEGAL_STAGE", found


def final_decisions(house: House) -> Told:
    names = {"conviction_trafficking": "CONV_TRAFF", "acquittal": "ACQUITTAL", "closed": "CLOSED"}
    found: Count = Counter()
    for case in criminal(house):
        for each in acts(house, case):
            if house.flow(each.on_day) and each.kind == "closing":
                found["CLOSED"] += 1
            elif house.flow(each.on_day) and each.kind == "final_decision" and each.result in names:
                found[names[each.result]] += 1
    return "RESULT", found


def charged(house: House) -> Told:
    found: Count = Counter()
    for case in criminal(house):
        charges = [each for each in acts(house, case) if each.kind == "charge"]
        if charges and case.filed_on and house.flow(charges[0].on_day):
            days = (charges[0].on_day - case.filed_on).days
            tops = ((183, "M0T5"), (365, "M6T11"), (730, "M12T23"), (1095, "M24T35"))
            found[next((code for top, code in tops if days < top), "M_GE36")] += 1
    return "DELAY", found


def statements(house: House) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for each in house.of(legal.LegalStatement):
        if house.flow(each.on_day):
            found.setdefault(each.resident_id, []).append(each)
    return found


def once_only(house: House, statement: Row) -> bool:
    """It says so, and no other one of hers in the case says otherwise by the end of the period."""
    of_hers = [
        each for each in house.of(legal.LegalStatement)
        if (each.resident_id, each.case_id) == (statement.resident_id, statement.case_id)
    ]  # fmt: skip
    return bool(statement.once_only) and len([each for each in of_hers if each.on_day <= house.last]) == 1


def heard_protected(house: House) -> Told:
    return len([
        rows for rows in statements(house).values()
        if all(each.lawyer and once_only(house, each) and each.modality != "open" for each in rows)
    ])  # fmt: skip


def reparation(house: House, *, paid: bool) -> Told:
    return len({
        each.resident_id for each in house.of(legal.LegalReparation)
        if house.cohort(each.ordered_on, 730)
        and (not paid or (each.delivered and within(each.ordered_on, each.delivered_on, 730)))
    })  # fmt: skip


# --- teaching and causes


def persons(house: House) -> list[tuple[Row, Row]]:
    trainings = {each.id: each for each in house.of(education.Training)}
    return [
        (each, trainings[each.training_id])
        for each in house.of(education.TrainingPerson)
        if each.training_id in trainings
    ]


def publics(rows: list[Row]) -> Told:
    return "PUBLIC", Counter(each.public for each in rows)


def officials_trained(house: House) -> Told:
    newest: dict[Any, Row] = {}
    rows = [each for each, _t in persons(house) if each.official and each.completed and house.flow(each.completed_on)]
    for each in sorted(rows, key=lambda each: (each.completed_on, each.id)):
        newest[each.fingerprint or each.id] = each
    counted_ = list(newest.values())
    return {"PUBLIC": Counter(each.public for each in counted_), "SEX": Counter(each.sex for each in counted_)}


def citizens_attending(house: House) -> Told:
    sessions = {each.id for each in house.of(education.TrainingSession) if house.flow(each.on_day)}
    known = {each.id: each for each in house.of(education.TrainingPerson)}
    found: Count = Counter()
    for each in house.of(education.TrainingAttendance):
        who = known.get(each.person_id)
        if each.session_id in sessions and who and not who.official and who.public in ("EDU", "PRIVATE", "COMMUNITY"):
            found[who.public] += 1
    for each in house.of(education.TrainingCount):
        if each.session_id in sessions and each.public in ("EDU", "PRIVATE", "COMMUNITY"):
            found[each.public] += each.number
    return "PUBLIC", found


def with_tests(house: House) -> list[tuple[Row, Row]]:
    marked = [(who, course) for who, course in persons(house) if course.pass_mark is not None]
    rows = [(who, course) for who, course in marked if house.flow(course.until_on)]
    return [(who, course) for who, course in rows if None not in (who.pre_score, who.post_score)]


def passed(house: House) -> Told:
    return publics([
        who for who, course in with_tests(house)
        if who.post_score >= course.pass_mark and who.post_score > who.pre_score
    ])  # fmt: skip


def asked(house: House) -> list[tuple[Row, Row]]:
    known = {who.id: who for who, _course in persons(house)}
    return [
        (known[each.person_id], each) for each in house.of(education.TrainingCheck)
        if each.person_id in known and each.months == 6 and house.cohort(each.due_on, 30)
    ]  # fmt: skip


def applying(house: House) -> Told:
    return publics([
        who for who, each in asked(house)
        if each.state == "answered" and each.example_on and each.confirmed_by and each.answered_on
        and abs((each.answered_on - each.due_on).days) <= 30
    ])  # fmt: skip


def referrals(house: House) -> list[Row]:
    return [each for each in house.of(Referral) if each.direction == "in" and house.flow(each.requested_on)]


def referrals_from_trained(house: House) -> Told:
    found = []
    for each in referrals(house):
        trained = [
            who for who, course in persons(house)
            if (who.partner_id or course.partner_id) == each.partner_id and who.completed
            and within(who.completed_on, each.requested_on, 365)
        ]  # fmt: skip
        if trained and each.state != "undone":
            found.append(max(trained, key=lambda who: (who.completed_on, who.id)))
    return publics(found)


def stage_on(house: House, cause: Row, day: date) -> Row | None:
    steps = [each for each in house.of(PolicyStep) if each.instrument_id == cause.id and each.on_day <= day]
    return max(steps, key=lambda each: (each.on_day, each.id), default=None)


def causes(house: House, day: date) -> list[tuple[Row, Row]]:
    rows = [each for each in house.of(PolicyInstrument) if house.stock(each.opened_on, each.closed_on, day)]
    staged = [(each, stage_on(house, each, day)) for each in rows]
    return [(each, step) for each, step in staged if step is not None and step.to_stage != "dropped"]


def forward(house: House) -> Told:
    found = 0
    for cause, then in causes(house, house.first - timedelta(days=1)):
        now = stage_on(house, cause, house.last)
        found += now is not None and now.to_stage != "dropped" and now.position > then.position
    return found


def adopted_with_us(house: House) -> Told:
    return len([
        cause for cause in house.of(PolicyInstrument)
        if any(
            step.instrument_id == cause.id and step.to_stage == "adopted" and step.contribution and step.evidence
            and house.flow(step.on_day)
            for step in house.of(PolicyStep)
        )
    ])  # fmt: skip


def adopted(house: House) -> list[Row]:
    return [each for each in house.of(PolicyInstrument) if house.cohort(each.adopted_on, 730)]


# --- the street, the staff, the accounts


def visits(house: House, *, signs: bool) -> Told:
    return len({
        each.site_id for each in house.of(OutreachVisit)
        if each.complete and house.flow(each.on_day) and (each.exploitation_signs or not signs)
    })  # fmt: skip


def children(house: House) -> list[Row]:
    return [each for each in house.of(OutreachContact) if each.age_band not in ("Y18T20", "Y_GE21")]


def children_where_signs(house: House) -> Told:
    with_signs = {each.id for each in house.of(OutreachVisit) if each.exploitation_signs}
    rows = [each for each in children(house) if each.visit_id in with_signs and house.flow(each.on_day)]
    newest = {each.person_id: each for each in sorted(rows, key=lambda each: (each.on_day, each.id))}
    return {
        "AGE": Counter(each.age_band for each in newest.values()), "SEX": Counter(each.sex for each in newest.values()),
    }  # fmt: skip


def positive(house: House, *, fast: bool) -> Told:
    found: Count = Counter()
    for each in children(house):
        if each.screen == "positive" and each.screened_at and house.flow(house.local(each.screened_at)):
            soon = each.referred_at and each.referred_at - each.screened_at <= timedelta(hours=72)
            found[each.age_band] += bool(soon) if fast else 1
    return "AGE", found


def referred(house: House, *, served: bool) -> Told:
    found: Count = Counter()
    for each in children(house):
        day = house.local(each.referred_at) if each.referred_at else None
        if day and house.cohort(day, 30):
            found[each.age_band] += within(day, each.service_on, 30) if served else 1
    return "AGE", found


def eligible(house: House) -> Told:
    return len([
        each for each in referrals(house)
        if each.declined_for == "no_place" or each.state in ("accepted", "served")
        or (each.state == "closed" and not each.declined_for and each.answered_on)
    ])  # fmt: skip


def cases_held(house: House) -> Told:
    in_charge = {
        each.resident_id for each in house.of(CaseMember) if each.owner and house.stock(each.from_on, each.until_on)
    }
    after = [
        each for each in house.of(AftercarePlan)
        if each.worker_name and each.state != "declined" and house.stock(each.opened_on, each.closed_on)
    ]  # fmt: skip
    return len([each for each in house.inside() if each.resident_id in in_charge]) + len(after)


def posts(house: House) -> list[Row]:
    return [each for each in house.of(StaffPost) if house.stock(each.from_on, each.until_on)]


def staff(house: House) -> list[Row]:
    rows = [each for each in posts(house) if each.with_children]
    return list({each.user_id: each for each in sorted(rows, key=lambda each: (each.from_on, each.id))}.values())


def staff_ready(house: House) -> Told:
    checked = {
        each.user_id for each in house.of(StaffClearance)
        if not each.withdrawn and each.valid_from <= house.last <= each.valid_until
    }  # fmt: skip
    return len([
        each for each in staff(house)
        if each.qualified and each.safeguarding_on and 0 <= (house.last - each.safeguarding_on).days <= 730
        and each.user_id in checked
    ])  # fmt: skip


def figures_verified(house: House) -> Told:
    shown = {
        each.indicator for each in house.of(FigureEvidence)
        if each.period == str(house.made.period) and each.level >= "E3"
    }  # fmt: skip
    return len({code for code, level in house.due.items() if level >= "E3"} | (shown & house.due.keys()))


INSIDE: Mapping[str, Callable[[House], Told]] = {
    "admitted_a_month_ago": lambda house: ages(admitted_since(house, 30)),
    "admitted_a_week_ago": lambda house: len(admitted_since(house, 7, babies=True)),
    "plans_in_time": plans_in_time,
    "residents_over_90_days": lambda house: len(long_there(house)),
    "plans_reviewed": plans_reviewed,
    "services_planned": services_planned,
    "services_received": services_received,
    "of_school_age": lambda house: ages(pupils(house)),
    "attending_school": attending_school,
    "with_safe_family": lambda house: len([one for one in house.at_end() if safe_links(house, one.resident_id)]),
    "in_contact_with_family": in_contact_with_family,
    "examined_in_time": examined_in_time,
    "residents_90_days": lambda house: len(ninety_days(house)),
    "module_completed": module_completed,
    "treatments_due": lambda house: len(treatments(house)),
    "treatments_met": lambda house: len([each for each in treatments(house) if each.result == "goals_met"]),
    "pregnancies_ended": lambda house: len(pregnancies(house)),
    "pregnancies_attended": pregnancies_attended,
    "motherhood": motherhood,
    "serious_incidents": serious_incidents,
    "measured_at_intake": measured_at_intake,
    "measured_half_a_year_ago": lambda house: len(half_a_year_ago(house)),
    "paired_at_six_months": paired_at_six_months,
    "trauma_measured": lambda house: at_intake(house, above=False),
    "above_threshold": lambda house: at_intake(house, above=True),
    "above_threshold_paired": lambda house: stays_in(pairs(house, of_trauma(house), above=True)),
    "improved": lambda house: stays_in([
        each for each in pairs(house, of_trauma(house), above=True) if -worse(*each[1:]) > RELIABLE[each[1]]
    ]),
    "wellbeing_change": lambda house: sum(each[3] - each[2] for each in pairs(house, "WHO5")),
    "with_any_pair": lambda house: stays_in(pairs(house, *RELIABLE)),
    "deteriorated": lambda house: stays_in([
        each for each in pairs(house, *RELIABLE) if worse(*each[1:]) > RELIABLE[each[1]]
    ]),
    "wellbeing_paired_after_exit": lambda house: stays_in(pairs(house, "WHO5", points=("exit", "after12"))),
    "wellbeing_kept": lambda house: stays_in([
        each for each in pairs(house, "WHO5", points=("exit", "after12"))
        if worse(*each[1:]) <= 27 and each[3] > 50
    ]),
    "due_for_follow_up": lambda house: len(leavers_due(house, house.window)),
    "followed_up": lambda house: reached(house, house.window),
    "reached_after_a_year": lambda house: reached(house, 365),
    "exploited_again": lambda house: reached(house, 365, lambda each: confirmed_within_a_year(house, each.plan_id)),
    "occupied_after_a_year": lambda house: reached(
        house, 365, lambda each: each.occupation in ("school", "training", "decent_work")
    ),
}  # fmt: skip
OUTSIDE: Mapping[str, Callable[[House], Told]] = {
    "complaints_filed": lambda house: (
        "CRIME", Counter(each.exploitation for each in complaints(house) if house.flow(each.filed_on))
    ),
    "complaints_a_year_old": lambda house: len([one for one in complaints(house) if house.cohort(one.filed_on, 365)]),
    "complaints_investigated": lambda house: len([
        case for case in complaints(house)
        if house.cohort(case.filed_on, 365)
        and any(
            each.kind == "investigation" and within(case.filed_on, each.on_day, 365) for each in acts(house, case)
        )
    ]),
    "cases_open": cases_open,
    "final_decisions": final_decisions,
    "charged": charged,
    "heard": lambda house: len(statements(house)),
    "heard_protected": heard_protected,
    "reparation_ordered": lambda house: reparation(house, paid=False),
    "reparation_paid": lambda house: reparation(house, paid=True),
    "officials_trained": officials_trained,
    "citizens_attending": citizens_attending,
    "trainees_tested": lambda house: publics([who for who, _course in with_tests(house)]),
    "trainees_passed": passed,
    "trainees_due": lambda house: publics([who for who, _each in asked(house)]),
    "trainees_applying": applying,
    "referrals_from_trained": referrals_from_trained,
    "instruments_at_end": lambda house: (
        "PROGRESS", Counter(step.to_stage.upper() for _cause, step in causes(house, house.last))
    ),
    "instruments_open": lambda house: len(causes(house, house.first - timedelta(days=1))),
    "instruments_forward": forward,
    "instruments_adopted_with_us": adopted_with_us,
    "instruments_adopted": lambda house: len(adopted(house)),
    "instruments_implemented": lambda house: len([
        each for each in adopted(house) if within(each.adopted_on, each.implemented_on, 730)
    ]),
    "sites_visited": lambda house: visits(house, signs=False),
    "sites_with_signs": lambda house: visits(house, signs=True),
    "children_where_signs": children_where_signs,
    "children_positive": lambda house: positive(house, fast=False),
    "children_referred_fast": lambda house: positive(house, fast=True),
    "children_referred": lambda house: referred(house, served=False),
    "children_served": lambda house: referred(house, served=True),
    "eligible_referrals": eligible,
    "turned_away": lambda house: len([each for each in referrals(house) if each.declined_for == "no_place"]),
    "cases_held": cases_held,
    "worker_hundredths": lambda house: sum(each.fte_percent for each in posts(house) if each.role == "social_worker"),
    "staff_with_children": lambda house: len(staff(house)),
    "staff_ready": staff_ready,
    "fields_expected": lambda house: 5 * len(house.inside()),
    "figures_sent": lambda house: len(house.due),
    "figures_verified": figures_verified,
}  # fmt: skip
#: What the house counts of itself is held against worlds of stays.
ELSEWHERE = {"licensed_places", "place_days", "referrals_made", "referrals_accepted", "fields_filled"}


def by_list(expected: Told) -> dict[str, Count]:
    """Give what an oracle tells by each list; nothing where it tells how many and no more."""
    if isinstance(expected, dict):
        return expected
    return {} if isinstance(expected, int) else dict([expected])


def told(name: str, expected: Told) -> Iterator[tuple[Asked, int]]:
    """Say what has to be counted, of all or under each entry, for what the oracle tells."""
    if isinstance(expected, int):
        yield Asked(name), expected
    for column, under in by_list(expected).items():
        codes = catalogues.current().codelists[column]
        assert under.keys() <= set(codes), name
        yield from ((Asked(name, 0, column, code), under[code]) for code in codes)
