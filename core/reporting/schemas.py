"""What comes in when a period is closed."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _
from core.reporting.closings import LONGEST_NOTE


class CloseSchema(Schema):
    """The branch's word on a period."""

    note = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_NOTE),
        metadata={
            "label": _("Note to the regional office"),
            "help": _("For instance why a figure is unusual. Never a name or a story."),
        },
    )


class RestateSchema(Schema):
    """Why a signed year is corrected."""

    note = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_NOTE),
        metadata={
            "label": _("Why the year is corrected"),
            "help": _("The regional office reads it. Never a name or a story."),
        },
    )
