"""Reporting rules of a country: how local words map to the regional figures, and stricter disclosure."""

from dataclasses import dataclass

from plugins.contract.text import LegalBasis, Text


@dataclass(frozen=True, slots=True)
class DisclosureRule:
    """A threshold below which a count is hidden; a country may tighten core's, never loosen it.

    :param rule: code of the regional rule (``PERSON``, ``PERSON_SENSITIVE``).
    :param threshold: smallest count that may be shown.
    """

    rule: str
    threshold: int
    basis: LegalBasis


@dataclass(frozen=True, slots=True)
class Comparability:
    """How far a regional indicator means the same here.

    :param grade: ``A`` same definition and source, ``B`` mapped with a stated difference, ``C`` not comparable.
    """

    indicator: str
    grade: str
    difference: Text
