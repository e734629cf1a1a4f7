"""What the pages of legal cases take in."""

from marshmallow import Schema

from core.i18n import lazy as _
from core.legal import case_terms as terms
from core.web.asking import choose, day, hour, number, several, text, tick

_ROUND = _("Of what is planned: how she is heard, comes there and is got ready")
_NOTE = _("Note")


class CaseSchema(Schema):
    """A case as it is opened."""

    track = choose(_("Track"), terms.TRACKS)
    part = choose(_("Part of the house"), terms.PARTS)
    victims = several(_("Victims"))
    witnesses = several(_("Witnesses"))
    filed_on = day(_("Complaint filed on"), needed=False, help=_("Leave it empty while it is prepared."))
    exploitation = choose(_("Purpose of the exploitation"), terms.EXPLOITATION, widget="select")
    authority_id = number(_("Authority"), 1, 2**31, needed=False, widget="select")
    authority_name = text(_("Authority, if it is not on the list"), 200)
    file_number = text(_("File number"), 100, help=_("It is sealed."))
    strategy = text(_("Strategy"), 4000, long=True, help=_("It is sealed, and each look is recorded."))


class NumberSchema(Schema):
    """The number of a file."""

    file_number = text(_("File number"), 100, needed=True, help=_("It is sealed."))


class ActSchema(Schema):
    """An act that was done, or is planned."""

    kind = choose(_("Act"), {code: each[0] for code, each in terms.ACTS.items()}, widget="select")
    on_day = day(_("Done on"), needed=False)
    at = hour(_("Or planned for"), needed=False)
    result = choose(_("Result"), terms.RESULTS, needed=False, help=_("Only of a decision."))
    modality = choose(_("How she is heard"), terms.MODALITIES, needed=False, section=_ROUND)
    leaves_at = hour(_("She leaves at"), needed=False, section=_ROUND)
    returns_at = hour(_("She returns at"), needed=False, section=_ROUND)
    support = choose(_("Who goes along"), needed=False, widget="select", section=_ROUND)
    prepare = tick(_("Get her ready for it, step by step"), section=_ROUND)
    note = text(_("Note"), 2000, long=True, help=_("It is sealed. Nothing here on what she said."), section=_NOTE)


class HoldSchema(Schema):
    """That a planned act was done."""

    on_day = day(_("Done on"))


class DecideSchema(HoldSchema):
    """That a planned act was done by which something is decided."""

    result = choose(_("Result"), terms.RESULTS, needed=False)


class PostponeSchema(Schema):
    """The new hour of an act."""

    at = hour(_("New hour"))


class CorrectStatementSchema(Schema):
    """How a statement was given, never what was said."""

    on_day = day(_("Day"))
    modality = choose(_("How she was heard"), terms.MODALITIES)
    lawyer = tick(_("Her lawyer was there"))
    once_only = tick(_("It need not be repeated"))


class StatementSchema(CorrectStatementSchema):
    """A statement, with who gave it."""

    resident_id = choose(_("Who gave it"))


class ReparationSchema(Schema):
    """Reparation that was ordered."""

    resident_id = choose(_("For whom"))
    ordered_on = day(_("Ordered on"))


class DeliverSchema(Schema):
    """Reparation that was delivered."""

    delivered_on = day(_("Day"))
    delivered = choose(_("How much"), terms.DELIVERED)


class CorrectReparationSchema(Schema):
    """A reparation put right."""

    ordered_on = day(_("Ordered on"))
    delivered = choose(_("How much"), terms.DELIVERED, needed=False, help=_("Choose nothing while nothing was."))
    delivered_on = day(_("Delivered on"), needed=False)


class PersonSchema(Schema):
    """Somebody whom a case is about too."""

    resident_id = choose(_("Resident"))
    role = choose(_("Her part"), terms.ROLES)
