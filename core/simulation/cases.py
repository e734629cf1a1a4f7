"""Legal cases with their acts, from the complaint on, most of which stand still; and incidents."""

from core.legal.case_terms import ACTS
from core.simulation.days import HOUR
from core.simulation.dice import at, pool
from core.simulation.scene import Scene
from core.simulation.stays import Stay

#: The way of a complaint: kind of act, how often it is reached from the one before, and days until it is.
_WAY = (("investigation", 0.42, 150), ("charge", 0.5, 260), ("trial", 0.6, 240), ("decision", 0.8, 120),
        ("final_decision", 0.8, 90), ("reparation", 0.45, 40))  # fmt: skip
_RESULTS = pool({"conviction_trafficking": 48, "conviction_other": 27, "acquittal": 25})
_TRACKS = pool({"criminal": 88, "protection": 7, "family": 5})
_EXPLOITATION = pool({"SEX_EXPL": 62, "FORCED_LABOUR": 17, "BEGGING": 6, "MARRIAGE": 4, "CRIMINAL": 5, "OTHER": 6})
_MODALITIES = pool({"chamber": 55, "video": 20, "psychologist": 15, "open": 10})
_KINDS = pool({"accident": 30, "violence": 22, "health": 18, "self_harm": 14, "threat": 8, "abuse": 5, "other": 3})
_INVESTIGATED = "Sin asignar"


def write_case(scene: Scene, stay: Stay) -> None:
    """Write a case for about one in three who come for the first time."""
    dice, days, lawyer = scene.more.random, scene.days, stay.team.get("lawyer")
    filed = stay.day + 5 + int(dice() * 40)
    if stay.mother is not None or lawyer is None or dice() > 0.34 or filed >= days.today or stay.previous is not None:
        return
    key, tables, iso = scene.tables.new["legal_case"](), scene.tables, scene.days.iso
    track = at(_TRACKS, dice())
    acts = _acts(scene, filed) if track == "criminal" else [("complaint", filed, "")]
    reached = max((ACTS[kind][1] for kind, _day, _result in acts), default="S1")
    last, closed = max(day for _kind, day, _result in acts), acts[-1][0] == "closing"
    authority = at(scene.rules.authorities, dice()) if scene.rules.authorities else (None, _INVESTIGATED)
    number = f"EJ-{days.date_of(filed).year}-{key:05}"
    stage_on = next(iso[day] for kind, day, _result in acts if ACTS[kind][1] == reached)
    written, branch = days.starts[filed] + 11 * HOUR, scene.ground.id
    tables.rows["legal_case"].append((
        key, branch, track, "filed" if dice() < 0.8 else "joined", *authority,
        scene.seals["legal_case", "file_number"](key, number), 1, iso[filed], at(_EXPLOITATION, dice()), reached,
        stage_on, iso[last], iso[last] if closed else None, "closed" if closed else "open", lawyer.id, lawyer.name,
        lawyer.id, lawyer.name, written, "",
    ))  # fmt: skip
    tables.rows["legal_case_person"].append((tables.new["legal_case_person"](), branch, key, stay.person.id, "victim"))
    new = tables.new["legal_act"]
    tables.rows["legal_act"] += [
        (new(), branch, key, kind, ACTS[kind][1], iso[day], None, "done", result, int(ACTS[kind][2]), "", None,
         None, None, "", lawyer.id, lawyer.name, days.starts[day] + 12 * HOUR, "")
        for kind, day, result in acts
    ]  # fmt: skip
    if stay.exit is None and not closed and dice() < 0.5:
        _plan_hearing(scene, key, stay)
    _write_rest(scene, stay, key, acts)


def _acts(scene: Scene, filed: int) -> list[tuple[str, int, str]]:
    dice, day = scene.more.random, filed
    acts = [("complaint", filed, "")]
    for kind, often, wait in _WAY:
        day += int(wait * (0.4 + 1.4 * dice()))
        if dice() > often or day >= scene.days.today:
            break
        decided = at(_RESULTS, dice()) if kind in ("decision", "final_decision") else ""
        if kind == "reparation" and not acts[-1][2].startswith("conviction"):
            break
        acts.append((kind, day, decided))
    else:
        return acts
    if len(acts) <= 2 and dice() < 0.15 and day + 200 < scene.days.today:
        acts.append(("closing", day + 200, "closed"))
    return acts


def _plan_hearing(scene: Scene, case: int, stay: Stay) -> None:
    days, lawyer, tables = scene.days, stay.team["lawyer"], scene.tables
    day = days.today + 3 + int(scene.more.random() * 25)
    start, along = days.starts[day], stay.team.get("psychologist", stay.owner)
    tables.rows["legal_act"].append((
        tables.new["legal_act"](), scene.ground.id, case, "hearing", "", days.iso[day], start + 9 * HOUR, "planned",
        "", 1, "chamber", start + 8 * HOUR, start + 12 * HOUR, along.id, along.name, lawyer.id, lawyer.name,
        days.now - HOUR, "",
    ))  # fmt: skip


def _write_rest(scene: Scene, stay: Stay, case: int, acts: list[tuple[str, int, str]]) -> None:
    dice, days, lawyer, tables = scene.more.random, scene.days, stay.team["lawyer"], scene.tables
    branch, person = scene.ground.id, stay.person.id
    for kind, day, _result in acts:
        if kind == "investigation" and dice() < 0.7:
            tables.rows["legal_statement"].append((
                tables.new["legal_statement"](), branch, case, person, days.iso[day], int(dice() < 0.9),
                at(_MODALITIES, dice()), int(dice() < 0.8), lawyer.id, lawyer.name, days.starts[day] + 13 * HOUR, "",
            ))  # fmt: skip
        if kind == "reparation":
            paid = day + 60 + int(dice() * 500)
            how = ("whole" if dice() < 0.4 else "part") if paid < days.today and dice() < 0.4 else ""
            tables.rows["legal_reparation"].append((
                tables.new["legal_reparation"](), branch, case, person, days.iso[day], how,
                days.iso[paid] if how else None, lawyer.id, lawyer.name, days.starts[day] + 13 * HOUR, "",
            ))  # fmt: skip


def write_incident(scene: Scene, stay: Stay, length: int) -> None:
    """Write an incident for a few; most are slight, a serious one is told and reviewed."""
    dice, days, tables = scene.more.random, scene.days, scene.tables
    if length < 2 or dice() > 0.05 + length / 3000:
        return
    key, day, writer = tables.new["incident"](), stay.day + int(dice() * length), stay.team.get("educator", stay.owner)
    level = 1 if dice() < 0.12 else 2 if dice() < 0.35 else 3
    at_hour = min(max(days.starts[day] + int(24 * dice()) * HOUR, stay.start), days.now - HOUR)
    closed, director = level == 3 or day < days.today - 12, stay.team.get("director", writer)
    harm, branch = int(dice() < 0.6), scene.ground.id
    kind, reviewed = at(_KINDS, dice()), days.iso[min(day + 8, days.today)]
    tables.rows["incident"].append((
        key, branch, kind, level, harm, int(harm and level == 1), at_hour, days.iso[days.of(at_hour)], "INC", "[]",
        "closed" if closed else "notified", reviewed if closed else None, director.name if closed else "",
        scene.seals["incident", "facts"](key, scene.phrase("incident_facts")),
        scene.seals["incident", "lessons"](key, scene.phrase("lessons")) if closed else None, writer.id, writer.name,
        at_hour + HOUR, "",
    ))  # fmt: skip
    tables.rows["incident_person"].append((tables.new["incident_person"](), branch, key, stay.person.id, "harmed"))
    if level < 3:
        tables.rows["incident_notice"].append((
            tables.new["incident_notice"](), branch, key, "director", at_hour + 2 * HOUR, at_hour + HOUR, writer.name,
            "",
        ))  # fmt: skip
