"""What the screens of files at their end take in."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _
from core.retention.holds import GROUNDS, LONGEST

_NO_NAMES = _("Nobody's name: this stays when the file is gone.")


class HoldSchema(Schema):
    """Why a file is held."""

    ground = fields.String(required=True, metadata={"label": _("Why it is held"), "choices": tuple(GROUNDS.items())})
    reason = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST),
        metadata={
            "label": _("In your words"),
            "help": _("Which proceeding or request, so that whoever lifts it knows."),
        },
    )


class LiftSchema(Schema):
    """Why a hold is lifted."""

    why = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST),
        metadata={"label": _("Why it is lifted"), "widget": "text"},
    )


class ProposalSchema(Schema):
    """Why a file may go."""

    reason = fields.String(
        required=True, validate=validate.Length(max=LONGEST), metadata={"label": _("Reason"), "help": _NO_NAMES}
    )
    nothing_open = fields.Boolean(
        load_default=False,
        metadata={
            "label": _("As far as I know, and the lawyer whom I asked, no proceeding needs this file"),
            "widget": "checkbox",
        },
    )


class ReturnSchema(Schema):
    """Why a file stays."""

    comment = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST),
        metadata={"label": _("Why it stays"), "help": _NO_NAMES, "widget": "text"},
    )
