"""What other rooms ask of partners; the parts have a module each."""

from core.partners.directory import get, list_partners
from core.partners.people import people
from core.partners.referral_lists import of_resident, open_referrals, sent_under
from core.partners.seeding import authorities, exists_on, recipients, seed, standing

__all__ = [
    "authorities",
    "exists_on",
    "get",
    "list_partners",
    "of_resident",
    "open_referrals",
    "people",
    "recipients",
    "seed",
    "sent_under",
    "standing",
]
