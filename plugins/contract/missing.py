"""What a country asks to be done when somebody of the house is missing."""

from dataclasses import dataclass
from enum import StrEnum

from plugins.contract.calendar import Deadline
from plugins.contract.text import LegalBasis, Text


class About(StrEnum):
    """For whom a protocol is; whoever may still be a minor counts as one."""

    MINORS = "minors"
    ADULTS = "adults"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class MissingStep:
    """Something that has to be done, with its clock.

    :param due: counted from the hour since which she is missing.
    :param tells: codes of the institutions that are told, first the usual one; another may be chosen where the first
        may not be trusted.
    :param form: key of the legal form that tells them, or None.
    :param role: whose task it is.
    """

    code: str
    label: Text
    due: Deadline
    role: str
    tells: tuple[str, ...] = ()
    form: str | None = None


@dataclass(frozen=True, slots=True)
class SearchStep:
    """Something that is done at once when somebody is late from an outing, before she is declared missing.

    :param minutes: within how many after the search has begun; 0 means at once.
    :param role: whose task it is.
    """

    code: str
    label: Text
    role: str
    minutes: int
    basis: LegalBasis


@dataclass(frozen=True, slots=True)
class MissingProtocol:
    """A country's alert for a missing person.

    :param sexes: the region's codes of those it is for; empty for all.
    :param steps: in order; the form of the first that has one is begun at once.
    :param told_in: key of the field of that form which takes what was known when she was reported missing, or None.
    :param care: what everybody in the house has to mind meanwhile, or None.
    """

    code: str
    label: Text
    about: About
    basis: LegalBasis
    steps: tuple[MissingStep, ...]
    sexes: tuple[str, ...] = ()
    care: Text | None = None
    told_in: str | None = None

    def is_for(self, sex: str, *, minor: bool) -> bool:
        """Tell whether it is for somebody."""
        fits = self.about is About.EVERYBODY or (self.about is About.MINORS) == minor
        return fits and (not self.sexes or sex in self.sexes)

    @property
    def form(self) -> str | None:
        """The form that raises the alert."""
        return next((step.form for step in self.steps if step.form), None)
