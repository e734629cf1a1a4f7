"""Administrative divisions: one tree of dated codes."""

from dataclasses import dataclass

from plugins.contract.text import Text


@dataclass(frozen=True, slots=True)
class PlaceLevel:
    """A level of the tree, top first."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Place:
    """A division.

    :param code: official code as text, leading zeros kept; unique over the country's whole history.
    :param parent: code of the division above, or None at the top level.
    :param aliases: names that people also use, for search.
    :param valid_from: ISO date from which it exists, or None for always.
    """

    code: str
    parent: str | None
    level: str
    name: str
    aliases: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
