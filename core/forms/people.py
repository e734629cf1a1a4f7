"""Answers that name somebody: who may be offered for which, and which may name nobody else.

An answer is the name as it was chosen or written, with the post beside it where the house knows it: a signed copy goes
on naming whoever it named, whatever becomes of the account or the contact.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import N_, Invalid, Message
from plugins.contract.forms import FieldType, FormField, LegalForm

#: What is offered, by type of field and the people it names.
Offer = tuple[FieldType, tuple[str, ...]]
Known = Mapping[Offer, tuple[str, ...]]

#: Whom a field offers that names no people of its own.
USUAL: Mapping[FieldType, tuple[str, ...]] = {
    FieldType.USER_REF: ("self", "team", "staff"),
    FieldType.PERSON_REF: ("self", "team", "family", "partners"),
    FieldType.COURT: ("courts",),
}
NOT_KNOWN = N_("Choose somebody of the list: this answer names only whom the house knows.")


def offer_of(field: FormField) -> Offer | None:
    """Tell what a field offers; None if it names nobody."""
    groups = field.people or USUAL.get(field.type, ())
    return (field.type, groups) if groups else None


def offers_of(form: LegalForm) -> dict[Offer, None]:
    """List what the fields of a form offer, those in tables too, each once."""
    return dict.fromkeys(offer for each in _every(form.fields) if (offer := offer_of(each)))


def require_known(form: LegalForm, values: Mapping[str, Any], before: Mapping[str, Any], known: Known) -> None:
    """Stop an answer that names somebody else than the house knows, where nobody else may stand.

    Whoever stood there already stays: people leave, and what was written of them remains true.

    :raises Invalid: with every such field.
    """
    faults: dict[str, list[Message]] = {}
    for each in form.fields:
        offer, name = offer_of(each), values.get(each.key)
        if each.known_only and offer and name and name != before.get(each.key) and name not in known.get(offer, ()):
            faults[each.key] = [NOT_KNOWN]
    if faults:
        raise Invalid(faults)


def _every(fields: tuple[FormField, ...]) -> Iterator[FormField]:
    for field in fields:
        yield field
        yield from _every(field.columns)
