"""What the pages of after-care take in."""

from marshmallow import Schema

from core.aftercare import terms
from core.i18n import lazy as _
from core.web.asking import choose, day, revision, text, tick

_HOW = _("Channel and hours, what to say, who may answer, what never to do. It is sealed, and each look is recorded.")


class PlanSchema(Schema):
    """How somebody wants to be accompanied."""

    agrees = tick(_("She wants to be accompanied"))
    contact = text(_("How to reach her safely"), 1000, long=True, help=_HOW)
    safety_assessed_on = day(_("The safety of the place was looked at on"), needed=False)


class ContactSchema(Schema):
    """How somebody is reached."""

    contact = text(_("How to reach her safely"), 1000, long=True, help=_HOW)
    revision = revision()


class OutcomeSchema(Schema):
    """What came of a follow-up."""

    state = choose(
        _("What came of it"),
        {code: terms.STATES[code] for code in (terms.REACHED, terms.NOT_REACHED, terms.DECLINED, terms.DECEASED)},
    )
    sure = tick(_("I am sure that she has died"), help=_("Only with “She has died”: it ends her whole after-care."))
    made_on = day(_("Day"))
    mode = choose(_("How"), terms.MODES, needed=False)
    source = choose(_("Who told it"), terms.SOURCES, needed=False)
    lost_reason = choose(_("Why she was not reached"), terms.LOST, needed=False)
    occupation = choose(_("What she does"), terms.OCCUPATIONS, needed=False)
    reexploited = choose(_("Is she exploited again"), terms.REEXPLOITED, needed=False)
    readmitted_elsewhere = tick(_("She lives in another shelter again"))
    note = text(_("Her words, and what is to be done"), 2000, long=True, help=_("It is sealed."))


class WorkerSchema(Schema):
    """Who accompanies her."""

    worker = choose(_("Who accompanies her"), widget="select")
