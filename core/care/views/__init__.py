"""Screens of care: in a resident's file, and of the house."""

from core.care.views import file, health, incidents, measures, school, sessions
from core.care.views.blueprint import bp

__all__ = ["bp", "file", "health", "incidents", "measures", "school", "sessions"]
