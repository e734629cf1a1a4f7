"""What the screens of transfers take in; branches, orders and beds are given by the views."""

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from core.i18n import lazy as _
from core.web.fields import File

_WHERE, _HERS, _GOES = _("Where she goes, and why"), _("What she says"), _("What goes with her")


def _text(label: Any, limit: int, *, required: bool = False, **metadata: Any) -> fields.String:
    rule = validate.Length(min=1 if required else 0, max=limit)
    if required:
        return fields.String(required=True, validate=rule, metadata={"label": label, **metadata})
    return fields.String(load_default="", validate=rule, metadata={"label": label, **metadata})


def _confirmed(message: Any) -> Callable[[bool], None]:
    def check(ticked: bool) -> None:
        if not ticked:
            raise ValidationError(message)

    return check


class MedicineSchema(Schema):
    """A medicine, counted."""

    name = _text(_("Medicine and strength"), 120, required=True)
    doses = fields.Integer(required=True, validate=validate.Range(0, 10_000), metadata={"label": _("Doses in the bag")})
    days = fields.Integer(required=True, validate=validate.Range(0, 10_000), metadata={"label": _("For how many days")})


class ProposalSchema(Schema):
    """A proposed transfer."""

    receiver = fields.String(
        required=True, metadata={"label": _("To which branch"), "section": _WHERE, "widget": "select"}
    )
    order_measure_id = fields.Integer(
        required=True,
        metadata={
            "label": _("The order that moves her"),
            "help": _("As it is recorded in her legal file."),
            "section": _WHERE,
        },
    )
    order = _text(
        _("What else the order says"), 2000, section=_WHERE, help=_("Only if it is not in her legal file.")
    )  # fmt: skip
    reason = _text(_("Reason for the transfer"), 1000, required=True, section=_WHERE)
    assent = fields.String(required=True, metadata={"label": _("Does she agree?"), "section": _HERS})
    residents_view = _text(_("What she says about it, in her words"), 1000, required=True, section=_HERS)
    medicines = fields.List(
        fields.Nested(MedicineSchema),
        load_default=[],
        metadata={
            "label": _("Medicines"),
            "help": _("Count what goes into her bag. Leave it empty if she takes none."),
            "section": _GOES,
        },
    )
    school_record = _text(_("School record"), 4000, section=_GOES)
    plan_summary = _text(
        _("Summary of her plan"), 4000, section=_GOES,
        help=_("What she is working on and what helps; no notes of sessions."),
    )  # fmt: skip
    escort = _text(
        _("Who accompanies her"), 120, section=_GOES, help=_("Name and post. No hour and no route.")
    )  # fmt: skip
    medical = fields.Boolean(
        load_default=False,
        metadata={
            "label": _("Shall the nurse enclose private health information?"),
            "help": _("Only if she wants it: on her separate consent, sealed for health staff there."),
            "section": _GOES,
        },
    )


class DecisionSchema(Schema):
    """The director's word."""

    comment = _text(_("Comment"), 1000, help=_("Needed if you send it back."))


class SendingSchema(Schema):
    """The last look before the package is sealed."""

    counted = fields.Boolean(
        load_default=False,
        validate=_confirmed(_("Look through the list once more, and confirm it.")),
        metadata={
            "label": _("Everything on the list is with her, and the medicines are counted"),
            "widget": "checkbox",
        },
    )
    without_medical = fields.Boolean(
        load_default=False,
        metadata={"label": _("Send it without the part for health staff"), "widget": "checkbox"},
    )


class MedicalSchema(Schema):
    """What only health staff there may read."""

    text = _text(_("For health staff there"), 8000, required=True)
    consent = fields.Boolean(
        load_default=False,
        validate=_confirmed(_("Ask her once more before you seal it.")),
        metadata={"label": _("She has heard what is written here and still wants it sent"), "widget": "checkbox"},
    )


class RefusalSchema(Schema):
    """Why she cannot be received."""

    reason = _text(
        _("Why she cannot be received"), 1000, required=True, help=_("The house that sent her reads it.")
    )  # fmt: skip


class FileSchema(Schema):
    """An envelope that was brought on a stick."""

    file = File(required=True, metadata={"label": _("The file"), "accept": ".json,application/json"})


class ReceptionSchema(Schema):
    """What nobody knows before she stands at the door."""

    house_name = _text(
        _("Name for the house"), 60, required=True, help=_("As she was called there; she may choose another.")
    )  # fmt: skip
    admitted_at = fields.DateTime(required=True, metadata={"label": _("Arrived at")})
    brought_by = _text(_("Name and post of who brought her"), 120)
    language = fields.String(required=True, metadata={"label": _("Language she speaks best")})
    interpreter_needed = fields.Boolean(load_default=False, metadata={"label": _("She needs an interpreter")})
    mother = fields.Integer(
        load_default=None, metadata={"label": _("Her or his mother in this house"), "widget": "select"}
    )
    basis = fields.String(
        load_default="",
        metadata={
            "label": _("Basis of the stay"),
            "help": _("What the order is in this country. Leave empty if nothing covers the stay yet."),
            "widget": "select",
        },
    )
    basis_until = fields.Date(
        load_default=None, metadata={"label": _("Order valid until"), "help": _("If it says so.")}
    )
    scan = File(
        load_default=None,
        metadata={"label": _("Photo of the paper"), "accept": "image/jpeg,image/png,application/pdf"},
    )
    must_not_know = _text(_("Who must not know that she is here"), 120)
    bed_id = fields.Integer(load_default=None, metadata={"label": _("Bed"), "widget": "select"})
    confirmed = fields.List(fields.String(), load_default=[], metadata={"label": _("I have read this and go on")})
