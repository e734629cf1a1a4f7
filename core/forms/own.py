"""What a branch adds to a country's form: a section of its own fields after the official ones, and fields it hides.

A record keeps the version it was begun with, so that what was filled in stays readable under its class (CFG-7).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.configuration import versions
from core.configuration.kinds import Content
from core.forms.models import FormRecord
from core.i18n import LANGUAGES
from plugins.contract.calendar import Deadline, Nature, Unit
from plugins.contract.forms import FieldType, FormField, LegalForm, Section
from plugins.contract.text import Grade, LegalBasis, Text

#: Code of the kind that configures it; its key is the form's.
CODE = "forms"
#: How a branch's own fields and their section are told from the country's.
PREFIX = "own_"
SECTION = "own_section"
#: From what a term of a branch's own is counted: a resident's form from her admission, the house's from a month's end.
EVENTS = {"resident": "admission", "branch": "month_end"}
#: No law stands behind it, and none is claimed: what was read is the branch's own decision.
OWN_TERM = LegalBasis("Plazo propio de la casa", Grade.A)


@dataclass(frozen=True, slots=True)
class OwnField(FormField):
    """A field of a branch's own, which says itself of what class its answer is."""

    data_class: str = ""


def in_force(session: Session, branch_id: int, form: LegalForm) -> tuple[LegalForm, int | None]:
    """Give a form as a branch fills it in today, and the number of what it has configured, if anything."""
    live = versions.find_live(session, branch_id, CODE, form.key)
    return (extended(form, versions.content_of(live)), live.number) if live else (form, None)


def all_in_force(session: Session, branch_id: int, forms: Iterable[LegalForm]) -> tuple[LegalForm, ...]:
    """Give many forms as a branch fills them in today."""
    contents = {key: content for _kind, key, content in versions.contents(session, branch_id, (CODE,))}
    return tuple(extended(each, contents[each.key]) if each.key in contents else each for each in forms)


def as_begun(session: Session, form: LegalForm, record: FormRecord) -> LegalForm:
    """Give a form as it was when a record was begun."""
    if record.own_version is None:
        return form
    (content,) = of_versions(session, record.branch_id, record.form_key, {record.own_version})
    return extended(form, content)


def of_versions(session: Session, branch_id: int, key: str, numbers: Collection[int | None]) -> list[Content]:
    """Read what some versions of a form's configuration say."""
    return [versions.content_of(each) for each in versions.numbered(session, branch_id, CODE, numbers, key)]


def extended(form: LegalForm, content: Content) -> LegalForm:
    """Add a branch's own fields and term to a form, and leave out the optional fields that it hides."""
    shown = tuple(each for each in form.fields if each.required or each.key not in content["hidden"])
    own = tuple(_field(row) for row in content["fields"] if not row["retired"])
    sections = (Section(SECTION, _text(content, "title")),) if own else ()
    due = form.due or own_term(form, content)
    return replace(form, fields=(*shown, *own), sections=(*form.sections, *sections), due=due)


def own_term(form: LegalForm, content: Content) -> Deadline | None:
    """Give the term that a branch has set for a form of which its country says none; None if it has set none."""
    if form.due is not None or not content.get("term_amount"):
        return None
    return Deadline(
        code=f"{PREFIX}{form.key}",
        label=form.title,
        event=EVENTS[form.about],
        amount=content["term_amount"],
        unit=Unit(content["term_unit"]),
        regime=content["term_regime"],
        nature=Nature.OPERATIONAL,
        basis=OWN_TERM,
    )


def official(form: LegalForm) -> LegalForm:
    """Give a form without what a branch has added: what is printed and handed over, and what a country checks."""
    return replace(
        form,
        fields=tuple(each for each in form.fields if not each.key.startswith(PREFIX)),
        sections=tuple(each for each in form.sections if each.code != SECTION),
    )


def _field(row: Content) -> OwnField:
    return OwnField(
        key=PREFIX + row["code"],
        label=_text(row, "label"),
        type=FieldType(row["type"]),
        sensitive=row["sensitive"],
        help=_text(row, "purpose"),
        section=SECTION,
        data_class=row["data_class"],
    )


def _text(row: Content, name: str) -> Text:
    said = ((language, row.get(f"{name}_{language}")) for language in LANGUAGES)
    return Text(tuple((language, words) for language, words in said if words))
