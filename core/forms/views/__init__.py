"""Screens of legal forms: what is due, filling, reading, signing, handing over."""

from core.forms.views import filling, lists, sheet
from core.forms.views.blueprint import bp

__all__ = ["bp", "filling", "lists", "sheet"]
