"""The pages of this room, gathered: partners, and referrals of residents."""

from core.partners import views_partners, views_referrals
from core.partners.views_blueprint import bp

__all__ = ["bp", "views_partners", "views_referrals"]
