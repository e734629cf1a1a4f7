"""What the forms that propose figures for the public take in."""

from marshmallow import Schema

from core.i18n import lazy as _
from core.web.asking import choose, text


class ProposalSchema(Schema):
    """A period to be told."""

    period = choose(_("Period"), help=_("A period is told once, and only what is accepted by then."))


class CorrectionSchema(Schema):
    """A year to be told anew."""

    period = choose(_("Year"), help=_("All that was told of it is told anew, the year and its quarters."))
    why = text(
        _("Why is it corrected?"), 300, needed=True, long=True,
        help=_("Whoever reads the figures reads this too. Never a name, and nothing that leads to a person."),
    )  # fmt: skip
