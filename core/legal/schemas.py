"""What the screens of measures take in."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _
from core.web.fields import File

VALIDITIES = (
    ("fixed", _("Until a day")),
    ("until_review", _("Until its review")),
    ("until_further_order", _("Until further order")),
)


class MeasureSchema(Schema):
    """An order or a provisional basis as it arrived."""

    kind = fields.String(required=True, metadata={"label": _("Kind"), "widget": "select"})
    authority_id = fields.Integer(load_default=None, metadata={"label": _("Authority"), "widget": "select"})
    authority_name = fields.String(
        load_default="",
        validate=validate.Length(max=200),
        metadata={"label": _("Court or office, as the paper names it")},
    )
    file_number = fields.String(load_default="", validate=validate.Length(max=80), metadata={"label": _("File number")})
    ordered_on = fields.Date(load_default=None, metadata={"label": _("Ordered on")})
    valid_from = fields.DateTime(required=True, metadata={"label": _("Valid from")})
    validity = fields.String(required=True, metadata={"label": _("How it ends"), "choices": VALIDITIES})
    valid_until = fields.Date(load_default=None, metadata={"label": _("Valid until the end of")})
    review_on = fields.Date(load_default=None, metadata={"label": _("Review on")})
    persons = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1),
        metadata={"label": _("Persons it names"), "help": _("It covers only whom it names."), "widget": "checkboxes"},
    )
    note = fields.String(load_default="", validate=validate.Length(max=1000), metadata={"label": _("Note")})
    scan = File(
        load_default=None,
        metadata={"label": _("Scan of the order"), "accept": "image/jpeg,image/png,application/pdf"},
    )


class GapSchema(Schema):
    """Why nothing covers a stay, and what is being done."""

    text = fields.String(
        required=True,
        validate=validate.Length(max=2000),
        metadata={"label": _("Reason and what is being done")},
    )
