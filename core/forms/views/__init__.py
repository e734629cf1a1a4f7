"""Screens of legal forms: what is due, filling, reading, signing, handing over."""

from core.forms.views import files, filling, lists, sheet
from core.forms.views.blueprint import bp

__all__ = ["bp", "files", "filling", "lists", "sheet"]
