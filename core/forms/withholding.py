"""Which answers of a form stay closed to a reader who may open it.

A form gathers what lies in several drawers. An answer has the class of what it is filled from, a branch's own field the
one it was given, any other the class of the form. Whoever has no right to that class does not get the answer, on no
page and in no print, and what she saves leaves it as it is. What she alone has written is no secret to her: an educator
who takes somebody in at night writes down the name she is told, and reads over what she signs.
"""

from collections.abc import Mapping, Set
from typing import Any

from sqlalchemy.orm import Session

from core.access import policies
from core.access.matrix import MATRIX
from core.actor import Actor
from core.forms import records
from core.forms.models import FormRecord
from core.forms.own import OwnField
from core.forms.parts import form_asked
from core.residents import service as residents
from plugins.contract.forms import FormField, LegalForm

#: Class of each part of the file that forms are filled from.
_PARTS = {
    "identity": "ID",
    "measure": "LEG-C",
    "health": "MED-E",
    "resident": "HDR",
    "admission": "HDR",
    "exit": "HDR",
    "branch": "HDR",
    "actor": "HDR",
    "today": "HDR",
    "now": "HDR",
    "house": "AGG",
    "family": "SOC",
    "staff": "HDR",
}
#: What lies in another drawer than the rest of its part.
_APART = {
    "resident.age": "ID",
    "resident.age_estimated": "ID",
    "resident.origin_place": "ID",
    "admission.brought_by": "SOC",
    "house.named": "LEG-C",
}


def class_of(form: LegalForm, field: FormField) -> str:
    """Give the class of an answer."""
    if isinstance(field, OwnField):
        return field.data_class
    if any(form_asked(column.prefill) for column in field.columns):
        return form.data_class  # numbers of a few, by what other forms say of them: no figure for everybody
    path = field.prefill or ""
    return _APART.get(path) or _PARTS.get(path.partition(".")[0]) or form.data_class


def withheld(session: Session, actor: Actor, form: LegalForm, record: FormRecord) -> frozenset[str]:
    """Name the answers that the actor does not get: of a class she has no right to, and not by her hand alone.

    A right to the summary of a class is enough for whom the form as a whole is meant; nobody else.
    """
    # The house is nobody's case.
    on_case = record.resident_id is not None and residents.on_case(session, actor, record.resident_id)
    meant = form.data_class in MATRIX.get(actor.role, {})
    closed = {each.key for each in form.fields if not _sees(actor, class_of(form, each), on_case=on_case, meant=meant)}
    return frozenset(closed & _written_by_others(session, actor, record)) if closed else frozenset()


def without(values: Mapping[str, Any], keys: Set[str]) -> dict[str, Any]:
    """Leave answers out."""
    return {key: value for key, value in values.items() if key not in keys}


def _sees(actor: Actor, data_class: str, *, on_case: bool, meant: bool) -> bool:
    if policies.reads(actor, data_class, on_case=on_case):
        return True
    return meant and policies.summarises(actor, data_class, on_case=on_case)


def _written_by_others(session: Session, actor: Actor, record: FormRecord) -> set[str]:
    """Name the answers that anybody else has ever written or changed."""
    found: set[str] = set()
    before: dict[str, Any] = {}
    for version in records.versions_of(session, record.id):
        now = records.read_version(session, record, version.number).values
        if version.saved_by != actor.user_id:
            found |= {key for key in {*before, *now} if before.get(key) != now.get(key)}
        before = now
    return found
