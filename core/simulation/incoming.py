"""What comes to a house from outside and from within: somebody asks for a place, somebody worries about the staff."""

from core.care.incident_terms import AUDIENCE, CONCERN, SEAL
from core.partners.referral_terms import IN
from core.simulation.days import HOUR
from core.simulation.dice import at, pool
from core.simulation.rules import as_json
from core.simulation.scene import Scene, someone

#: Days between two requests for a place, and between two concerns about the staff.
_REQUEST, _CONCERN = 24, 420
_ANSWERS = pool({"accepted": 78, "no_place": 14, "not_our_rules": 6, "other": 2})
_SHELTER = "R6"


def write_incoming(scene: Scene) -> None:
    """Write requests for a place and concerns over all of a house's days."""
    for day in range(15, scene.days.today - 4, _REQUEST):
        _write_request(scene, day + int(scene.more.random() * (_REQUEST - 8)))
    for day in range(200, scene.days.today - 20, _CONCERN):
        _write_concern(scene, day)


def _write_request(scene: Scene, day: int) -> None:
    dice, days = scene.more.random, scene.days
    key, worker = scene.tables.new["referral"](), someone(scene, "social_worker", "director")
    start = days.starts[min(day, days.today - 4)] + 10 * HOUR
    said, answered = at(_ANSWERS, dice()), min(day + 1 + int(dice() * 3), days.today)
    taken = said == "accepted"
    closed = min(answered + 3, days.today)
    scene.tables.rows["referral"].append((
        key, scene.ground.id, None, at(scene.rules.services, dice()), IN, _SHELTER,
        scene.seals["referral", "reason"](key, scene.phrase("request_reason")), "{}", None, "",
        "closed" if taken else "declined", "" if taken else said, days.iso[days.of(start)], None, days.iso[answered],
        days.iso[closed] if taken else None, days.iso[closed] if taken else None,
        scene.seals["referral", "outcome"](key, scene.phrase("request_outcome")) if taken else None,
        worker.id, worker.name, start, 1,
    ))  # fmt: skip


def _write_concern(scene: Scene, day: int) -> None:
    """Write a concern about the staff that was looked into; it names nobody, and only its audience learns of it."""
    dice, days = scene.more.random, scene.days
    key = scene.tables.new["incident"]()
    writer = someone(scene, "facilitator", "educator")
    audience = tuple(each for each in AUDIENCE if each in scene.staff)
    if not audience:
        return
    reader, at_hour = scene.staff[audience[0]][0], days.starts[day + int(dice() * 15)] + 16 * HOUR
    scene.tables.rows["incident"].append((
        key, scene.ground.id, CONCERN, 2, 1, 0, at_hour, days.iso[days.of(at_hour)], SEAL, as_json(sorted(audience)),
        "closed", days.iso[days.of(at_hour) + 9], reader.name,
        scene.seals["incident", "facts"](key, scene.phrase("concern_facts")),
        scene.seals["incident", "lessons"](key, scene.phrase("lessons")), writer.id, writer.name, at_hour + HOUR, "",
    ))  # fmt: skip
