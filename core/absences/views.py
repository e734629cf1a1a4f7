"""Pages of those who are away: searches, and outings with permission."""

from core.absences import views_absences, views_outings
from core.absences.views_blueprint import bp

__all__ = ["bp", "views_absences", "views_outings"]
