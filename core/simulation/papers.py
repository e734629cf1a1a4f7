"""The country's forms, each answered once as an example: what is written later differs in a few places alone."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.access.people import role_label
from core.forms.places import read_places
from core.forms.rights import house_signatories
from core.forms.schema import missing
from core.i18n import speaking
from core.simulation.answers import DAY as EXAMPLE_DAY
from core.simulation.answers import example_answers
from core.simulation.person import Person
from plugins.contract.forms import FieldType, LegalForm
from plugins.profile import CountryProfile

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

    def answers(self, person: Person, day: str) -> str:
        """Give its answers about a person on a day, in JSON."""
        pieces = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            pieces.append(day if name == _DAY else getattr(person, name))
            pieces.append(text)
        return "".join(pieces)


class Papers:
    """The country's forms by key, as far as an example can be complete; ``functions`` names roles as it does."""

    def __init__(self, session: Session, country: CountryProfile, roles: Iterable[str]) -> None:
        present = frozenset(roles)
        self._papers: dict[str, Paper] = {}
        self._numbers: dict[tuple[int, int], int] = {}
        for versions in country.forms.values():
            paper = _paper(session, country, versions[-1], present)
            if paper is not None:
                self._papers[paper.form.key] = paper
        with speaking(country.country.default_language, country=country.code):
            self.functions = {role: str(role_label(role)) for role in present}
        self.admission = self._first("admission")
        self.authority = self._first("authority", "admission", "measure_start")
        self.complaint = self._first("complaint", "suspicion")
        self.exit = self._first("exit")

    def has(self, keys: Iterable[str]) -> bool:
        """Tell whether every one of these forms can be filled in."""
        return all(key in self._papers for key in keys)

    def of(self, key: str) -> Paper:
        """Give a form that there is."""
        return self._papers[key]

    def draw_number(self, branch: int, year: int) -> int:
        """Give the next number of a branch in a year."""
        number = self._numbers[branch, year] = self._numbers.get((branch, year), 0) + 1
        return number

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
