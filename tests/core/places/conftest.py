"""A house to work in."""

from core.testkit.premises import house

__all__ = ["house"]
