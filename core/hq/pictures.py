"""What a period in words and pictures is made of."""

from dataclasses import dataclass

from core.reporting.catalogue import Indicator
from plugins.contract.text import Text


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of branches whose figures mean the same, or of the entries of a list.

    :param told: what it shows, in words.
    """

    told: str
    svg: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table.

    :param cells: each branch's figure in words; ``pooled`` the network's.
    """

    name: str
    cells: tuple[str, ...]
    pooled: str


@dataclass(frozen=True, slots=True)
class Part:
    """How a figure divides by a list.

    :param empty: names of the entries that are nought in every branch; they have no line.
    :param chart: of the network, where the figure has no total that could be drawn.
    """

    name: str
    lines: tuple[Line, ...]
    empty: tuple[str, ...]
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its charts; its line holds the same values.

    :param line: None for one that is told by its parts alone.
    :param evidence: how well it is attested, in words.
    """

    indicator: Indicator
    name: str
    line: Line | None
    charts: tuple[Chart, ...]
    parts: tuple[Part, ...]
    evidence: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """The figures of one area of work."""

    name: Text
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """A period in words and pictures.

    :param branches: those that stand side by side; ``alone`` says why none does, where they are too many.
    :param together: what all of them are called: the network, or their country.
    """

    branches: tuple[str, ...]
    areas: tuple[Area, ...]
    together: str
    alone: str = ""
