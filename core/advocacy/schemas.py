"""What the pages of advocacy take in. No case and no person is ever named here."""

from marshmallow import Schema

from core.advocacy import service as terms
from core.i18n import lazy as _
from core.web.asking import choose, day, number, revision, text, tick


class InstrumentSchema(Schema):
    """A law or rule that is followed."""

    kind = choose(_("Kind"), terms.KINDS)
    title = text(_("Title"), 200, needed=True)
    partner_id = number(_("Body that decides"), 1, 2**31, needed=False, widget="select")
    ask = text(_("What the network asks for"), 600, long=True)
    opened_on = day(_("Followed since"))
    revision = revision()


class FirstInstrumentSchema(InstrumentSchema):
    """A law or rule that is put on the agenda, at the stage it has."""

    stage = choose(_("Stage it has"), terms.STAGES)


class StepSchema(Schema):
    """A step of an instrument."""

    to_stage = choose(_("Stage it has reached"), terms.STEP_WORDS, widget="select")
    on_day = day(_("Day"))
    evidence = choose(_("What shows it"), terms.EVIDENCE, needed=False)
    evidence_ref = text(_("Which document, and where it is"), 200)
    contribution = tick(_("The document shows what the network put in"))


class ActionSchema(Schema):
    """Something that was done."""

    kind = choose(_("Kind"), terms.ACTIONS)
    on_day = day(_("Day"))
    partner_id = number(_("With whom"), 1, 2**31, needed=False, widget="select")
    instrument_id = number(_("For what"), 1, 2**31, needed=False, widget="select")
    summary = text(_("What was done"), 600, needed=True, long=True, help=_("No case and no person."))
    commitment = text(_("What somebody promised"), 300)
    commitment_due = day(_("Until when"), needed=False)
