"""What is done for somebody during a stay: plan, services, school, measures, family, and what health alone knows."""

from collections.abc import Sequence

from core.simulation.accompaniment import write_aftercare
from core.simulation.cases import write_case, write_incident
from core.simulation.days import HOUR
from core.simulation.dice import at, pool
from core.simulation.ground import Member
from core.simulation.scene import Scene
from core.simulation.scores import who, write_score
from core.simulation.stays import Stay

#: What plans ask for, and who gives it.
_GIVERS = {
    "PSYCH": "psychologist", "SOCIAL": "social_worker", "EDUC": "educator", "CULTURE": "facilitator",
    "FRONTLINE": "educator", "MEDICAL": "nurse", "SRH": "nurse", "SPIRIT": "facilitator", "LEGAL": "lawyer",
    "ADDICTION": "nurse",
}  # fmt: skip
_ALWAYS = ("PSYCH", "SOCIAL")
_SOMETIMES = (("EDUC", 0.7), ("CULTURE", 0.6), ("MEDICAL", 0.5), ("SRH", 0.5), ("LEGAL", 0.35), ("SPIRIT", 0.2),
              ("ADDICTION", 0.06))  # fmt: skip
_ATTENDANCE = pool({"attended": 86, "missed": 6, "declined": 5, "cancelled": 3})
_MINUTES = (30, 45, 45, 60, 60, 90)
#: Days of stay for each service written, and the most of one stay: what figures need, not every hour of a house.
_EVERY, _MOST = 9, 26
_LEVELS = ("Cuarto primaria", "Sexto primaria", "Primero básico", "Segundo básico")


def write_work(scene: Scene, stay: Stay) -> None:
    """Write what is done for somebody; a baby has her mother's care, and checks of her own."""
    length = stay.end_day - stay.day
    planned = _write_plan(scene, stay)
    _write_services(scene, stay, length, planned)
    if length >= 20:
        _write_school(scene, stay)
        _write_measures(scene, stay)
        _write_family(scene, stay, length)
        _write_health(scene, stay, length)
    write_case(scene, stay)
    write_incident(scene, stay, length)
    if stay.exit is not None:
        write_aftercare(scene, stay)


def _write_plan(scene: Scene, stay: Stay) -> Sequence[str]:
    dice, days, tables = scene.more.random, scene.days, scene.tables
    agreed = stay.day + 8 + int(dice() * (20 if dice() < 0.85 else 45))
    if agreed >= stay.end_day:
        return ()
    disciplines = [*_ALWAYS, *(code for code, often in _SOMETIMES if dice() < often)]
    plan, branch, owner, person = tables.new["care_plan"](), scene.ground.id, stay.owner, stay.person.id
    written = days.starts[agreed] + 10 * HOUR
    reviews = [day for day in range(agreed + 85, stay.end_day, 86) if dice() < 0.85]
    last = reviews[-1] if reviews else agreed
    over = days.iso[stay.end_day] if stay.exit else None
    tables.rows["care_plan"].append((
        plan, branch, person, stay.id, days.iso[agreed], "given" if dice() < 0.93 else "refused",
        "authority" if dice() < 0.6 else "guardian" if dice() < 0.9 else "", days.iso[last], days.iso[last + 90], over,
        scene.seals["care_plan", "wish"](plan, scene.phrase("wish")) if not stay.exit else None, owner.id,
        owner.name, written, "",
    ))  # fmt: skip
    new = tables.new["care_plan_service"]
    tables.rows["care_plan_service"] += [
        (new(), branch, plan, person, code, 1, days.iso[agreed], over, int(code == "SPIRIT")) for code in disciplines
    ]
    review = tables.new["care_plan_review"]
    tables.rows["care_plan_review"] += [
        (review(), branch, plan, person, stay.id, days.iso[day], days.iso[day + 90], owner.id, owner.name,
         days.starts[day] + 11 * HOUR, "")
        for day in reviews
    ]  # fmt: skip
    return disciplines


def _write_services(scene: Scene, stay: Stay, length: int, planned: Sequence[str]) -> None:
    dice, days, branch, person, episode = scene.more.random, scene.days, scene.ground.id, stay.person.id, stay.id
    new, rows, iso, starts = scene.tables.new["service"], scene.tables.rows["service"], days.iso, days.starts
    chosen = planned or _ALWAYS
    givers = [(code, who(scene, stay, _GIVERS[code])) for code in chosen]
    nurse, number = who(scene, stay, "nurse"), min(_MOST, 1 + length // _EVERY)
    if dice() < 0.93 and length > 0:
        day = stay.day + int(dice() * min(9, length))
        state = "attended" if dice() < 0.95 else "declined"
        rows.append((new(), branch, person, episode, "MEDICAL", "exam", "individual", iso[day], 40, nurse.id,
                     nurse.name, nurse.role, state, 0, nurse.id, nurse.name, starts[day] + 9 * HOUR, ""))  # fmt: skip
    step, asked, kinds = length / number if number else 0, int(bool(planned)), len(givers)
    for place in range(number):
        day = stay.day + int(step * (place + dice()))
        code, giver = givers[place % kinds]
        rows.append((
            new(), branch, person, episode, code, "session", "group" if code in _GROUPS else "individual", iso[day],
            _MINUTES[place % 6], giver.id, giver.name, giver.role, _ATTENDANCE[int(dice() * 1000) % len(_ATTENDANCE)],
            asked, giver.id, giver.name, starts[day] + 15 * HOUR, "",
        ))  # fmt: skip


_GROUPS = frozenset({"CULTURE", "SRH", "EDUC", "SPIRIT"})


def _write_school(scene: Scene, stay: Stay) -> None:
    dice, days, tables, branch = scene.more.random, scene.days, scene.tables, scene.ground.id
    if stay.mother is not None or dice() > 0.8:
        return
    key, first, owner = tables.new["schooling"](), stay.day + 10 + int(dice() * 20), stay.owner
    if first >= stay.end_day:
        return
    kind = "school" if dice() < 0.65 else "accelerated" if dice() < 0.6 else "vocational"
    tables.rows["schooling"].append((
        key, branch, stay.person.id, stay.id, kind, at(_LEVELS, dice()), int(dice() < 0.7), int(kind != "vocational"),
        days.iso[first], days.iso[stay.end_day] if stay.exit else None, "moved" if stay.exit else "", owner.id,
        owner.name, days.starts[first] + 9 * HOUR, "",
    ))  # fmt: skip
    new, diligent = tables.new["school_month"], 0.7 + 0.3 * dice()
    months = {days.iso[day][:7] for day in range(first, min(stay.end_day, days.today) + 1, 28)}
    tables.rows["school_month"] += [
        (new(), branch, key, stay.person.id, f"{month}-01", 20, round(20 * min(1, diligent + 0.2 * (dice() - 0.5))), 1)
        for month in sorted(months)
    ]


#: Instrument, whether higher is better, mean and spread at intake, and mean change by month 6.
_MEASURED = (("WHO5", 40, 18, 14), ("CRIES8", 23, 8, -6), ("PHQ9", 12, 5, -3))


def _write_measures(scene: Scene, stay: Stay) -> None:
    """Write scores at intake, at six months and at exit: better for most, worse for some, missing for others."""
    if stay.mother is not None:
        return
    dice, gauss = scene.more.random, scene.more.gauss
    points = [("intake", stay.day + 7 + int(dice() * 23), 0.0), ("month6", stay.day + 153 + int(dice() * 58), 1.0)]
    if stay.exit is not None and stay.exit.planned:
        points.append(("exit", stay.end_day, 1.1))
    for instrument, mean, spread, change in _MEASURED:
        if instrument == "PHQ9" and dice() < 0.5:
            continue
        first = gauss(mean, spread)
        for point, day, share in points:
            if day > stay.end_day:
                continue
            chance = dice()
            if chance < 0.72:
                write_score(scene, stay, instrument, point, day, round(first + share * gauss(change, spread * 0.7)))
            elif chance < 0.78 and point == "intake":
                write_score(scene, stay, instrument, point, day, None, "clinical" if chance < 0.75 else "declined")


def _write_family(scene: Scene, stay: Stay, length: int) -> None:
    link, owner, days, dice = stay.person.safe_link, stay.owner, scene.days, scene.more.random
    if not link:
        return
    new, rows = scene.tables.new["family_contact"], scene.tables.rows["family_contact"]
    for start in range(20, length, 30):
        if dice() < 0.7:
            day = stay.day + min(length, start + int(dice() * 25))
            rows.append((new(), scene.ground.id, stay.person.id, link, days.iso[day],
                         "visit" if dice() < 0.5 else "call", 1, owner.id, owner.name,
                         days.starts[day] + 16 * HOUR, ""))  # fmt: skip


def _write_health(scene: Scene, stay: Stay, length: int) -> None:
    dice, days, tables = scene.more.random, scene.days, scene.tables
    if stay.mother is not None:
        return
    nurse, branch, person, iso = who(scene, stay, "nurse"), scene.ground.id, stay.person.id, days.iso
    if length >= 60 and dice() < 0.7:
        began = stay.day + 25 + int(dice() * 20)
        ended = began + 30 + int(dice() * 40)
        done = iso[ended] if ended <= stay.end_day else None
        completed, left = (done, None) if dice() < 0.85 else (None, done)
        tables.rows["education_module"].append((
            tables.new["education_module"](), branch, person, stay.id, "srh_hiv", iso[began], completed, left, nurse.id,
            nurse.name, days.starts[began] + 10 * HOUR, "",
        ))  # fmt: skip
    if dice() < 0.07:
        began = stay.day + 15
        due = began + 120
        ended_on = min(due + int(dice() * 20), stay.end_day)
        over = ended_on < days.today and (stay.exit is not None or due < days.today)
        result = ("goals_met" if dice() < 0.55 else "partly" if dice() < 0.6 else "stopped") if over else ""
        tables.rows["treatment_plan"].append((
            tables.new["treatment_plan"](), branch, person, stay.id, iso[began], iso[due],
            iso[ended_on] if over else None, result, nurse.id, nurse.name, days.starts[began] + 10 * HOUR, "",
        ))  # fmt: skip
    if stay.person.sex == "F" and length >= 60 and dice() < 0.05:
        _write_pregnancy(scene, stay, nurse)


def _write_pregnancy(scene: Scene, stay: Stay, nurse: Member) -> None:
    dice, days, tables = scene.more.random, scene.days, scene.tables
    noted = stay.day + 3
    ends = noted + 60 + int(dice() * 120)
    key, ended = tables.new["pregnancy"](), days.iso[ends] if ends <= stay.end_day else None
    outcome = scene.seals["pregnancy", "outcome"](key, "Parto sin complicaciones") if ended else None
    began = days.iso[stay.day - 80] if stay.day >= 80 else None
    tables.rows["pregnancy"].append((
        key, scene.ground.id, stay.person.id, stay.id, days.iso[noted], began, ended, outcome, nurse.id, nurse.name,
        days.starts[noted] + 10 * HOUR, "",
    ))  # fmt: skip
    tables.rows["service"] += [
        (tables.new["service"](), scene.ground.id, stay.person.id, stay.id, "MEDICAL", "antenatal", "individual",
         days.iso[day], 30, nurse.id, nurse.name, nurse.role, "attended", 0, nurse.id, nurse.name,
         days.starts[day] + 9 * HOUR, "")
        for day in range(noted + 5, min(ends, stay.end_day), 28)
    ]  # fmt: skip
