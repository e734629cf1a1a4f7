"""What a branch owes to whom and when: reports to authorities and donors, as data with source and grade."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plugins.contract.calendar import Deadline
from plugins.contract.text import LegalBasis, Text


class Rhythm(StrEnum):
    """How often something is owed. The periods have the letters of the region's figures."""

    MONTH = "M"
    QUARTER = "Q"
    YEAR = "A"
    REQUEST = "request"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of a report, drawn from the region's figures.

    :param indicators: codes of regional indicators; columns where the table is broken down, lines where it is not.
    :param breakdown: a regional list, bands of age of the country, or a code list of the country that maps to the
        purposes of exploitation; None for totals. Figures are broken down once a year.
    """

    code: str
    title: Text
    indicators: tuple[str, ...]
    breakdown: str | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A report that a branch owes.

    :param asked: what its addressee wants to know.
    :param basis: why it is owed at all; ``rhythm_basis`` is why so often, which may be known worse.
    :param addressee: code of an institution; one that has ended gives way to its successor.
    :param addressee_kind: instead of one institution, every partner of this kind that the branch has an agreement with.
    :param due: counted from the end of the period; None where it has none, or where nobody has said by when.
    :param tables: what is drawn from figures, under the rules of disclosure.
    :param forms: keys of the legal forms that carry it; these hold exact numbers, for who has a title to them.
    :param by_hand: what is asked for and no figure holds: whoever sends the report adds it.
    :param role: whose task it is.
    """

    code: str
    title: Text
    asked: Text
    basis: LegalBasis
    rhythm: Rhythm
    rhythm_basis: LegalBasis
    addressee: str | None = None
    addressee_kind: str | None = None
    due: Deadline | None = None
    tables: tuple[ReportTable, ...] = ()
    forms: tuple[str, ...] = ()
    by_hand: tuple[Text, ...] = ()
    role: str = "me_officer"
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def periodic(self) -> bool:
        """Whether it is owed for every period, without being asked."""
        return self.rhythm in (Rhythm.MONTH, Rhythm.QUARTER, Rhythm.YEAR)

    @property
    def unverified(self) -> bool:
        """Whether any part of it still awaits a local lawyer's word."""
        bases = [self.basis, self.rhythm_basis, *([self.due.basis] if self.due else [])]
        return any(basis.unverified for basis in bases)

    def owed_on(self, day: date) -> bool:
        """Whether it is owed on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )
