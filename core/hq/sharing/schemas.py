"""What the form of a request for a further use takes in."""

from marshmallow import Schema

from core.i18n import lazy as _
from core.reporting.sharing.further_use import KINDS
from core.web.asking import choose, text, tick


class AskSchema(Schema):
    """Who wants figures, which, and for what."""

    kind = choose(_("Who asks"), KINDS)
    recipient = text(_("Name of the person or institution"), 160, needed=True)
    purpose = text(_("For what"), 600, needed=True, long=True, help=_("Never a name of a child or of her family."))
    figures = text(
        _("Which figures"), 300, needed=True,
        help=_("Codes with commas: RES-003, CAP-002. The branches decide on these alone: nothing else can be told."),
    )  # fmt: skip
    periods = text(_("Of which periods"), 120, needed=True, help=_("With commas: 2025, 2025Q4, 2025-11."))
    alone = tick(_("The branches are told one by one"), help=_("Else only what they add up to is told."))
