"""Words in several languages, and the law behind a rule with its grade."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a user reads, in each language it exists in.

    :param versions: pairs of language code and text, the country's own language first.
    """

    versions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, **versions: str) -> "Text":
        """Write a text as keywords: ``Text.of(es="Ingreso", en="Admission")``."""
        return cls(tuple(versions.items()))

    def in_language(self, language: str) -> str:
        """Give the text in *language*, or else in the first language it was written in."""
        return dict(self.versions).get(language) or self.versions[0][1]

    def __str__(self) -> str:
        return self.versions[0][1]


class Grade(StrEnum):
    """How well a fact is sourced.

    A: an official or primary text was read. B: several secondary sources, or one literal quotation.
    C: background knowledge that a local lawyer must confirm; always shown to the user as unverified.
    """

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The rule of law (or of the house) that something rests on.

    :param citation: act, article and date as a lawyer of the country would cite it.
    :param source: where the text was read, or None.
    """

    citation: str
    grade: Grade
    source: str | None = None

    @property
    def unverified(self) -> bool:
        """Whether the user must be told that nobody has confirmed this."""
        return self.grade is Grade.C
