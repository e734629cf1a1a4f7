"""What the screens of stages and exits take in."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _


class MoveSchema(Schema):
    """A proposed move to another stage."""

    target = fields.String(required=True, metadata={"label": _("To which stage")})
    attested = fields.List(
        fields.String(), load_default=[], metadata={"label": _("Criteria that are met"), "widget": "checkboxes"}
    )
    effective_on = fields.Date(required=True, metadata={"label": _("From which day")})
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=1000),
        metadata={"label": _("Reason"), "help": _("Needed where a criterion is not met.")},
    )
    residents_view = fields.String(
        required=True,
        validate=validate.Length(min=1, max=1000),
        metadata={"label": _("What she says about it, in her words")},
    )


class ExitSchema(Schema):
    """A proposed exit."""

    exit_kind = fields.String(required=True, metadata={"label": _("How the stay ends"), "widget": "select"})
    attested = fields.List(
        fields.String(), load_default=[], metadata={"label": _("Done before she leaves"), "widget": "checkboxes"}
    )
    effective_on = fields.Date(required=True, metadata={"label": _("On which day")})
    exit_plan = fields.String(
        load_default="", validate=validate.Length(max=2000), metadata={"label": _("Where she goes and who helps her")}
    )
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=1000),
        metadata={"label": _("Reason"), "help": _("Needed where something is not done.")},
    )
    residents_view = fields.String(
        required=True,
        validate=validate.Length(min=1, max=1000),
        metadata={"label": _("What she says about it, in her words")},
    )
