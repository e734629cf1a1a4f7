"""What is sent about a form beside its answers."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _


class RecipientSchema(Schema):
    """Another recipient, and why."""

    recipient = fields.String(required=True, metadata={"label": _("Addressed to"), "widget": "select"})
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=300),
        metadata={
            "label": _("Why not the usual recipient"),
            "help": _("For instance, that somebody there may not be trusted. It is not printed."),
            "widget": "text",
        },
    )


class DeliverySchema(Schema):
    """The day of a delivery."""

    delivered_on = fields.Date(required=True, metadata={"label": _("Delivered on")})


class CopySchema(Schema):
    """What a printed copy is for."""

    reason = fields.String(load_default="", validate=validate.Length(max=200), metadata={"label": _("What it is for")})
    leaves = fields.Boolean(
        load_default=False,
        metadata={"label": _("It is for the recipient: it leaves the house"), "widget": "checkbox"},
    )


class VoidSchema(Schema):
    """Why a form does not count."""

    reason = fields.String(
        required=True, validate=validate.Length(max=300), metadata={"label": _("Reason"), "widget": "text"}
    )
