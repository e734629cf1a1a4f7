"""What the agenda takes in."""

from marshmallow import Schema, fields, validate

from core.agenda.service import TITLE_LIMIT
from core.i18n import lazy as _


class OwnTaskSchema(Schema):
    """A task in one's own words."""

    title = fields.String(
        required=True,
        validate=validate.Length(min=1, max=TITLE_LIMIT),
        metadata={
            "label": _("What is to be done"),
            "help": _("Do not write names, places or reasons: a task may be read over a shoulder."),
        },
    )
    due_at = fields.DateTime(required=True, metadata={"label": _("Due")})
    role = fields.String(
        load_default="",
        metadata={"label": _("For whom"), "help": _("Leave it empty for yourself."), "widget": "select"},
    )
