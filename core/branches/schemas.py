"""What the bed pages take in."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _
from core.web.asking import choose, day, number, tick

OCCUPANTS = (
    ("minors", _("Minors")),
    ("adults", _("Adults")),
    ("mothers", _("Mothers with their babies")),
)
#: What nobody needs in a house without babies.
FOR_BABIES = ("mothers", "crib")
KINDS = (("bed", _("Bed")), ("crib", _("Crib")))


def _reason() -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=300), metadata={"label": _("Reason")})


def _assessed() -> fields.Boolean:
    return fields.Boolean(
        load_default=False,
        metadata={
            "label": _("A written risk assessment allows this room"),
            "help": _("Only where an adult and minors would share a room."),
            "widget": "checkbox",
        },
    )


class AssignSchema(Schema):
    """A bed for somebody who has none."""

    bed_id = fields.Integer(required=True, metadata={"label": _("Bed"), "widget": "radios"})
    at = fields.DateTime(required=True, metadata={"label": _("From")})
    reason = _reason()
    risk_assessment = _assessed()


class HoldSchema(Schema):
    """How long her bed waits for her."""

    until = fields.Date(required=True, metadata={"label": _("Keep the bed until")})
    reason = _reason()


class RoomSchema(Schema):
    """A new room."""

    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=40),
        metadata={"label": _("Name or number of the room")},
    )
    occupants = fields.String(required=True, metadata={"label": _("Who sleeps here"), "choices": OCCUPANTS})


class BedSchema(Schema):
    """A new bed."""

    room_id = fields.Integer(required=True, metadata={"label": _("Room"), "widget": "select"})
    label = fields.String(
        required=True, validate=validate.Length(min=1, max=16), metadata={"label": _("Label of the bed")}
    )
    kind = fields.String(required=True, metadata={"label": _("Kind"), "choices": KINDS})
    accessible = fields.Boolean(
        load_default=False, metadata={"label": _("A wheelchair reaches it"), "widget": "checkbox"}
    )


class PostSchema(Schema):
    """A post."""

    role = choose(_("Post"), widget="select")
    from_on = day(_("From"))
    fte_percent = number(_("Share of a full week, in percent"), 1, 100)
    with_children = tick(_("She or he works with those who live here"))
    qualified = tick(_("The qualification for this post is proved"))
    safeguarding_on = day(_("Last training to protect children"), needed=False)


class ClearanceSchema(Schema):
    """A certificate of somebody of the staff."""

    kind = fields.String(required=True, metadata={"label": _("Certificate"), "widget": "select"})
    number = fields.String(
        required=True, validate=validate.Length(min=1, max=60), metadata={"label": _("Number of the certificate")}
    )
    valid_from = fields.Date(required=True, metadata={"label": _("Issued on")})
    valid_until = fields.Date(required=True, metadata={"label": _("Last day on which it counts")})
    document = fields.String(
        load_default="",
        validate=validate.Length(max=120),
        metadata={"label": _("Document that was seen"), "help": _("Which paper, and where it is kept.")},
    )
