"""Filled and signed forms: each form is answered once as an example, and then only what differs is put in."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from core.access.people import role_label
from core.forms.places import read_places
from core.forms.rights import house_signatories
from core.forms.schema import missing
from core.i18n import speaking
from core.simulation.answers import DAY as EXAMPLE_DAY
from core.simulation.answers import example_answers
from core.simulation.days import DAY, HOUR
from core.simulation.ground import Member
from plugins.contract.forms import FieldType, LegalForm
from plugins.profile import CountryProfile

if TYPE_CHECKING:
    from core.simulation.scene import Scene
    from core.simulation.stays import Stay

#: What is put into an example in place of these marks: everything else is the same on each.
_PERSON = {"identity.given_names": "given", "identity.surnames": "surnames", "resident.house_name": "house_name",
           "resident.code": "code", "resident.external_code": "external", "identity.birth_date": "born"}  # fmt: skip


_MARK, _DAY = "\u241f", "day"
_MARKED = frozenset({FieldType.TEXT, FieldType.DATE, FieldType.CASE_REF})


@dataclass(frozen=True, slots=True)
class Paper:
    """One form ready to be filled many times.

    :param texts: its answers in JSON, cut where something differs from one person to the next.
    :param names: what stands at each cut: an attribute of the person, or the day. None of the words that may stand
        there needs escaping in JSON.
    :param signers: code of each place that must be signed, and the role that signs there.
    """

    form: LegalForm
    texts: tuple[str, ...]
    names: tuple[str, ...]
    signers: tuple[tuple[str, str], ...]


class Papers:
    """The country's forms by key, as far as an example can be complete."""

    def __init__(self, session: Session, country: CountryProfile, roles: Iterable[str]) -> None:
        present = frozenset(roles)
        self._papers: dict[str, Paper] = {}
        self._numbers: dict[tuple[int, int], int] = {}
        for versions in country.forms.values():
            paper = _paper(session, country, versions[-1], present)
            if paper is not None:
                self._papers[paper.form.key] = paper
        with speaking(country.country.default_language, country=country.code):
            self._functions = {role: str(role_label(role)) for role in present}
        self.admission = self._first("admission")
        self.authority = self._first("authority", "admission", "measure_start")
        self.complaint = self._first("complaint", "suspicion")
        self.exit = self._first("exit")

    def has(self, keys: Iterable[str]) -> bool:
        """Tell whether every one of these forms can be filled in."""
        return all(key in self._papers for key in keys)

    def sign_once(self, scene: "Scene", stay: "Stay", key: str, at: int) -> None:
        """Fill and sign a form that the stay must have, unless it has it."""
        if key not in stay.signed:
            self.write(scene, stay, self._papers[key], max(at, stay.start))

    def of_stay(self, scene: "Scene", stay: "Stay") -> None:
        """Write the forms of an ordinary stay, from admission to exit; some of those who are here are drafts."""
        dice, now = scene.dice.random, scene.days.now
        usual = ((self.admission, 0.95, 3 * HOUR), (self.authority, 0.4, 2 * DAY), (self.complaint, 0.15, 6 * DAY))
        for paper, often, after in usual:
            due = stay.start + after
            if paper is not None and dice() < often and due < stay.over and due < now:
                self.write(scene, stay, paper, due, draft=stay.end is None and dice() < 0.1)
        if self.exit is not None and stay.end is not None and dice() < 0.8:
            self.write(scene, stay, self.exit, stay.end)

    def write(self, scene: "Scene", stay: "Stay", paper: Paper, at: int, *, draft: bool = False) -> None:
        """Write one form with its one version and its signatures."""
        rows, new, author = scene.tables.rows, scene.tables.new, stay.team[paper.signers[0][1]]
        key, version, form = new["form_record"](), new["form_version"](), paper.form
        number = self._number(scene, at)
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
            self._sign(scene, stay, paper, key, digest, signed)

    def _sign(self, scene: "Scene", stay: "Stay", paper: Paper, key: int, digest: str, at: int) -> None:
        new, rows = scene.tables.new["form_signature"], scene.tables.rows["form_signature"]
        stay.signed.append(paper.form.key)
        for place, role in paper.signers:
            member: Member = stay.team[role]
            rows.append(
                (new(), scene.ground.id, key, 1, place, member.id, member.name, self._functions[role], digest, at)
            )

    def _number(self, scene: "Scene", at: int) -> str:
        year = scene.days.date_of(scene.days.of(at)).year
        place = scene.ground.id, year
        self._numbers[place] = self._numbers.get(place, 0) + 1
        return f"{scene.ground.code}-{year}-{self._numbers[place]:06}"

    def _first(self, act: str, *events: str) -> Paper | None:
        """Find the first form of an act, due after one of these events if any are named."""
        found = [paper for paper in self._papers.values() if paper.form.act == act]
        fitting = [paper for paper in found if paper.form.due and paper.form.due.event in events]
        return next(iter(fitting or (() if events else found)), None)


def _paper(session: Session, country: CountryProfile, form: LegalForm, roles: frozenset[str]) -> Paper | None:
    signers = _signers(form, roles)
    answers = _marked(form, example_answers(form, country, read_places(session, country)))
    if not signers or missing(form, answers):
        return None
    written = json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    parts = re.split(f"{_MARK}([a-z_]+){_MARK}", written.replace(EXAMPLE_DAY, f"{_MARK}{_DAY}{_MARK}"))
    return Paper(form, tuple(parts[::2]), tuple(parts[1::2]), signers)


def _signers(form: LegalForm, roles: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Choose who signs where: every required place, each another role and so another person, whoever fills it first."""
    chosen: dict[str, str] = {}
    places = [each for each in house_signatories(form) if each.required]
    for place in sorted(places, key=lambda each: len(each.roles)):
        free = [role for role in place.roles if role in roles and role not in chosen.values()]
        if not free:
            return ()
        chosen[place.code] = min(free, key=lambda role: role not in form.filled_by)
    pairs = sorted(chosen.items(), key=lambda pair: pair[1] not in form.filled_by)
    return tuple(pairs) if pairs and pairs[0][1] in form.filled_by else ()


def _marked(form: LegalForm, answers: dict[str, Any]) -> dict[str, Any]:
    for field in form.fields:
        name = _PERSON.get(field.prefill or "")
        if name and isinstance(answers.get(field.key), str) and field.type in _MARKED:
            answers[field.key] = f"{_MARK}{name}{_MARK}"
    return answers


def _filled(paper: Paper, stay: "Stay", number: str, salt: str, day: str) -> tuple[str, str]:
    """Give the hash of the answers and what is sealed, as :mod:`core.forms.records` writes and reads them."""
    person = stay.person
    pieces = [paper.texts[0]]
    for name, text in zip(paper.names, paper.texts[1:], strict=True):
        pieces.append(day if name == _DAY else getattr(person, name))
        pieces.append(text)
    answers, form = "".join(pieces), paper.form
    content = f'["{number}","{form.key}",{form.version},"{salt}",{answers}]'
    return hashlib.sha256(content.encode()).hexdigest(), f'{{"salt": "{salt}", "answers": {answers}}}'
