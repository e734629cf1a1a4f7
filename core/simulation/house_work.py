"""What a house does beside those who live in it: posts, trainings, advocacy, the street, complaints."""

from core.advocacy.service import STAGES
from core.outreach.terms import has_signs
from core.residents.ages import add_months
from core.simulation.days import DAY, HOUR
from core.simulation.dice import at, pool
from core.simulation.ground import Member
from core.simulation.incoming import write_incoming
from core.simulation.scene import Scene, someone

_PUBLICS = pool({"POLICE": 16, "PROS": 8, "JUD": 5, "MIGR": 6, "HEALTH": 10, "EDU": 22, "CHILD": 8, "LOCAL": 8,
                 "PRIVATE": 7, "COMMUNITY": 10})  # fmt: skip
_OFFICIAL = frozenset({"POLICE", "PROS", "JUD", "MIGR", "HEALTH", "CHILD", "LOCAL"})
_TOPICS = ("trafficking", "protocol", "rights", "prevention")
_SEXES = ("F", "F", "M")
_KINDS = ("law", "regulation", "budget", "protocol")
_SITES = ("establishment", "establishment", "street", "terminal", "market")
_AGES = pool({"Y9T14": 34, "Y15T17": 48, "Y18T20": 10, "Y0T8": 3, "_U": 5})
_NEEDS = ("talk", "food", "health", "shelter", "danger")
_GIVEN = ("talk", "food", "hygiene", "information")
_ABOUT = ("treatment", "food", "family", "rules")
_ACTIONS = ("meeting", "coalition", "letter", "hearing")
_QUALIFIED, _CHILDREN = 0.9, frozenset({"director", "social_worker", "psychologist", "educator", "nurse", "lawyer",
                                        "facilitator", "nursery_aide", "outreach"})  # fmt: skip
#: Days between trainings, actions, outings and complaints.
_TRAINING, _ACTION, _OUTING, _COMPLAINT = 55, 60, 12, 70


def write_house(scene: Scene) -> None:
    """Write the house's own work over all its days."""
    _write_posts(scene)
    for day in range(20, scene.days.today - 5, _TRAINING):
        _write_training(scene, day)
    _write_policies(scene)
    _write_street(scene)
    for day in range(30, scene.days.today - 3, _COMPLAINT):
        _write_complaint(scene, day)
    write_incoming(scene)


def _write_posts(scene: Scene) -> None:
    dice, days, director = scene.more.random, scene.days, someone(scene, "director")
    new, rows = scene.tables.new["staff_post"], scene.tables.rows["staff_post"]
    for members in scene.staff.values():
        for member in members:
            trained = days.iso[max(0, days.today - int(dice() * 900))]
            rows.append((
                new(), scene.ground.id, member.id, member.name, member.role, 100 if dice() < 0.85 else 50,
                int(member.role in _CHILDREN), int(dice() < _QUALIFIED), trained, days.iso[0], None, director.id,
                director.name, days.starts[0] + 9 * HOUR, "",
            ))  # fmt: skip


def _write_training(scene: Scene, day: int) -> None:
    dice, days, tables, branch = scene.more.random, scene.days, scene.tables, scene.ground.id
    key, officer, public = (
        tables.new["training"](),
        someone(scene, "training_officer", "director"),
        at(_PUBLICS, dice()),
    )
    number, partner = 1 + int(dice() * 4), at(scene.rules.services, dice()) if dice() < 0.6 else None
    held = [day + 7 * place for place in range(number) if day + 7 * place < days.today]
    closed, written = held[-1] + 10 < days.today, days.starts[day] - 5 * DAY
    tables.rows["training"].append((
        key, branch, scene.phrase("training_title"), at(_TOPICS, dice()), int(number > 1), public, partner,
        days.iso[day], days.iso[day + 7 * (number - 1)], number, 70, "closed" if closed else "held", officer.id,
        officer.name, written, 1, "",
    ))  # fmt: skip
    sessions = [tables.new["training_session"]() for _each in held]
    tables.rows["training_session"] += [
        (session, branch, key, days.iso[each], 120, officer.id, officer.name, days.starts[each] + 18 * HOUR, "")
        for session, each in zip(sessions, held, strict=True)
    ]
    tables.rows["training_count"] += [
        (tables.new["training_count"](), branch, session, public, sex, 3 + int(dice() * 15), 1)
        for session in sessions
        for sex in ("F", "M")
        if public not in _OFFICIAL
    ]
    for _each in range(5 + int(dice() * 5)):
        _write_trainee(scene, key, public, partner, sessions, held, number, closed=closed)


def _write_trainee(
    scene: Scene, training: int, public: str, partner: int | None, sessions: list[int], held: list[int], number: int, *,
    closed: bool,
) -> None:  # fmt: skip
    dice, days, tables, branch = scene.more.random, scene.days, scene.tables, scene.ground.id
    key, officer = tables.new["training_person"](), someone(scene, "training_officer", "director")
    name = f"{scene.phrase('staff_given')} {scene.phrase('staff_surname')}"
    came = [place for place in range(len(sessions)) if dice() < 0.9]
    completed = 100 * len(came) >= 80 * number
    finished = days.iso[held[came[-1]]] if completed and came else None
    before = 35 + int(dice() * 30)
    after = min(100, before + int(dice() * 40) - 5) if completed and dice() < 0.8 else None
    tables.rows["training_person"].append((
        key, branch, training, scene.mark("training", f"{scene.ground.code} {name}"),
        scene.seals["training_person", "name"](key, name), public, at(_SEXES, dice()), int(public in _OFFICIAL),
        partner, len(came), int(bool(finished)), finished, before, after, int(dice() < 0.25), officer.id, officer.name,
        days.starts[held[0]] + 8 * HOUR, "",
    ))  # fmt: skip
    tables.rows["training_attendance"] += [(sessions[place], key, branch) for place in came]
    if finished and closed:
        for months in (3, 6):
            _write_check(scene, training, key, held[came[-1]], months)


def _write_check(scene: Scene, training: int, person: int, finished: int, months: int) -> None:
    dice, days = scene.more.random, scene.days
    due = days.number(add_months(days.date_of(finished), months))
    asked = min(due + int(dice() * 15), days.today)
    state = "due" if due >= days.today - 10 else "answered" if dice() < 0.55 else "no_answer"
    answered, applied = state == "answered", dice() < 0.5
    reach = int(dice() * 25) if answered else 0
    scene.tables.rows["training_check"].append((
        scene.tables.new["training_check"](), scene.ground.id, training, person, months, days.iso[due], state,
        days.iso[asked] if state != "due" else None, days.iso[asked - 8] if answered and applied else None,
        ("supervisor" if dice() < 0.5 else "record" if dice() < 0.6 else "") if answered and applied else "",
        int(reach > 0), reach, reach // 3, days.starts[finished] + 20 * HOUR, 1,
    ))  # fmt: skip


def _write_policies(scene: Scene) -> None:
    dice, days, tables, branch = scene.more.random, scene.days, scene.tables, scene.ground.id
    officer, stages, ids = someone(scene, "training_officer", "director"), tuple(STAGES), []
    for place, title in enumerate(scene.words["policy_title"]):
        opened = min(int(dice() * 300), max(0, days.today - 30))
        key, day, steps, stage = tables.new["policy_instrument"](), opened, [(opened, "", "idea")], "idea"
        for following in stages[1:]:
            day += 60 + int(dice() * 260)
            if day >= days.today or dice() < 0.15:
                break
            steps.append((day, stage, following))
            stage = following
        reached = {to: days.iso[when] for when, _before, to in steps}
        ids.append(key)
        partner = at(scene.rules.services, dice())
        tables.rows["policy_instrument"].append((
            key, branch, at(_KINDS, place / 4.01), title, partner, "", days.iso[opened], stage, days.iso[steps[-1][0]],
            reached.get("adopted"), reached.get("regulated"), officer.id, officer.name, days.starts[opened] + 9 * HOUR,
            1, "",
        ))  # fmt: skip
        tables.rows["policy_step"] += [
            (tables.new["policy_step"](), branch, key, before, to, stages.index(to), days.iso[when],
             "publication" if to in ("adopted", "in_force") else "minutes", "Documento de ejemplo",
             int(to == "adopted" and dice() < 0.7), officer.id, officer.name, days.starts[when] + 9 * HOUR, "")
            for when, before, to in steps
        ]  # fmt: skip
    for day in range(25, days.today, _ACTION):
        _write_action(scene, day, at(ids, dice()), officer)


def _write_action(scene: Scene, day: int, instrument: int, officer: Member) -> None:
    dice, days = scene.more.random, scene.days
    promised = dice() < 0.5
    due = day + 30
    kept = promised and dice() < 0.7 and due < days.today
    scene.tables.rows["advocacy_action"].append((
        scene.tables.new["advocacy_action"](), scene.ground.id, instrument, at(_ACTIONS, dice()), days.iso[day],
        at(scene.rules.services, dice()), scene.phrase("advocacy_summary"),
        scene.phrase("commitment") if promised else "", days.iso[due] if promised else None,
        days.iso[due - 3] if kept else None, officer.id, officer.name, days.starts[day] + 17 * HOUR, "",
    ))  # fmt: skip


def _write_street(scene: Scene) -> None:
    dice, days, tables, branch = scene.more.random, scene.days, scene.tables, scene.ground.id
    team = scene.staff.get("outreach")
    if not team:
        return
    sites = []
    for number, name in enumerate(scene.words["site"]):
        key = tables.new["outreach_site"]()
        sites.append(key)
        tables.rows["outreach_site"].append((
            key, branch, f"S{number + 1:03}", at(_SITES, dice()), scene.phrase("area"),
            scene.seals["outreach_site", "name"](key, name), days.starts[0] + 9 * HOUR, 1,
        ))  # fmt: skip
    known: list[list[object]] = []
    for day in range(5, days.today, _OUTING):
        _write_outing(scene, day, team[0], sites, known)
    tables.rows["street_person"] += [tuple(each) for each in known]


def _write_outing(scene: Scene, day: int, member: Member, sites: list[int], known: list[list[object]]) -> None:
    dice, days, tables, branch = scene.more.random, scene.days, scene.tables, scene.ground.id
    outing, start = tables.new["outreach_outing"](), days.starts[day] + 18 * HOUR
    area = scene.phrase("area")
    tables.rows["outreach_outing"].append((
        outing, branch, area, member.name, days.iso[day], start, start + 3 * HOUR, start + 3 * HOUR - 600_000_000,
        member.id, member.name, start, 1, "",
    ))  # fmt: skip
    for site in {at(sites, dice()) for _each in range(2)}:
        visit, strong, medium = tables.new["outreach_visit"](), int(dice() * 2.6), int(dice() * 2)
        signs = has_signs(strong, medium)
        tables.rows["outreach_visit"].append((
            visit, branch, outing, site, days.iso[day], int(dice() < 0.95), strong, medium, int(dice() * 3), int(signs),
            member.id, member.name, start + 3 * HOUR, "",
        ))  # fmt: skip
        if dice() < 0.7:
            _write_contact(scene, day, member, known, (outing, visit, area), signs=signs)


def _write_contact(
    scene: Scene, day: int, member: Member, known: list[list[object]], place: tuple[int, int, str], *, signs: bool
) -> None:
    dice, days, tables, branch = scene.more.random, scene.days, scene.tables, scene.ground.id
    (outing, visit, area), met = place, days.starts[day] + 19 * HOUR
    if not known or dice() < 0.5:
        key = tables.new["street_person"]()
        nickname = scene.seals["street_person", "nickname"](key, scene.phrase("nickname"))
        sex = "F" if dice() < 0.8 else "M"
        known.append([key, branch, nickname, sex, at(_AGES, dice()), area, "new", None, days.iso[day], met, 1])
    person = known[int(dice() * len(known))] if dice() < 0.5 else known[-1]
    if person[8] != days.iso[day]:
        person[6], person[8] = ("inactive" if days.today - day > 90 else "known"), days.iso[day]
    screen = ("positive" if dice() < 0.6 else "negative") if signs else ""
    referred = met + int(dice() * 110) * HOUR if screen == "positive" and dice() < 0.85 else None
    begun = min(day + 3 + int(dice() * 40), days.today) if referred and dice() < 0.7 else None
    if referred is not None and referred > days.now:
        referred = begun = None
    tables.rows["outreach_contact"].append((
        tables.new["outreach_contact"](), branch, person[0], outing, visit, met, days.iso[day], person[3], person[4],
        at(_NEEDS, dice()), at(_GIVEN, dice()), screen, met if screen else None, referred,
        at(scene.rules.services, dice()) if referred else None, days.iso[begun] if begun else None, member.id,
        member.name, met + HOUR, 1, "",
    ))  # fmt: skip


def _write_complaint(scene: Scene, day: int) -> None:
    dice, days, director, tables = scene.more.random, scene.days, someone(scene, "director"), scene.tables
    key, answered = tables.new["complaint"](), day + 2 + int(dice() * 9)
    over = answered <= days.today
    tables.rows["complaint"].append((
        key, scene.ground.id, at(_ABOUT, dice()), days.iso[day], days.iso[answered] if over else None,
        scene.seals["complaint", "text"](key, scene.phrase("complaint")),
        scene.seals["complaint", "answer"](key, scene.phrase("complaint_answer")) if over else None, director.id,
        director.name, days.starts[day] + 12 * HOUR, "",
    ))  # fmt: skip
