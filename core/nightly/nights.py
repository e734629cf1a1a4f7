"""What stays of a night in the record of a house."""

from datetime import date

from core.audit.service import Subject


def mark_of(branch_code: str, day: date) -> Subject:
    """Give what the record of a night is about: a house and its local day."""
    return Subject("nightly", f"{branch_code}:{day.isoformat()}")
