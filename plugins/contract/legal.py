"""The legal basis of a stay: kinds of protection measure and of provisional basis."""

from dataclasses import dataclass
from enum import StrEnum

from plugins.contract.text import LegalBasis, Text


class Decider(StrEnum):
    """Who can order it."""

    COURT = "court"
    ADMINISTRATION = "administration"
    EITHER = "either"
    NOBODY = "nobody"


class Validity(StrEnum):
    """How a measure ends."""

    FIXED = "fixed"
    UNTIL_REVIEW = "until_review"
    UNTIL_FURTHER_ORDER = "until_further_order"


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A kind of legal basis for sleeping in the house.

    :param provisional: covers only the first hours, until an order arrives.
    :param limit_hours: length of a provisional basis; None for an order, which carries its own dates.
    :param covers_stay: whether it allows residence at all (a school enrolment measure does not).
    :param reminder_days: days after which core asks for a review even where no maximum is known, or None.
    """

    code: str
    label: Text
    decider: Decider
    provisional: bool
    limit_hours: int | None
    covers_stay: bool
    validities: tuple[Validity, ...]
    basis: LegalBasis
    limit_basis: LegalBasis | None = None
    reminder_days: int | None = None
