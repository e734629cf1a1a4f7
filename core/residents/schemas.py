"""What the screens about a resident take in."""

from marshmallow import Schema, fields, validate

from core.i18n import lazy as _
from core.web import asking
from core.web.asking import choose, day, text, tick
from core.web.fields import UncertainDate

SEXES = (("F", _("Female")), ("M", _("Male")), ("_O", _("Other")), ("_U", _("Not known yet")))
BIRTH_BASES = (
    ("document", _("A document")),
    ("declared", _("What she says")),
    ("estimate", _("An estimate")),
    ("unknown", _("Nothing is known")),
)
RELATIONS = (
    ("mother", _("Mother")),
    ("father", _("Father")),
    ("guardian", _("Guardian")),
    ("sibling", _("Brother or sister")),
    ("grandparent", _("Grandparent")),
    ("aunt_uncle", _("Aunt or uncle")),
    ("partner", _("Partner")),
    ("other", _("Other")),
)
SAFETY = (("safe", _("Safe")), ("unsafe", _("Not safe")), ("unknown", _("Not known yet")))
ANSWERS = (("given", _("Yes")), ("refused", _("She prefers not")), ("not_able", _("Cannot answer now")))
GIVERS = (
    ("resident", _("She herself")),
    ("guardian", _("Her guardian")),
    ("guardian_with_assent", _("Her guardian, with her assent")),
    ("designated_adult", _("A designated adult, with her assent")),
    ("mother", _("The mother, for her baby")),
)
ASSENTS = (
    ("yes", _("Yes")),
    ("no", _("No")),
    ("mark", _("By a mark or drawing")),
    ("oral", _("In words, with a witness")),
)


def _text(label: object, limit: int = 120, **metadata: object) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=limit), metadata={"label": label, **metadata})


def document_field(label: str, mask: str | None) -> fields.String:
    """Make the field for one kind of identity document of the country."""
    return _text(label, 40, **({"help": mask} if mask else {}))


CONTACT_KINDS = (("visit", _("Visit")), ("call", _("Call")), ("video", _("Video call")), ("letter", _("Letter")))


class MetSchema(Schema):
    """A visit or a call."""

    link_id = fields.Integer(required=True, metadata={"label": _("With whom"), "widget": "select"})
    on_day = fields.Date(required=True, metadata={"label": _("Day")})
    kind = fields.String(required=True, metadata={"label": _("Kind"), "choices": CONTACT_KINDS})
    supervised = fields.Boolean(
        load_default=False, metadata={"label": _("Somebody of the house was there"), "widget": "checkbox"}
    )
    note = _text(_("How it went"), 1000, widget="longtext", help=_("It is sealed."))


class ResidentSchema(Schema):
    """What daily work knows of her."""

    house_name = fields.String(
        required=True, validate=validate.Length(min=1, max=60), metadata={"label": _("Name for the house")}
    )
    sex = fields.String(required=True, metadata={"label": _("Sex"), "choices": SEXES})
    language = fields.String(required=True, metadata={"label": _("Language she speaks best")})
    other_languages = fields.List(fields.String(), load_default=[], metadata={"label": _("Other languages")})
    interpreter_needed = fields.Boolean(load_default=False, metadata={"label": _("She needs an interpreter")})
    nationality = fields.String(load_default="", metadata={"label": _("Nationality")})
    revision = fields.Integer(required=True, metadata={"widget": "hidden"})


class IdentitySchema(Schema):
    """Who she is; every value is sealed on its own."""

    given_names = _text(_("Given names"))
    surnames = _text(_("Surnames"))
    other_names = _text(_("Other names she is known by"))
    birth = UncertainDate(load_default=None, metadata={"label": _("Date of birth"), "help": _("As much as is known.")})
    origin_place = _text(_("Place of origin"))
    address = _text(_("Address"), 300)
    revision = fields.Integer(required=True, metadata={"widget": "hidden"})


class EmergencyCardSchema(Schema):
    """What a night shift must know."""

    urgent_health = _text(_("Urgent health needs"), 600)
    allergies = _text(_("Allergies"))
    medicines = _text(_("Medicines she takes"), 600)
    pregnant = fields.String(
        load_default="", metadata={"label": _("Pregnant"), "choices": (("yes", _("Yes")), ("no", _("No")))}
    )
    revision = fields.Integer(required=True, metadata={"widget": "hidden"})


class ContactSchema(Schema):
    """A relative or contact."""

    relation = fields.String(required=True, metadata={"label": _("Relation"), "choices": RELATIONS, "widget": "select"})
    name = fields.String(required=True, validate=validate.Length(min=1, max=120), metadata={"label": _("Name")})
    contact = _text(_("How to reach"), 200)
    safety = fields.String(required=True, metadata={"label": _("Is this contact safe?"), "choices": SAFETY})
    no_contact = fields.Boolean(load_default=False, metadata={"label": _("No contact is allowed")})


class CarerSchema(Schema):
    """Who cares for a baby whose mother leaves without it."""

    decision = _text(_("Who cares for the baby, and who decided it"), 1000)


class ConsentSchema(Schema):
    """An answer to one purpose."""

    kind = fields.String(required=True, metadata={"label": _("What it is for")})
    answer = fields.String(required=True, metadata={"label": _("Answer"), "choices": ANSWERS})
    giver = fields.String(required=True, metadata={"label": _("Who answered"), "choices": GIVERS})
    giver_name = _text(_("Name of who answered, if not she"))
    assent = fields.String(load_default="", metadata={"label": _("Her own assent"), "choices": ASSENTS})
    language = fields.String(required=True, metadata={"label": _("Language in which it was explained")})
    interpreter = fields.Boolean(load_default=False, metadata={"label": _("With an interpreter")})
    given_on = fields.Date(required=True, metadata={"label": _("Day")})


class MemberSchema(Schema):
    """Somebody who joins a case team."""

    user_id = fields.Integer(required=True, metadata={"label": _("Who"), "widget": "select"})
    owner = fields.Boolean(load_default=False, metadata={"label": _("Leads the case")})


class InstructionSchema(Schema):
    """What the shift is told to do."""

    text = fields.String(
        required=True, validate=validate.Length(max=160), metadata={"label": _("What to do, never why")}
    )


class WorkSchema(Schema):
    """A drawing, a picture or a story that may be shown outside."""

    kind = choose(_("What it is"))
    title = text(_("Title"), 80, needed=True, help=_("Nothing that tells who made it, where or when."))
    text = asking.text(
        _("The story"), 4000, long=True,
        help=_("With another name and no places, as she has read or heard it. Empty for a drawing or a picture."),
    )  # fmt: skip


class WordsSchema(Schema):
    """Other words for a work or a story."""

    title = text(_("Title"), 80, needed=True, help=_("Nothing that tells who made it, where or when."))
    text = asking.text(_("The story"), 4000, long=True, help=_("Empty for a drawing or a picture."))
    revision = asking.revision()


class _ApprovalSchema(Schema):
    """What is looked at before anything leaves."""

    no_name = tick(_("No name of hers, or of anybody she knows"))
    no_house = tick(_("Nothing of this house, or of who works here"))
    no_place = tick(_("No place that leads to her: where she comes from, was found, goes to school"))
    no_date = tick(_("No date or age that leads to her"))
    agrees = tick(_("Her consent to just this runs"))
    revision = asking.revision()


class StoryApprovalSchema(_ApprovalSchema):
    """What is looked at in a story."""

    heard = tick(_("She has read or heard these very words"))


class PictureApprovalSchema(_ApprovalSchema):
    """What is looked at in a drawing or a picture."""

    seen = tick(_("I have seen the drawing or picture itself, both sides"))
    no_face = tick(_("No face, no signature, nothing written on it that leads to her"))


class WorkRefusalSchema(Schema):
    """Why a work does not leave."""

    comment = text(_("Why it does not leave"), 300, needed=True, widget="text")
    revision = asking.revision()


class WorkUseSchema(Schema):
    """To whom a work is given."""

    receiver = text(_("To whom, and where it will be shown"), 120, needed=True)
    until = day(_("Until"), help=_("Not longer than her consent runs."))
