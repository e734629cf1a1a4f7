"""Where somebody may be sent: the branches that the network lists, open ones only, by their public names."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.models import BranchListing
from core.errors import N_, Invalid
from core.stages import envelopes
from core.stages.envelopes import PublicKeys


@dataclass(frozen=True, slots=True)
class Destination:
    """A branch as it is chosen from."""

    code: str
    name: str

    @property
    def label(self) -> str:
        """Its public name with its code."""
        return f"{self.name} ({self.code})"


def list_destinations(network: Session, own: str | None, today: date) -> list[Destination]:
    """List the other branches that are open."""
    query = select(BranchListing.code, BranchListing.public_name).where(
        BranchListing.code != own,
        BranchListing.opened_on <= today,
        BranchListing.closed_on.is_(None) | (BranchListing.closed_on > today),
    )
    return [Destination(*row) for row in network.execute(query.order_by(BranchListing.code))]


def names(network: Session) -> dict[str, str]:
    """Give every branch's label by its code, closed ones too: old transfers name them."""
    rows = network.execute(select(BranchListing.code, BranchListing.public_name))
    return {row.code: Destination(*row).label for row in rows}


def keys_of(network: Session, code: str, own: str | None, today: date) -> PublicKeys:
    """Find where to seal for a branch that takes somebody in.

    :raises Invalid: if it does not, or has no keys yet.
    """
    if code not in {each.code for each in list_destinations(network, own, today)}:
        raise Invalid({"receiver": [N_("This branch receives nobody at present.")]})
    return envelopes.public_keys(network, code)
