"""The form in which a programme is configured; criteria and moves choose among the stages that are written down."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from core.access.matrix import CASE_ROLES
from core.access.people import role_label
from core.configuration.kinds import Content
from core.configuration.tables import ConfiguredSchema, each_once, plain_code
from core.i18n import LANGUAGES
from core.i18n import lazy as _
from plugins.contract.stages import Phase
from plugins.contract.text import Text
from plugins.profile import CountryProfile

PHASES = {
    Phase.STABILISATION.value: _("stabilisation"),
    Phase.STRENGTHENING.value: _("strengthening"),
    Phase.REINTEGRATION.value: _("reintegration"),
}
CHECKS = {
    "attested": _("somebody of the team says so"),
    "days_in_stage": _("a number of days in the stage"),
    "form_signed": _("a legal form is signed"),
    "no_measure_gap": _("no gap in the legal basis"),
}
_WORDS = {"es": _("Name in Spanish"), "en": _("Name in English")}
_LONGEST_STAY = 3650


def programme_schema(country: CountryProfile, content: Content) -> Schema:
    """Make the schema of a branch's programme."""
    stages = _named_stages(content)
    forms = {key: versions[-1].title for key, versions in country.forms.items()}
    tables = {
        "stages": _table(_stage_fields(), _("Stages"), row=["code"], named=[f"label_{LANGUAGES[0]}"]),
        "criteria": _table(
            _criterion_fields(stages, forms), _("Criteria"), row=["stage", "code"], named=[f"label_{LANGUAGES[0]}"]
        ),
        "moves": _table(_move_fields(stages), _("Moves"), row=["source", "target"], named=["source", "target"]),
        "papers": _table(
            _paper_fields(stages, forms),
            _("Legal forms that must be signed before a move"),
            row=["source", "target", "form"],
            named=["source", "target", "form"],
        ),
    }
    name = fields.String(
        required=True, validate=validate.Length(min=1, max=120), metadata={"label": _("Name of the programme")}
    )
    return ConfiguredSchema.from_dict({"name": name, **tables}, name="ProgrammeSchema")()


def _named_stages(content: Content) -> dict[str, str | Text]:
    """List the stages that rows may name: those that are there, and those that a row still names."""
    found: dict[str, str | Text] = {}
    for row in content.get("stages", ()):
        found[row["code"]] = Text(tuple((each, row[f"label_{each}"]) for each in LANGUAGES if row[f"label_{each}"]))
    mentioned = [row["stage"] for row in content.get("criteria", ())]
    moves = (*content.get("moves", ()), *content.get("papers", ()))
    mentioned += [row[end] for row in moves for end in ("source", "target")]
    return {**{code: code for code in mentioned}, **found}


def _table(columns: dict[str, Any], label: Any, *, row: list[str], named: list[str]) -> fields.Nested:
    made = _RowSchema.from_dict(columns, name="RowSchema")
    return fields.Nested(
        made, many=True, load_default=list, metadata={"label": label, "row": row, "named": named},
        validate=each_once(row),
    )  # fmt: skip


class _RowSchema(ConfiguredSchema):
    @validates_schema
    def _value_for_check(self, data: dict[str, Any], **_options: Any) -> None:
        if data.get("check") == "days_in_stage" and not data.get("days"):
            raise ValidationError([_("Write how many days.")], "days")
        if data.get("check") == "form_signed" and not data.get("form"):
            raise ValidationError([_("Choose which form.")], "form")


def _labels() -> dict[str, fields.String]:
    """The first language has to be there; another one may be left to it."""
    return {f"label_{language}": _label(language, required=language == LANGUAGES[0]) for language in LANGUAGES}


def _label(language: str, *, required: bool) -> fields.String:
    rule, about = validate.Length(min=int(required), max=120), {"label": _WORDS[language]}
    if required:
        return fields.String(required=True, validate=rule, metadata=about)
    return fields.String(load_default="", validate=rule, metadata=about)


def _stage_fields() -> dict[str, Any]:
    return {
        "code": fields.String(
            required=True,
            validate=[validate.Length(max=24), plain_code],
            metadata={"label": _("Code"), "help": _("Never shown; it stays the same.")},
        ),
        **_labels(),
        "phase": _choice(PHASES, _("Regional phase"), required=True),
        "minimum_days": _days(_("At least days")),
        "expected_days": _days(_("Usually days")),
    }


def _criterion_fields(stages: dict[str, Any], forms: dict[str, Any]) -> dict[str, Any]:
    return {
        "stage": _choice(stages, _("To leave the stage"), required=True),
        "code": fields.String(required=True, validate=plain_code, metadata={"label": _("Code")}),
        **_labels(),
        "check": _choice(CHECKS, _("Met when"), required=True),
        "days": _days(_("Days")),
        "form": _choice(forms, _("Legal form")),
    }


def _move_fields(stages: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": _choice(stages, _("From stage"), required=True),
        "target": _choice(stages, _("To stage"), required=True),
        "disciplines": _choices({role: role_label(role) for role in CASE_ROLES}, _("Who signs before the director")),
        "backwards": fields.Boolean(load_default=False, metadata={"label": _("It leads back"), "widget": "checkbox"}),
    }


def _paper_fields(stages: dict[str, Any], forms: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": _choice(stages, _("From stage"), required=True),
        "target": _choice(stages, _("To stage"), required=True),
        "form": _choice(forms, _("Legal form"), required=True),
    }


def _days(label: Any) -> fields.Integer:
    return fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(min=1, max=_LONGEST_STAY), metadata={"label": label}
    )


def _choice(options: dict[str, Any], label: Any, *, required: bool = False) -> fields.String:
    rule = validate.OneOf(list(options), list(options.values()))
    about = {"label": label, "widget": "select"}
    if required:
        return fields.String(required=True, validate=rule, metadata=about)
    return fields.String(load_default=None, allow_none=True, validate=rule, metadata=about)


def _choices(options: dict[str, Any], label: Any) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=validate.OneOf(list(options), list(options.values()))),
        load_default=list,
        metadata={"label": label},
    )
