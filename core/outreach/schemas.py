"""What the pages of street outreach take in: little, and in seconds."""

from marshmallow import Schema

from core.i18n import lazy as _
from core.outreach import terms
from core.web.asking import choose, day, hour, number, text, tick


class OutingSchema(Schema):
    """An outing that begins now."""

    area = text(_("Area"), 80, needed=True, help=_("A name, no coordinates."))
    team = text(_("Who goes"), 200, needed=True)
    expected_back_at = hour(_("Back at"))


class SiteSchema(Schema):
    """A site."""

    kind = choose(_("Kind"), terms.SITE_KINDS)
    area = text(_("Area"), 80, needed=True)
    name = text(_("Name"), 200, needed=True, help=_("It is sealed; on lists a code stands for it."))


class VisitSchema(Schema):
    """A visit to a site, and what was seen there."""

    site_id = number(_("Site"), 1, 2**31, widget="select")
    strong = number(_("Strong signs"), 0, 99)
    medium = number(_("Medium signs"), 0, 99)
    weak = number(_("Weak signs"), 0, 99)
    complete = tick(_("The visit sheet is complete"))
    note = text(_("Note"), 2000, long=True, help=_("It is sealed."))


class ContactSchema(Schema):
    """A contact with somebody who is known."""

    met_at = hour(_("When"))
    need = choose(_("What she needs"), terms.NEEDS, needed=False)
    given = choose(_("What was given"), terms.GIVEN, needed=False)
    screen = choose(_("Signs of exploitation"), terms.SCREENS, needed=False)
    visit_id = number(_("At which site"), 1, 2**31, needed=False, widget="select")
    note = text(_("Note"), 2000, long=True, help=_("It is sealed."))


class FirstContactSchema(ContactSchema):
    """A contact with somebody new."""

    nickname = text(_("Nickname"), 60, needed=True, help=_("Never her name. It is sealed."))
    sex = choose(_("Girl or boy"), terms.SEXES)
    age_band = choose(_("Age, as it seems"), terms.AGES)
    area = text(_("Area"), 80, needed=True)

    class Meta:
        """Who comes first, what happened after."""

        fields = ("nickname", "sex", "age_band", "area", "met_at", "need", "given", "screen", "visit_id", "note")


class ReferSchema(Schema):
    """A referral from the street."""

    referred_at = hour(_("When"))
    referred_to_id = number(_("To whom"), 1, 2**31, widget="select")


class ServiceSchema(Schema):
    """The first contact with a service."""

    service_on = day(_("First contact on"))
