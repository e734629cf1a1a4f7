"""A country's forms as a branch completes them: own fields with class and purpose, optional ones hidden."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import func, select

from core.access.matrix import MATRIX
from core.actor import Actor
from core.configuration import versions
from core.configuration.kinds import DPO, Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema, each_once, plain_code
from core.errors import N_, Message
from core.forms import own
from core.forms.models import FormRecord
from core.i18n import lazy as _
from plugins.contract.calendar import Unit
from plugins.contract.forms import FieldType, FormField, LegalForm
from plugins.contract.text import Text
from plugins.profile import CountryProfile

#: Kinds of field that need nothing else to be declared.
TYPES: Mapping[str, Any] = {
    FieldType.TEXT.value: _("a short text"),
    FieldType.LONGTEXT.value: _("a long text"),
    FieldType.INTEGER.value: _("a whole number"),
    FieldType.DATE.value: _("a date"),
    FieldType.BOOLEAN.value: _("yes or no"),
}
#: A term of the house's own is no longer than a year.
LONGEST_TERM = 366
UNITS: Mapping[str, Any] = {
    Unit.CALENDAR_DAYS.value: _("every day"),
    Unit.WORKING_DAYS.value: _("working days"),
}
#: What the network does not collect without need (practice 2.9), by how a label would say it: whoever approves is told.
_DELICATE = ("religi", "etnia", "étnic", "ethnic", "huella", "fingerprint", "biom", "moral", "conducta", "behaviour",
             "puntaje", "score", "violación", "rape")  # fmt: skip
_OPEN = N_("Forms that are being filled in and keep what they were begun with")
_WARNED = N_("Own fields that may ask what is not collected without need: beliefs, origin, body, conduct, violence")
_FILLED = N_("Filled forms whose own fields stay readable")


class FormsKind(Kind):
    """What a branch adds to and hides from each form."""

    code: ClassVar[str] = own.CODE
    label: ClassVar[Message] = _("Legal forms, completed by the house")
    purpose: ClassVar[Message] = _("Own fields after the official ones; they are not printed on the official document.")
    approver: ClassVar[str] = DPO

    def keys(self, country: CountryProfile) -> Mapping[str, Message | Text]:
        """List the country's forms."""
        return {key: each[-1].title for key, each in country.forms.items()}

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer the classes that every reader of the form may read, and the fields that may be hidden."""
        form = _form(ground)
        columns = _term(form, ground.country) if _takes_term(form) else {}
        return _schema(_classes(form), [each for each in form.fields if _may_hide(each)], columns)

    def baseline(self, ground: Ground) -> Content:
        """The country's form and nothing else."""
        said = {"title_es": "Datos propios de la sede", "title_en": "The house's own data", "fields": [], "hidden": []}
        regime = next(iter(ground.country.regimes), "")
        none = {"term_amount": None, "term_unit": Unit.CALENDAR_DAYS.value, "term_regime": regime}
        return {**said, **(none if _takes_term(_form(ground)) else {})}

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell what would be read by somebody who may not, or would make another question of one that was answered."""
        return [*_beyond(_form(ground), content), *_made_another(ground, content), *_no_term(ground, content)]

    def losses(self, ground: Ground, content: Content) -> list[Message]:
        """A field that was ever asked is retired, not taken out (CFG-7)."""
        kept, used = {row["code"] for row in content["fields"]}, _asked(ground)
        return [
            _("“%(field)s” has been filled in: retire it, do not take it out.", field=row["label_es"])
            for row in versions.in_force(ground, FORMS)["fields"]
            if row["code"] in used and row["code"] not in kept
        ]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count the forms that keep what they were begun with."""
        return _touched(ground, after)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """A form begun from now on has the new fields; those begun before are counted by what they carry."""
        live = versions.find_live(ground.session, ground.branch_id, self.code, ground.key)
        assert live is not None
        before_it = FormRecord.own_version.is_distinct_from(live.number)
        return _touched(ground, versions.content_of(live), before_it)


FORMS = FormsKind()


def _form(ground: Ground) -> LegalForm:
    return ground.country.form(ground.key)


def _schema(classes: Mapping[str, str], optional: list[FormField], term: Mapping[str, Any]) -> Schema:
    columns: dict[str, Any] = {
        "code": fields.String(
            required=True, validate=[validate.Length(max=40), plain_code], metadata={"label": _("Code")}
        ),
        "label_es": _words(_("Question in Spanish"), required=True),
        "label_en": _words(_("Question in English")),
        "type": _choice(TYPES, _("Answered with")),
        "data_class": _choice(classes, _("Class of data")),
        "purpose_es": _words(_("What it is needed for"), required=True),
        "sensitive": _flag(_("Shown only after asking")),
        "retired": _flag(_("Retired: asked no more, what was filled in stays readable")),
    }
    rows = fields.Nested(
        ConfiguredSchema.from_dict(columns, name="OwnFieldSchema"),
        many=True,
        load_default=list,
        validate=each_once(("code",)),
        metadata={"label": _("Own fields"), "row": ("code",), "named": ("label_es",)},
    )
    rule = validate.OneOf([each.key for each in optional], [each.label for each in optional])  # type: ignore[misc]
    hidden = fields.List(
        fields.String(validate=rule), load_default=list, metadata={"label": _("Optional fields not asked here")}
    )
    titles = {"title_es": _words(_("Heading in Spanish"), required=True), "title_en": _words(_("Heading in English"))}
    return ConfiguredSchema.from_dict({**titles, **term, "hidden": hidden, "fields": rows}, name="OwnFormSchema")()


def _takes_term(form: LegalForm) -> bool:
    """A form has a term of the house's own where the country says none; the country's own is only shortened."""
    return form.due is None and form.due_from is None and form.about in own.EVENTS


def _term(form: LegalForm, country: CountryProfile) -> dict[str, Any]:
    since = _("her admission") if form.about == "resident" else _("the end of the month")
    regimes = {code: each.label for code, each in country.regimes.items()}
    return {
        "term_amount": fields.Integer(
            load_default=None,
            allow_none=True,
            validate=validate.Range(min=1, max=LONGEST_TERM),
            metadata={
                "label": _("Term of the house's own, in days"),
                "help": _("Counted from %(since)s. The country says no term for this form. Empty: none.", since=since),
            },
        ),
        "term_unit": _choice(UNITS, _("Which days count"), default=Unit.CALENDAR_DAYS.value),
        "term_regime": _choice(regimes, _("How days are counted"), default=next(iter(regimes))),
    }


def _words(label: Any, *, required: bool = False) -> fields.String:
    rule, about = validate.Length(min=int(required), max=120), {"label": label, "widget": "text"}
    if required:
        return fields.String(required=True, validate=rule, metadata=about)
    return fields.String(load_default="", validate=rule, metadata=about)


def _choice(options: Mapping[str, Any], label: Any, *, default: str | None = None) -> fields.String:
    rule, about = validate.OneOf(list(options), list(options.values())), {"label": label, "widget": "select"}
    if default is not None:
        return fields.String(load_default=default, validate=rule, metadata=about)
    return fields.String(required=True, validate=rule, metadata=about)


def _flag(label: Any) -> fields.Boolean:
    return fields.Boolean(load_default=False, metadata={"label": label, "widget": "checkbox"})


def _may_hide(field: FormField) -> bool:
    return not field.required and field.type is not FieldType.SIGNATURE


def _classes(form: LegalForm) -> dict[str, str]:
    """Give the classes that whoever may read the form may read too: a field never widens what somebody sees."""
    readers = [role for role, cells in MATRIX.items() if cells.get(form.data_class, "")[:1] in ("W", "R")]
    readers += [role for role in form.filled_by if role in MATRIX]
    every = {name for cells in MATRIX.values() for name in cells}
    shared = {name for name in every if all(MATRIX[role].get(name, "")[:1] in ("W", "R") for role in readers)}
    return {name: name for name in sorted(shared | {form.data_class})}


def _beyond(form: LegalForm, content: Content) -> Iterator[Message]:
    allowed, optional = _classes(form), {each.key for each in form.fields if _may_hide(each)}
    for row in content["fields"]:
        if row["data_class"] not in allowed:
            yield _("“%(field)s” is of a class that not every reader of this form may read.", field=row["label_es"])
    for key in sorted(set(content["hidden"]) - optional):
        yield _("The form needs the field “%(field)s”.", field=key)


def _no_term(ground: Ground, content: Content) -> Iterator[Message]:
    amount = content.get("term_amount")
    if amount is None:
        return
    if not _takes_term(_form(ground)):
        yield _("The country has a term for this form; a house makes it shorter under “Shorter terms of the house”.")
    elif not 1 <= amount <= LONGEST_TERM or content["term_regime"] not in ground.country.regimes:
        yield _("The term has to be from 1 to %(most)s days, counted as the country counts.", most=LONGEST_TERM)


def _made_another(ground: Ground, content: Content) -> Iterator[Message]:
    used = _asked(ground)
    for row in content["fields"]:
        before = used.get(row["code"])
        if before is not None and (before["type"], before["data_class"]) != (row["type"], row["data_class"]):
            yield _("“%(field)s” has been filled in: its kind and class stay.", field=row["label_es"])


def _asked(ground: Ground) -> dict[str, Content]:
    """Give the own fields that are on any form of this kind that was ever begun, by code."""
    begun = select(FormRecord.own_version).where(
        FormRecord.branch_id == ground.branch_id, FormRecord.form_key == ground.key, FormRecord.own_version.is_not(None)
    )
    numbers = set(ground.session.scalars(begun.distinct()))
    found = own.of_versions(ground.session, ground.branch_id, ground.key, numbers)
    return {row["code"]: row for content in found for row in content["fields"] if not row["retired"]}


def _delicate(content: Content) -> int:
    asked = (f"{row['label_es']} {row['label_en']}".casefold() for row in content["fields"] if not row["retired"])
    return sum(any(each in words for each in _DELICATE) for words in asked)


def _touched(ground: Ground, content: Content, *here: Any) -> list[Touched]:
    drafts = _count(ground, FormRecord.state == "draft", *here)
    filled = _count(ground, FormRecord.state != "draft", FormRecord.own_version.is_not(None), *here)
    warned = Touched("delicate", _WARNED, _delicate(content))
    return [Touched("open", _OPEN, drafts), Touched("filled", _FILLED, filled), warned]


def _count(ground: Ground, *here: Any) -> int:
    mine = (FormRecord.branch_id == ground.branch_id, FormRecord.form_key == ground.key)
    return ground.session.scalar(select(func.count()).select_from(FormRecord).where(*mine, *here)) or 0
