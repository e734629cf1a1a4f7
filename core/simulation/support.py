"""What goes with a stay: consents, referrals to partners with their answers, instructions, and tasks of today."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from core import calendar
from core.branches import clocks
from core.intake.tasks import CLOCKS
from core.partners.referral_terms import PURPOSES
from core.residents.ages import add_months
from core.residents.consents import giver_at
from core.simulation.days import DAY, HOUR, instant, micros
from core.simulation.dice import at, pool
from core.simulation.rules import as_json
from core.simulation.scene import Scene
from core.simulation.stays import Stay
from plugins.contract.consent import Consent, Giver
from plugins.contract.forms import LegalForm

_PURPOSES = tuple(PURPOSES)
_ANSWERS = pool({"given": 90, "refused": 8, "not_able": 2})
_STATES = pool({"closed": 45, "served": 18, "accepted": 12, "declined": 10, "sent": 10, "requested": 5})
#: Tasks of an admission are written for those who came within these days: older ones are long done.
_RECENT = 45 * DAY


def write_support(scene: Scene, stay: Stay) -> None:
    """Write consents, referrals, instructions and open tasks."""
    if stay.mother is None:
        for kind in (*scene.rules.consents[:2], *scene.rules.counted_by):
            _write_consent(scene, stay, kind, stay.day + int(scene.dice.random() * 5), None)
        if scene.dice.random() < 0.4:
            _write_referral(scene, stay)
        if scene.dice.random() < 0.15:
            _write_instruction(scene, stay)
    if stay.exit is None and scene.days.now - stay.start < _RECENT:
        _write_tasks(scene, stay)


def _write_consent(scene: Scene, stay: Stay, kind: Consent, day: int, receiver: int | None) -> int:
    day = min(day, stay.end_day)
    on, person = scene.days.date_of(day), stay.person
    giver = giver_at(kind, person.age_on(on))
    answer = "given" if receiver else at(_ANSWERS, scene.dice.random())
    valid = add_months(on, kind.months) if answer == "given" else None
    key = scene.tables.new["consent"]()
    scene.tables.rows["consent"].append((
        key, scene.ground.id, person.id, kind.code, kind.version, answer, giver.value,
        "given" if giver is Giver.GUARDIAN_WITH_ASSENT and answer == "given" else "", person.languages[0],
        int(person.interpreter), receiver, scene.days.iso[day], valid.isoformat() if valid else None,
        None, "", stay.owner.id, stay.owner.name,
        max(stay.start, scene.days.starts[day] + 11 * HOUR),
    ))  # fmt: skip
    return key


def _write_referral(scene: Scene, stay: Stay) -> None:
    rules, dice, days, seals = scene.rules, scene.dice.random, scene.days, scene.seals
    day = stay.day + int(dice() * max(1, stay.end_day - stay.day))
    partner, state = at(rules.services, dice()), at(_STATES, dice())
    if state in ("sent", "requested") and day < days.today - 20:
        state = "closed"
    consent = _write_consent(scene, stay, rules.consents[-1], day, partner) if rules.consents else None
    key, start = scene.tables.new["referral"](), max(stay.start, days.starts[day] + 9 * HOUR)
    last = days.today
    answered = min(day + 1 + int(dice() * 9), last)
    served, closed = min(answered + 5, last), min(answered + 12, last)
    iso, outcome = days.iso, scene.word("referral_outcome")
    slip = {"external_code": stay.person.external, "age": stay.person.age_on(days.date_of(day)),
            "purpose": at(_PURPOSES, dice()), "telephone": "555-0100"}  # fmt: skip
    scene.tables.rows["referral"].append((
        key, scene.ground.id, stay.person.id, partner, "out", slip["purpose"],
        seals["referral", "reason"](key, scene.word("referral_reason")),
        as_json(slip) if state != "requested" else "{}", consent, "", state, "", iso[day],
        None if state == "requested" else start + HOUR,
        iso[answered] if state not in ("requested", "sent") else None,
        iso[served] if state in ("served", "closed") else None, iso[closed] if state == "closed" else None,
        seals["referral", "outcome"](key, outcome) if state == "closed" else None,
        stay.owner.id, stay.owner.name, start, 1,
    ))  # fmt: skip


def _write_instruction(scene: Scene, stay: Stay) -> None:
    key = scene.tables.new["instruction"]()
    text = scene.seals["instruction", "text"](key, scene.word("instruction"))
    scene.tables.rows["instruction"].append(
        (key, scene.ground.id, stay.person.id, text, stay.owner.name, stay.end, stay.start)
    )


def _write_tasks(scene: Scene, stay: Stay) -> None:
    """Write what the admission obliges the house to do: mostly done where it was due, open where it is not yet."""
    for code, message, role, length, data_class, urgent in CLOCKS:
        due = stay.start + clocks.usual(length) // timedelta(microseconds=1)
        title = {"message": str(message), "params": {}}
        _task(scene, stay, code, title, role, data_class, due, urgent=urgent)
    start = instant(stay.start)
    for form in scene.rules.country.forms_on(scene.days.date_of(stay.day)):
        if form.due is not None and form.due.event == "admission" and not form.due.before:
            _form_task(scene, stay, form, calendar.due(scene.rules.country, form.due, start, scene.days.zone))


def _form_task(scene: Scene, stay: Stay, form: LegalForm, due: datetime) -> None:
    title = {"text": [list(version) for version in form.title.versions]}
    role = form.filled_by[0] if form.filled_by else "social_worker"
    basis = (form.due.basis.citation, form.due.basis.grade.value) if form.due else ("", None)
    done = form.key in stay.signed
    _task(scene, stay, f"form:{form.key}", title, role, form.data_class, micros(due), done=done, basis=basis)


def _task(
    scene: Scene, stay: Stay, code: str, title: Mapping[str, object], role: str, data_class: str, due: int, *,
    urgent: bool = False, done: bool | None = None, basis: tuple[str, str | None] = ("", None),
) -> None:  # fmt: skip
    key, now = scene.tables.new["task"](), scene.days.now
    finished = done if done is not None else due < now and scene.dice.random() < 0.9
    done_at = min(due, now - HOUR) if finished else None
    member = stay.team.get(role, stay.owner)
    scene.tables.rows["task"].append((
        key, scene.ground.id, stay.person.id, code, "episode", stay.id, as_json(title), role, data_class, due,
        int(urgent), *basis, max(done_at, stay.start) if done_at else None, member.id if finished else None, 0,
        stay.start,
    ))  # fmt: skip
