"""Fills and signs forms in a stay, as far as the country's can be filled."""

import hashlib

from core.simulation.days import DAY, HOUR
from core.simulation.papers import Paper
from core.simulation.scene import Scene
from core.simulation.stays import Stay


def sign_once(scene: Scene, stay: Stay, key: str, at: int) -> None:
    """Fill and sign a form that the stay must have, unless it has it."""
    if key not in stay.signed:
        write(scene, stay, scene.papers.of(key), max(at, stay.start))


def write_usual(scene: Scene, stay: Stay) -> None:
    """Write the forms of an ordinary stay, from admission to exit; some of those who are here are drafts."""
    dice, now, papers = scene.dice.random, scene.days.now, scene.papers
    usual = ((papers.admission, 0.95, 3 * HOUR), (papers.authority, 0.4, 2 * DAY), (papers.complaint, 0.15, 6 * DAY))
    for paper, often, after in usual:
        due = stay.start + after
        if paper is not None and dice() < often and due < stay.over and due < now:
            write(scene, stay, paper, due, draft=stay.end is None and dice() < 0.1)
    if papers.exit is not None and stay.end is not None and dice() < 0.8:
        write(scene, stay, papers.exit, stay.end)


def write(scene: Scene, stay: Stay, paper: Paper, at: int, *, draft: bool = False) -> None:
    """Write one form with its one version and its signatures."""
    rows, new, author = scene.tables.rows, scene.tables.new, stay.team[paper.signers[0][1]]
    key, version, form = new["form_record"](), new["form_version"](), paper.form
    number = _number(scene, at)
    salt = f"{scene.dice.getrandbits(128):032x}"
    digest, stored = _filled(paper, stay, number, salt, scene.days.iso[scene.days.of(at)])
    state, signed = ("draft", None) if draft else ("signed", at + HOUR)
    branch, person = scene.ground.id, stay.person.id
    recipient = form.recipients[0] if form.recipients else None
    delivered = scene.days.iso[scene.days.of(at) + 1] if signed and recipient else None
    rows["form_record"].append((
        key, branch, person, stay.id, form.key, form.version, form.data_class, number, state, recipient, None, 1,
        author.id, author.name, signed, delivered, at, 1,
    ))  # fmt: skip
    sealed = scene.seals["form_version", "values"](version, stored)
    rows["form_version"].append((version, branch, key, 1, sealed, digest, 0, author.id, author.name, at))
    if signed is not None:
        _sign(scene, stay, paper, key, digest, signed)


def _sign(scene: Scene, stay: Stay, paper: Paper, key: int, digest: str, at: int) -> None:
    new, rows = scene.tables.new["form_signature"], scene.tables.rows["form_signature"]
    stay.signed.append(paper.form.key)
    for place, role in paper.signers:
        member, function = stay.team[role], scene.papers.functions[role]
        rows.append((new(), scene.ground.id, key, 1, place, member.id, member.name, function, digest, at))


def _number(scene: Scene, at: int) -> str:
    year = scene.days.date_of(scene.days.of(at)).year
    return f"{scene.ground.code}-{year}-{scene.papers.draw_number(scene.ground.id, year):06}"


def _filled(paper: Paper, stay: Stay, number: str, salt: str, day: str) -> tuple[str, str]:
    """Give the hash of the answers and what is sealed, as :mod:`core.forms.records` writes and reads them."""
    answers, form = paper.answers(stay.person, day), paper.form
    content = f'["{number}","{form.key}",{form.version},"{salt}",{answers}]'
    return hashlib.sha256(content.encode()).hexdigest(), f'{{"salt": "{salt}", "answers": {answers}}}'
