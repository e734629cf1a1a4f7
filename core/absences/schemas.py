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


class OutingSchema(Schema):
    """An outing with permission."""

    left_at = fields.DateTime(required=True, metadata={"label": _("Leaves at")})
    expected_at = fields.DateTime(
        required=True,
        metadata={
            "label": _("Expected back at"),
            "help": _("If she is not, the house is warned, and then looks for her."),
        },
    )
    about = fields.String(
        load_default="",
        validate=validate.Length(max=300),
        metadata={"label": _("With whom, and where to"), "help": _("For whoever has to look for her; it is sealed.")},
    )


class BedSchema(Schema):
    """How much longer her bed is kept."""

    until = fields.Date(required=True, metadata={"label": _("Keep the bed until")})


class TalkSchema(Schema):
    """What came of the talk after her return; what she told stays where it is told."""

    note = fields.String(
        load_default="",
        validate=validate.Length(max=300),
        metadata={"label": _("What has to be done now"), "help": _("No account of what she told.")},
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
