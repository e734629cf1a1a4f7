"""What the pages of partners and referrals take in."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _
from core.partners.agreements import SHAREABLE
from core.partners.referral_terms import IN, OUT, PURPOSES

ROLES = (
    ("orders_measures", _("Orders measures")),
    ("receives_complaints", _("Receives complaints")),
    ("supervises", _("Supervises")),
    ("represents_child", _("Represents the child")),
    ("missing_alert", _("Missing-child alert")),
    ("statistics", _("Statistics")),
    ("civil_registry", _("Civil registry")),
    ("migration", _("Migration")),
    ("oversight", _("Oversight")),
)
DIRECTIONS = ((OUT, _("We refer her to them")), (IN, _("They refer her to us")))
CLASSES = (
    ("HDR", _("Code, age and stage")),
    ("SOC", _("Social history and school")),
    ("PSY-S", _("Psychological summary")),
    ("MED-E", _("Emergency card")),
    ("MED-C", _("Clinical file")),
    ("LEG-C", _("Dates of her legal case")),
)


def _text(label: object, limit: int, **metadata: object) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=limit), metadata={"label": label, **metadata})


def _name(label: object, limit: int) -> fields.String:
    return fields.String(required=True, validate=validate.Length(min=1, max=limit), metadata={"label": label})


def _revision() -> fields.Integer:
    return fields.Integer(load_default=1, metadata={"widget": "hidden"})


class PartnerSchema(Schema):
    """A partner of the house's own."""

    name = _name(_("Name"), 200)
    short_name = _text(_("Short name"), 40)
    kind = fields.String(required=True, metadata={"label": _("Kind"), "widget": "select"})
    telephone = _text(_("Telephone"), 40, widget="tel")
    place_code = fields.String(load_default="", metadata={"label": _("Place"), "widget": "select"})
    note = _text(_("Note"), 600, help=_("What helps to work with them. Nothing about residents."))
    active = fields.Boolean(load_default=False, metadata={"label": _("We work with them"), "widget": "checkbox"})
    revision = _revision()


class ContactSchema(Schema):
    """Somebody to talk to."""

    name = _name(_("Name"), 120)
    function = _text(_("What she or he does there"), 120)
    telephone = _text(_("Telephone"), 40, widget="tel")
    email = fields.Email(load_default="", validate=validate.Length(max=120), metadata={"label": _("E-mail")})


class AgreementSchema(Schema):
    """What is agreed."""

    purpose = fields.String(
        required=True,
        validate=validate.Length(min=1, max=300),
        metadata={"label": _("What it is for"), "widget": "longtext"},
    )
    signed_on = fields.Date(
        load_default=None, metadata={"label": _("Signed on"), "help": _("Leave it empty while it is a draft.")}
    )
    valid_from = fields.Date(required=True, metadata={"label": _("Valid from")})
    valid_until = fields.Date(
        load_default=None, metadata={"label": _("Valid until"), "help": _("Leave it empty if it has no end.")}
    )
    data_sharing = fields.Boolean(
        load_default=False, metadata={"label": _("It has an annex on sharing data"), "widget": "checkbox"}
    )
    shared_classes = fields.List(
        fields.String(validate=validate.OneOf(SHAREABLE)),
        load_default=[],
        metadata={"label": _("Data that the annex names"), "choices": CLASSES},
    )
    revision = _revision()


class ReferralSchema(Schema):
    """A referral as it is prepared."""

    direction = fields.String(required=True, metadata={"label": _("Direction"), "choices": DIRECTIONS})
    partner_id = fields.Integer(required=True, metadata={"label": _("Institution"), "widget": "select"})
    purpose = fields.String(required=True, metadata={"label": _("What it is for"), "choices": tuple(PURPOSES.items())})
    reason = _text(
        _("Reason, for the file only"), 2000, help=_("It is sealed and does not leave the house."), widget="longtext"
    )
    legal_duty = _text(
        _("Legal duty, if it rests on one"), 200, help=_("The article. Leave it empty if it rests on her consent.")
    )
    requested_on = fields.Date(required=True, metadata={"label": _("Day")})


class OutcomeSchema(Schema):
    """What came of it."""

    outcome = fields.String(
        required=True,
        validate=validate.Length(min=1, max=4000),
        metadata={"label": _("What came of it"), "help": _("It is sealed.")},
    )


class ReferralConsentSchema(Schema):
    """Her answer to being referred to this institution."""

    kind = fields.String(required=True, metadata={"label": _("Consent"), "widget": "select"})
    answer = fields.String(
        required=True,
        metadata={
            "label": _("What she answered"),
            "choices": (("given", _("Yes")), ("refused", _("She prefers not"))),
        },
    )
