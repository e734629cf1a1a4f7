"""What the form of a request for a further use takes in."""

from marshmallow import Schema

from core.i18n import lazy as _
from core.reporting.sharing.further_use import KINDS
from core.web.asking import choose, text


class AskSchema(Schema):
    """Who wants figures, which, and for what."""

    kind = choose(_("Who asks"), KINDS)
    recipient = text(_("Name of the person or institution"), 160, needed=True)
    purpose = text(_("For what"), 600, needed=True, long=True, help=_("Never a name of a child or of her family."))
    figures = text(
        _("Which figures, of which periods"), 600, needed=True, long=True,
        help=_("Codes and periods, such as RES-003 of 2025. The branches decide on what stands here, word for word."),
    )  # fmt: skip
