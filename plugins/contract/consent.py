"""Consents a resident is asked for, and how long records are kept."""

from dataclasses import dataclass
from enum import StrEnum

from plugins.contract.text import LegalBasis, Text


class Giver(StrEnum):
    """Who agrees."""

    GUARDIAN = "guardian"
    GUARDIAN_WITH_ASSENT = "guardian_with_assent"
    RESIDENT = "resident"
    MOTHER = "mother"
    DESIGNATED_ADULT = "designated_adult"


@dataclass(frozen=True, slots=True)
class GiverRule:
    """Who gives a consent between two ages.

    :param from_age: completed years, inclusive.
    :param to_age: completed years, exclusive; None for no upper end.
    """

    from_age: int
    to_age: int | None
    giver: Giver


class Use(StrEnum):
    """What the core itself asks a consent for.

    ``transfer``: that her file goes with her to another branch. ``transfer_medical``: that what only health staff may
    read goes as well, asked apart. ``statistics``: that a score taken for her care is counted; without such a consent a
    country's scores are in no figure. ``research``: that a row without name or code is given to a researcher; without
    such a consent no extract can be made. ``publication``: that a picture or something she made is shown outside.
    ``story``: that her story is told to those who support the house; without such a consent none reaches a report.
    """

    TRANSFER = "transfer"
    TRANSFER_MEDICAL = "transfer_medical"
    STATISTICS = "statistics"
    RESEARCH = "research"
    PUBLICATION = "publication"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Consent:
    """A purpose for which agreement is asked.

    :param text: what is explained and agreed to, in plain words.
    :param version: version of the text.
    :param months: longest validity; core allows at most 12.
    :param ends_at_majority: a guardian's consent that ends on the 18th birthday.
    :param use: what the core asks it for; None for a purpose that only people ask about.
    """

    code: str
    label: Text
    text: Text
    version: str
    givers: tuple[GiverRule, ...]
    months: int
    basis: LegalBasis
    revocable: bool = True
    ends_at_majority: bool = True
    use: Use | None = None


class Then(StrEnum):
    """What happens at the end of a retention term."""

    ARCHIVE = "archive"
    ANONYMISE = "anonymise"
    DELETE = "delete"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long a kind of record is kept.

    :param record: kind of record (``resident_file``, ``form``, ``audit``, ``draft``, ``session``, ``submission``).
    :param counted_from: ``majority``, ``exit``, ``creation``.
    :param years: length, or None while no term is known: then nothing is destroyed.
    """

    record: str
    counted_from: str
    years: int | None
    then: Then
    basis: LegalBasis
