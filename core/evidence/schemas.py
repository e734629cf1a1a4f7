"""What the pages of evidence take in."""

from marshmallow import Schema

from core.evidence.variables import VARIABLES
from core.i18n import lazy as _
from core.web.asking import day, number, several, text


class YearsSchema(Schema):
    """Whose exits are followed."""

    first = number(_("Exits from the year"), 2000, 2100)
    last = number(_("Up to the year"), 2000, 2100)


class ExtractSchema(Schema):
    """A request for an extract."""

    recipient = text(
        _("Who would get it"),
        160,
        needed=True,
        help=_("One person and her institution. A copy that turns up says to whom it was given."),
    )
    purpose = text(_("What for"), 600, needed=True, long=True)
    agreement = text(_("Data use agreement"), 120, needed=True, help=_("Number and date of what she has signed."))
    ethics = text(
        _("Approval by an ethics committee"),
        120,
        needed=True,
        help=_("Number and date, or who decided that none is needed."),
    )
    first_year = number(_("Admitted from the year"), 2000, 2100)
    last_year = number(_("Up to the year"), 2000, 2100)
    kept_until = day(_("May be kept until"), help=_("As agreed with her; then she confirms that no copy is left."))
    variables = several(_("Variables"), help=_("As few as the purpose needs: each one more makes people rarer."))


class RefusalSchema(Schema):
    """Why an extract does not go."""

    comment = text(_("Why it does not go"), 300, needed=True, widget="text")


class ConfirmationSchema(Schema):
    """How it was confirmed that no copy is left."""

    confirmed = text(_("How and when she confirmed that every copy is destroyed"), 300, needed=True, widget="text")


CHOICES = tuple((code, each.label) for code, each in VARIABLES.items())
