"""A stay: its episode, what is recorded of it, its bed and its team."""

from dataclasses import dataclass, field

from core.simulation.days import DAY, HOUR
from core.simulation.dice import at
from core.simulation.ground import Member
from core.simulation.person import Person
from core.simulation.scene import Scene
from plugins.contract.stages import EntryKind, ExitKind

_TEAM = ("social_worker", "psychologist", "nurse", "lawyer")


@dataclass(slots=True)
class Stay:
    """One stay of one resident.

    :param end: the instant at which it ended, or None while it goes on; ``end_day`` its local day, or today.
    :param over: the instant up to which anything can have happened.
    :param stage: place of the stage she is in now, since a day; written by the steps.
    :param basis: for a resident of the demonstration, how the stay must stand today.
    """

    id: int
    person: Person
    start: int
    day: int
    end: int | None
    end_day: int
    over: int
    entry: EntryKind
    exit: ExitKind | None
    previous: int | None
    bed: int | None
    team: dict[str, Member]
    baby: "Stay | None" = None
    mother: "Stay | None" = None
    stage: int = 0
    stage_day: int = 0
    wanted_stage: int | None = None
    basis: str = ""
    pending: bool | None = None
    signed: list[str] = field(default_factory=list)

    @property
    def owner(self) -> Member:
        """The social worker whose case it is."""
        return self.team["social_worker"]


def draw_team(scene: Scene) -> dict[str, Member]:
    """Draw who works with somebody: one of each discipline that the house has."""
    return {role: scene.member(role) for role in (*_TEAM, "educator", "director") if role in scene.staff}


def write_stay(scene: Scene, stay: Stay) -> None:
    """Write the episode with its facts, bed and team; its steps have been written before."""
    _write_episode(scene, stay)
    if stay.mother is None:
        _write_facts(scene, stay)
    _write_bed(scene, stay)
    _write_team(scene, stay)
    if stay.exit is not None and stay.exit.canonical == "transfer":
        _write_transfer(scene, stay)


def _write_episode(scene: Scene, stay: Stay) -> None:
    days, seals, key = scene.days, scene.seals, stay.id
    stage = scene.ground.stages[stay.stage]
    until, why = _after_majority(scene, stay)
    ending = stay.exit
    scene.tables.rows["episode"].append((
        key, scene.ground.id, stay.person.id, "residential", "active" if ending is None else "closed",
        stay.entry.code, stay.entry.referrer,
        seals["episode", "brought_by"](key, scene.word("brought_by")) if stay.entry.referrer != "SELF" else None,
        stay.start, days.iso[stay.day], stay.owner.name, stay.person.age_on(days.date_of(stay.day)),
        scene.ground.version_id, stage.id, days.iso[stay.stage_day], stay.previous, stay.end,
        days.iso[stay.end_day] if ending else None, ending.code if ending else None,
        ending.canonical if ending else None, ending.destination if ending else None,
        int(ending.planned) if ending else None, until, why, stay.start, 1,
    ))  # fmt: skip


def _after_majority(scene: Scene, stay: Stay) -> tuple[str | None, bytes | None]:
    adult = stay.person.adult_on
    if adult is None or stay.end_day <= adult or adult < stay.day:
        return None, None
    why = scene.seals["episode", "stay_after_majority_why"](stay.id, scene.word("after_majority"))
    until = min(max(adult + 180, stay.end_day), len(scene.days.iso) - 1)
    return scene.days.iso[until], why


def _write_facts(scene: Scene, stay: Stay) -> None:
    dice, rows, new = scene.dice.random, scene.tables.rows["episode_fact"], scene.tables.new["episode_fact"]
    for listed, often in ((scene.rules.purposes, 0.9), (scene.rules.means, 0.6)):
        if listed is None or dice() > often:
            continue
        code, entries = listed
        chosen = {at(entries, dice())}
        if dice() < 0.25:
            chosen.add(at(entries, dice()))
        rows += [(new(), scene.ground.id, stay.id, code, each, regional) for each, regional in sorted(chosen)]


def _write_bed(scene: Scene, stay: Stay) -> None:
    if stay.bed is None:
        return
    new, branch, person = scene.tables.new["bed_stay"], scene.ground.id, stay.person.id
    rows, start = scene.tables.rows["bed_stay"], stay.start
    if stay.over - start > 25 * DAY and scene.dice.random() < 0.05:
        away = start + int((stay.over - start) * 0.5)
        back = away + (2 + int(scene.dice.random() * 4)) * DAY
        held_until = scene.days.iso[scene.days.of(back)]
        rows.append((new(), branch, stay.bed, person, start, away, "occupied", None, None, 0))
        rows.append((new(), branch, stay.bed, person, away, back, "held", held_until, None, 0))
        start = back
    rows.append((new(), branch, stay.bed, person, start, stay.end, "occupied", None, None, 0))


def _write_team(scene: Scene, stay: Stay) -> None:
    rows, new, iso = scene.tables.rows["case_member"], scene.tables.new["case_member"], scene.days.iso
    until = iso[stay.end_day] if stay.exit else None
    for role in _TEAM:
        if role in stay.team and (role != "nurse" or scene.dice.random() < 0.5):
            member = stay.team[role]
            owner = int(role == "social_worker")
            rows.append((new(), scene.ground.id, stay.person.id, member.id, member.name, role, owner,
                         iso[stay.day], until, stay.start))  # fmt: skip


def _write_transfer(scene: Scene, stay: Stay) -> None:
    if stay.end is None:
        return
    other = f"{scene.rules.country.code.upper()}-99"
    scene.tables.rows["transfer"].append((
        scene.tables.new["transfer"](), scene.ground.id, stay.person.id, stay.id, "out", other, "received", "yes", "",
        "{}", stay.owner.id, stay.owner.name, stay.end - 30 * HOUR, 1,
    ))  # fmt: skip
    transfer, step = scene.tables.rows["transfer"][-1][0], scene.tables.new["transfer_step"]
    for state, when, by in (("proposed", stay.end - 30 * HOUR, stay.owner.name), ("received", stay.end, other)):
        scene.tables.rows["transfer_step"].append((step(), scene.ground.id, transfer, state, when, by, ""))
