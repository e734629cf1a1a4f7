"""What follows a stay: an after-care plan, and each follow-up as it was made, missed or is still due."""

from core.aftercare.terms import AT_RISK, DOMAINS, SCHEDULE
from core.residents.ages import add_months
from core.simulation.days import HOUR
from core.simulation.dice import at, pool
from core.simulation.rules import as_json
from core.simulation.scene import Scene
from core.simulation.stays import Stay

_NOBODY_FOLLOWS = frozenset({"death", "transfer"})
_LOST = pool({"no_answer": 45, "moved": 25, "unknown": 22, "unsafe": 8})
_OCCUPATIONS = pool({"school": 52, "training": 12, "decent_work": 16, "other_work": 8, "none": 12})
_MODES = pool({"call": 55, "message": 25, "visit": 12, "office": 8})
_PLACES = tuple(DOMAINS)


def write_aftercare(scene: Scene, stay: Stay) -> None:
    """Write the plan and its schedule; who left without a plan is often lost, and stays in the count."""
    ending, dice, days = stay.exit, scene.more.random, scene.days
    if ending is None or ending.canonical in _NOBODY_FOLLOWS or stay.mother is not None or stay.end is None:
        return
    if dice() < 0.06:
        return  # nobody has made a plan yet
    agrees = dice() < (0.93 if ending.planned else 0.7)
    worker, key = stay.owner, scene.tables.new["aftercare_plan"]()
    left = days.date_of(stay.end_day)
    dues = {months: days.number(add_months(left, months)) for months in SCHEDULE}
    open_still = any(due >= days.today for due in dues.values())
    scene.tables.rows["aftercare_plan"].append((
        key, scene.ground.id, stay.person.id, stay.id, days.iso[stay.end_day],
        "declined" if not agrees else "active" if open_still else "completed", worker.id, worker.name,
        days.iso[stay.end_day - 1] if ending.planned and dice() < 0.9 else None, None,
        scene.seals["aftercare_plan", "contact"](key, scene.phrase("aftercare_contact")) if agrees else None,
        worker.id, worker.name, stay.end + HOUR, 1,
    ))  # fmt: skip
    likely = 0.92 if ending.planned else 0.55
    for months, due in dues.items():
        likely -= 0.05
        _write_follow_up(scene, stay, key, months, due, likely if agrees else -1)


def _write_follow_up(scene: Scene, stay: Stay, plan: int, months: int, due: int, likely: float) -> None:
    from core.simulation.work import write_score

    dice, days, worker = scene.more.random, scene.days, stay.owner
    state = "declined" if likely < 0 else "due"
    made = min(due - 5 + int(dice() * 15), days.today)
    if state == "due" and due + 6 < days.today:
        state = "reached" if dice() < likely else "not_reached"
    reached, done = state == "reached", state in ("reached", "not_reached")
    scores = {name: 1 + int(dice() * 2 + dice() * 2.2) for name in _PLACES} if reached and months in SCHEDULE else {}
    harmed = dice()
    scene.tables.rows["follow_up"].append((
        scene.tables.new["follow_up"](), scene.ground.id, plan, stay.person.id, stay.id, months,
        add_months(days.date_of(stay.end_day), months).isoformat(), SCHEDULE[months], state,
        days.iso[made] if done else None, int(done) + int(done and dice() < 0.3),
        ("self" if dice() < 0.7 else "informant") if reached else "", at(_MODES, dice()) if done else "",
        at(_LOST, dice()) if state == "not_reached" else "", at(_OCCUPATIONS, dice()) if reached else "",
        ("confirmed" if harmed < 0.03 else "suspected" if harmed < 0.07 else "no") if reached else "",
        int(reached and dice() < 0.03), as_json(scores), len(scores),
        sum(score <= AT_RISK for score in scores.values()), worker.id if done else None, worker.name if done else "",
        (stay.end or 0) + HOUR, 1,
    ))  # fmt: skip
    if reached and months in (6, 12, 24) and dice() < 0.5:
        write_score(scene, stay, "WHO5", f"after{months}", made, round(scene.more.gauss(55, 18)))
