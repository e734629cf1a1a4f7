"""Names and identity documents: how a country writes, checks and sorts them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from plugins.contract.text import LegalBasis, Text


class IdentityError(ValueError):
    """A document number that cannot be right; ``text`` says why to the user."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class Holder(StrEnum):
    """Whom a document is issued to."""

    CHILD = "child"
    ADULT = "adult"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A checked number: compact form, and doubts that do not refuse it."""

    compact: str
    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sample that the validator must refuse, and the reason in a word, for the test."""

    number: str
    why: str


@dataclass(frozen=True, slots=True)
class IdentityDocument:
    """A kind of identity document.

    :param validate: pure function; the number as typed in, a :class:`DocumentNumber` out.
        Raises :class:`IdentityError`. Idempotent on its own output.
    :param format: writes a compact number as people read it.
    :param mask: shape shown as a hint (``0000 00000 0000``), or None for free text.
    :param accepted: samples the validator accepts; invented, never issued.
    """

    code: str
    label: Text
    holder: Holder
    validate: Callable[[str], DocumentNumber]
    format: Callable[[str], str]
    mask: str | None
    accepted: tuple[str, ...]
    refused: tuple[Refusal, ...]
    basis: LegalBasis


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name as registered; any may be empty."""

    given_names: str
    surnames: str


@dataclass(frozen=True, slots=True)
class DisplayName:
    """A name joined for reading, and its key for sorting."""

    shown: str
    sorted_by: str
