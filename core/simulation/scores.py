"""Assessments of somebody, during a stay or after it."""

from core.care.instruments import all_instruments
from core.simulation.days import HOUR
from core.simulation.ground import Member
from core.simulation.scene import Scene
from core.simulation.stays import Stay


def who(scene: Scene, stay: Stay, role: str) -> Member:
    """Give who works with her in a role, or whoever does in the house."""
    found = stay.team.get(role)
    if found is None:
        members = scene.staff.get(role)
        return members[0] if members else stay.owner
    return found


def write_score(
    scene: Scene, stay: Stay, instrument: str, point: str, day: int, value: int | None, reason: str = ""
) -> None:
    """Write one assessment, its score on the instrument's scale; nobody asks whom the instrument is not for."""
    known, psychologist = all_instruments()[instrument], who(scene, stay, "psychologist")
    age = stay.person.age_on(scene.days.date_of(day))
    if known.too_young(age) or known.too_old(age):
        return
    score = raw = above = None
    if value is not None:
        lowest, highest = known.score
        raw = min(max(value, lowest), highest) // known.factor
        score = raw * known.factor
        above = int(known.cutoff.is_reached(score)) if known.cutoff else None
    scene.tables.rows["assessment"].append((
        scene.tables.new["assessment"](), scene.ground.id, stay.person.id, stay.id, instrument, known.version, point,
        scene.days.iso[day], "not_done" if reason else "scored", score, raw if known.raw else None, 0, above, reason,
        stay.person.languages[0], psychologist.id, psychologist.name, scene.days.starts[day] + 14 * HOUR, "",
    ))  # fmt: skip
