"""Branches' figures column by column: what a period is added up from, on pages and in files alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple

from core.hq.tables.rows import Row
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, Key
from core.reporting.quantity import Place, quantities

#: What each branch of a block has of one cell; None is hidden.
Column = Sequence[int | None]
#: A branch's grade and level of evidence, by indicator.
Standing = Mapping[str, Sequence[str]]

#: Most branches of a block that is put together of what passes by: no more of them are held at once.
MOST = 20


class Block(NamedTuple):
    """Some branches that have sent the same cells.

    :param keys: what names the cells, in their order; ``columns`` has one for each, in which each branch has its place.
    """

    branches: Sequence[str]
    keys: tuple[Key, ...]
    columns: Sequence[Column]
    standings: Sequence[Standing]


class Laid(NamedTuple):
    """Where a figure stands in a block.

    :param value: number of the column of its value or numerator; ``whole`` of what it is part of, if that was sent.
    :param parts: the columns of its own cells, by component.
    """

    place: Place
    value: int
    whole: int | None
    is_share: bool
    parts: Mapping[str, int]


Layout = Mapping[str, Sequence[Laid]]


def layout(keys: tuple[Key, ...]) -> Layout:
    """Tell by indicator which figures some cells are, by the definitions of today.

    What an earlier version of the definitions asked for is left out.
    """
    numbered = [_Numbered(*key, number) for number, key in enumerate(keys) if _is_known(key)]
    parts: dict[Place, dict[str, int]] = {}
    for each in numbered:
        parts.setdefault(each[:3], {})[each.component] = each.value
    found: dict[str, list[Laid]] = {each.indicator: [] for each in numbered}
    # Put together like any branch's figures, with the numbers of columns in the place of values.
    for place, (value, whole, is_share) in _columns(numbered).items():
        found[place[0]].append(Laid(place, value, whole, is_share, parts[place]))
    return found


class Own(NamedTuple):
    """What one branch has sent.

    :param cells: the value of each of the ``keys``.
    """

    branch: str
    keys: tuple[Key, ...]
    cells: Sequence[int | None]
    standing: Standing


def together(each: Iterable[Own], most: int) -> Iterator[Block]:
    """Put branches together that follow one another and have sent the same cells, so many at a time."""
    for keys, alike in groupby(each, attrgetter("keys")):
        while some := list(islice(alike, most)):
            columns = list(zip(*(own.cells for own in some), strict=True))
            yield Block([own.branch for own in some], keys, columns, [own.standing for own in some])


def gathered(rows: Iterable[Row], most: int = MOST) -> Iterator[Block]:
    """Give the cells of a period, which come branch by branch, in blocks."""
    return together((_own(branch, list(found)) for branch, found in groupby(rows, attrgetter("branch"))), most)


def _own(branch: str, rows: Sequence[Row]) -> Own:
    standing = {row.indicator: (row.grade, row.evidence) for row in rows}
    return Own(branch, tuple(row.key for row in rows), tuple(row.value for row in rows), standing)


class _Numbered(NamedTuple):
    """A cell with the number of its column."""

    indicator: str
    breakdown: str
    code: str
    component: str
    value: int


def _columns(numbered: Iterable[_Numbered]) -> dict[Place, tuple[int, int | None, bool]]:
    known = quantities(numbered, catalogues.current().indicators)
    return {place: (each.value, each.of, each.is_share) for place, each in known.items() if each.value is not None}


def _is_known(key: Key) -> bool:
    catalogue = catalogues.current()
    indicator, breakdown, code, _component = key
    return indicator in catalogue.indicators and (breakdown == TOTAL or code in catalogue.codelists.get(breakdown, ()))
