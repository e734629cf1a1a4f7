"""What is typed about a report that is owed."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _


class WhichSchema(Schema):
    """Which report, of which period, for whom."""

    code = fields.String(required=True, validate=validate.Length(max=40))
    period = fields.String(required=True, validate=validate.Length(max=8), metadata={"label": _("Period")})
    partner = fields.Integer(load_default=None, allow_none=True)


class SendSchema(Schema):
    """That a report left."""

    settled_on = fields.Date(required=True, metadata={"label": _("Sent on")})
    receipt = fields.String(
        required=True,
        validate=validate.Length(min=1, max=120),
        metadata={"label": _("Receipt"), "help": _("A number, a seal, or who received it.")},
    )


class KeepSchema(Schema):
    """That a report stays in the house."""

    code = fields.String(required=True, validate=validate.Length(max=40), metadata={"widget": "hidden"})
    period = fields.String(required=True, validate=validate.Length(max=8), metadata={"widget": "hidden"})
    partner = fields.Integer(load_default=None, allow_none=True, metadata={"widget": "hidden"})
    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=300),
        metadata={
            "label": _("Why it is not sent"),
            "help": _("For instance: nobody is there to receive it."),
            "widget": "text",
        },
    )
