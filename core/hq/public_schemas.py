"""What the form that proposes figures for the public takes in."""

from marshmallow import Schema

from core.i18n import lazy as _
from core.web.asking import choose


class ProposalSchema(Schema):
    """A period to be told."""

    period = choose(_("Period"), help=_("A period is told once, and only what is accepted by then."))
