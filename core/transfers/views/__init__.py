"""Pages of transfers between branches, on both sides."""

from core.transfers.views import lists, one, proposing, receiving
from core.transfers.views.blueprint import bp

__all__ = ["bp", "lists", "one", "proposing", "receiving"]
