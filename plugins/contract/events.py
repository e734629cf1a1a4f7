"""What core tells a country after the fact, and the little a country may do then."""

from datetime import datetime
from typing import Protocol

from plugins.contract.text import LegalBasis, Text


class TaskBook(Protocol):
    """Where a country writes a task for the staff after an event; core keeps and shows it."""

    def add(self, code: str, title: Text, due: datetime, role: str, basis: LegalBasis) -> None:
        """Add a task for *role*, due at an aware instant. The same code for the same resident is kept once."""
