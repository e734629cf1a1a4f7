"""Screens about one resident."""

from core.residents.views import care, circle, file
from core.residents.views.blueprint import bp

__all__ = ["bp", "care", "circle", "file"]
