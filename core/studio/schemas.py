"""What the studio takes in beside the contents themselves."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _


class SendSchema(Schema):
    """Why, and from which day."""

    effective_on = fields.Date(required=True, metadata={"label": _("Publish from")})
    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500),
        metadata={"label": _("Why"), "help": _("It is read by who approves. No names.")},
    )


class AnswerSchema(Schema):
    """What who approves has to say; sending back asks for it."""

    comment = fields.String(load_default="", validate=validate.Length(max=500), metadata={"label": _("Comment")})


class RestoreSchema(Schema):
    """Why an older version comes back."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=500), metadata={"label": _("Why")})
