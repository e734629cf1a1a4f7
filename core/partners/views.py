"""The pages of this room, gathered: partners, and referrals of residents."""

from core.partners import partner_pages, referral_pages
from core.partners.blueprint import bp

__all__ = ["bp", "partner_pages", "referral_pages"]
