"""Which house leads a country: the one whose administrator enters what is set once for all of its houses."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.access.models import BranchListing
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Invalid


def leader(session: Session, country_code: str) -> str | None:
    """Find the house that leads a country; None while it has none.

    :param session: of the network store.
    """
    query = select(BranchListing.code).where(BranchListing.country_code == country_code, BranchListing.leads.is_(True))
    return session.scalar(query)


def let_lead(session: Session, actor: Actor, country_code: str, branch_code: str) -> None:
    """Let another house lead the country.

    :raises Invalid: if the country has no such open house.
    """
    listing = session.get(BranchListing, branch_code)
    if listing is None or listing.country_code != country_code or listing.closed_on is not None:
        raise Invalid({"branch": [N_("The country has no open house of this code.")]})
    session.execute(update(BranchListing).where(BranchListing.country_code == country_code).values(leads=False))
    session.flush()  # of a country one house leads
    listing.leads = True
    record(session, actor, "branch.lead", Subject("branch", branch_code), country=country_code)
