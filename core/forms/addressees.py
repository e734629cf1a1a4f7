"""To whom a form may go: the institutions that its country names, as they stand on a day."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.i18n import gettext
from core.partners import service as partners
from core.partners.models import Partner
from plugins.contract.forms import LegalForm


def codes_on(session: Session, form: LegalForm, on: date) -> list[str]:
    """List the codes of a form's recipients on a day, the usual one first; one that has ended gives way to another."""
    return [str(each.seed_code) for each in partners.recipients(session, form.recipients, on)]


def usual(session: Session, form: LegalForm, on: date) -> str | None:
    """Name the recipient that a form goes to unless somebody chooses another; None if it stays in the file."""
    return None if form.kept else next(iter(codes_on(session, form, on)), None)


def choices(session: Session, form: LegalForm, on: date) -> list[tuple[str, str]]:
    """Offer a form's recipients on a day by code and name; one that is kept may go to nobody."""
    found = [(str(each.seed_code), each.name) for each in partners.recipients(session, form.recipients, on)]
    return [("", gettext("Nobody: it stays in the file.")), *found] if form.kept and found else found


def name(session: Session, code: str | None) -> str:
    """Name a recipient; one that this store does not know yet is its code."""
    if code is None:
        return ""
    return session.scalar(select(Partner.name).where(Partner.seed_code == code)) or code
