"""What is sent about a form beside its answers."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _


class RecipientSchema(Schema):
    """Another recipient, and why."""

    recipient = fields.String(load_default="", validate=validate.Length(max=40), metadata={"label": _("Addressed to")})
    reason = fields.String(
        load_default="", validate=validate.Length(max=300), metadata={"label": _("Why not the usual recipient")}
    )


class DeliverySchema(Schema):
    """The day of a delivery."""

    delivered_on = fields.Date(required=True, metadata={"label": _("Delivered on")})
