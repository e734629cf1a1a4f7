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


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Ages that the country counts together; its code is an entry of the code list that the bands are named after.

    :param to_age: completed years, counted in; None for everybody older.
    :param regional: the region's bands in which somebody of these ages may stand.
    """

    code: str
    label: Text
    from_age: int
    to_age: int | None
    regional: tuple[str, ...]

    def holds(self, age: int) -> bool:
        """Tell whether somebody of an age stands in it."""
        return self.from_age <= age and (self.to_age is None or age <= self.to_age)


@dataclass(frozen=True, slots=True)
class AgeBands:
    """A country's way of dividing ages for its own reports.

    :param code: the code list whose entries the bands are.
    :param comparability: as of :class:`Comparability`: how far it means the same as the region's bands.
    """

    code: str
    label: Text
    bands: tuple[AgeBand, ...]
    basis: LegalBasis
    comparability: str
    difference: Text

    def of(self, age: int | None) -> str | None:
        """Give the band of an age; None where it is not known."""
        return next((band.code for band in self.bands if age is not None and band.holds(age)), None)
