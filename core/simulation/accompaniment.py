"""What follows a stay: an after-care plan, and each follow-up as it was made, missed or is still due."""

from datetime import date

from core.aftercare.terms import AROUND, AT_RISK, DOMAINS, SCHEDULE
from core.residents.ages import add_months
from core.simulation.days import HOUR
from core.simulation.dice import at, pool
from core.simulation.rules import as_json
from core.simulation.scene import Scene
from core.simulation.scores import write_score
from core.simulation.stays import Stay

_NOBODY_FOLLOWS = frozenset({"death", "transfer"})
_LOST = pool({"no_answer": 45, "moved": 25, "unknown": 22, "unsafe": 8})
_OCCUPATIONS = pool({"school": 52, "training": 12, "decent_work": 16, "other_work": 8, "none": 12})
_MODES = pool({"call": 55, "message": 25, "visit": 12, "office": 8})
_NONE = "{}", 0, 0


def _scores(turn: int) -> tuple[str, int, int]:
    """Give one of many answers about the domains, as it is stored: written once, since writing takes longer."""
    found = {name: 1 + (turn * (place + 3) + place * place + turn // 4) % 4 for place, name in enumerate(DOMAINS)}
    found |= {name: 3 for place, name in enumerate(found) if found[name] == 1 and (turn + place) % 3}
    return as_json(found), len(found), sum(score <= AT_RISK for score in found.values())


_SCORES = tuple(map(_scores, range(97)))


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
    dues = [(months, add_months(left, months)) for months in SCHEDULE]
    last = days.number(dues[-1][1])
    assessed = days.iso[stay.end_day - 1] if ending.planned and dice() < 0.9 else None
    contact = None
    if agrees and last >= days.today:
        contact = _contact(scene, key, scene.phrase("aftercare_contact"))
    elif agrees and last + AROUND >= days.today:  # a contact is still taken for the last follow-up
        contact = _contact(scene, key, scene.words["aftercare_contact"][0])
    likely = 0.92 if ending.planned else 0.55
    states = set()
    for months, on in dues:
        likely -= 0.05
        states.add(_write_follow_up(scene, stay, key, months, on, likely if agrees else -1))
    scene.tables.rows["aftercare_plan"].append((
        key, scene.ground.id, stay.person.id, stay.id, days.iso[stay.end_day],
        "declined" if not agrees else "active" if "due" in states else "completed", worker.id, worker.name,
        assessed, None, contact, worker.id, worker.name, stay.end + HOUR, 1,
    ))  # fmt: skip


def _contact(scene: Scene, key: int, told: str) -> bytes:
    return scene.seals["aftercare_plan", "contact"](key, told)


def _write_follow_up(scene: Scene, stay: Stay, plan: int, months: int, on: date, likely: float) -> str:
    dice, days, worker = scene.more.random, scene.days, stay.owner
    state, due = "declined" if likely < 0 else "due", days.number(on)
    made = min(due - 5 + int(dice() * min(15, SCHEDULE[months] + 6)), days.today)
    if state == "due" and due + 6 < days.today:
        state = "reached" if dice() < likely else "not_reached" if due + SCHEDULE[months] < days.today else "due"
    reached, done = state == "reached", state in ("reached", "not_reached")
    scores, scored, at_risk = _SCORES[int(dice() * len(_SCORES))] if reached else _NONE
    harmed = dice()
    scene.tables.rows["follow_up"].append((
        scene.tables.new["follow_up"](), scene.ground.id, plan, stay.person.id, stay.id, months,
        on.isoformat(), SCHEDULE[months], state,
        days.iso[made] if done else None, int(done) + int(done and dice() < 0.3),
        ("self" if dice() < 0.7 else "informant") if reached else "", at(_MODES, dice()) if done else "",
        at(_LOST, dice()) if state == "not_reached" else "", at(_OCCUPATIONS, dice()) if reached else "",
        ("confirmed" if harmed < 0.03 else "suspected" if harmed < 0.07 else "no") if reached else "",
        int(reached and dice() < 0.03), scores, scored, at_risk, worker.id if done else None,
        worker.name if done else "", (stay.end or 0) + HOUR, 1,
    ))  # fmt: skip
    if reached and months in (6, 12, 24) and dice() < 0.5:
        write_score(scene, stay, "WHO5", f"after{months}", made, round(scene.more.gauss(55, 18)))
    return state
