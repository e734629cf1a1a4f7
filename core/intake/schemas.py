"""What an admission form takes in tonight: twelve things, and nothing that can wait."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from core.i18n import lazy as _
from core.web.fields import File, UncertainDate

SEXES = (("F", _("Female")), ("M", _("Male")), ("_O", _("Other")), ("_U", _("Not known yet")))
BIRTH_BASES = (
    ("document", _("A document")),
    ("declared", _("What she says")),
    ("estimate", _("An estimate")),
    ("unknown", _("Nothing is known")),
)
YES_NO = (("yes", _("Yes")), ("no", _("No")))


def _text(label: Any, limit: int = 120, **metadata: Any) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=limit), metadata={"label": label, **metadata})


class AdmissionSchema(Schema):
    """Admission tonight; the choices of country and house are given by the view."""

    house_name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"label": _("Name for the house"), "help": _("She chooses it; not her real name.")},
    )
    sex = fields.String(required=True, metadata={"label": _("Sex"), "choices": SEXES})
    birth = UncertainDate(
        load_default=None, metadata={"label": _("Date of birth"), "help": _("As much of it as is known.")}
    )
    age = fields.Integer(
        load_default=None,
        validate=validate.Range(0, 60),
        metadata={"label": _("Or her age in years"), "help": _("If no date is known.")},
    )
    birth_basis = fields.String(required=True, metadata={"label": _("How her age is known"), "choices": BIRTH_BASES})
    admitted_at = fields.DateTime(required=True, metadata={"label": _("Arrived at")})
    entry_kind = fields.String(required=True, metadata={"label": _("Who brought her")})
    brought_by = _text(_("Name and post of who brought her"))
    basis = fields.String(
        load_default="",
        metadata={"label": _("Basis of the stay"), "help": _("Leave empty if nothing covers the stay yet.")},
    )
    basis_until = fields.Date(
        load_default=None, metadata={"label": _("Order valid until"), "help": _("If it says so.")}
    )
    scan = File(
        load_default=None,
        metadata={"label": _("Photo of the paper"), "accept": "image/jpeg,image/png,application/pdf"},
    )
    urgent_health = _text(_("Urgent health needs"), 600)
    allergies = _text(_("Allergies"))
    medicines = _text(_("Medicines she takes"), 600)
    pregnant = fields.String(load_default="", metadata={"label": _("Pregnant"), "choices": YES_NO})
    with_baby = fields.Boolean(load_default=False, metadata={"label": _("She comes with her baby")})
    language = fields.String(required=True, metadata={"label": _("Language she speaks best")})
    interpreter_needed = fields.Boolean(load_default=False, metadata={"label": _("She needs an interpreter")})
    must_not_know = _text(_("Who must not know that she is here"))
    nationality = fields.String(load_default="", metadata={"label": _("Nationality")})
    bed_id = fields.Integer(load_default=None, metadata={"label": _("Bed")})
    confirmed = fields.List(fields.String(), load_default=[], metadata={"label": _("I have read this and go on")})

    @validates_schema
    def age_known_once(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Ask for a date or an age unless nothing is known, and never for both."""
        if data.get("birth") and data.get("age") is not None:
            raise ValidationError({"age": [_("Write the date or the age, not both.")]})
        nothing = not data.get("birth") and data.get("age") is None
        if nothing and data.get("birth_basis") not in (None, "unknown"):
            raise ValidationError({"birth": [_("Write the date or the age, or say that nothing is known.")]})
