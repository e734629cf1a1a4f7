"""What is typed when somebody is missing, and when she is found."""

from marshmallow import Schema, fields, validate

from core.absences.service import NOTE_LIMIT
from core.i18n import lazy as _


class ReportSchema(Schema):
    """Since when, and what is known."""

    since = fields.DateTime(
        required=True,
        metadata={"label": _("Missing since"), "help": _("Since when nobody knows where she is. Nobody has to wait.")},
    )
    circumstances = fields.String(
        load_default="",
        validate=validate.Length(max=2000),
        metadata={
            "label": _("What is known"),
            "help": _("What she wears, with whom, where she may be. It can be added in the alert."),
        },
    )


class EndSchema(Schema):
    """How she was found."""

    outcome = fields.String(
        load_default="",
        validate=validate.Length(max=2000),
        metadata={"label": _("What is known of it")},
    )


class StepSchema(Schema):
    """Which step was taken, and what came of it."""

    step = fields.String(load_default="", validate=validate.Length(max=40), metadata={"widget": "hidden"})
    note = fields.String(
        load_default="",
        validate=validate.Length(max=NOTE_LIMIT),
        metadata={"label": _("Who answered, which number it has"), "widget": "text"},
    )
