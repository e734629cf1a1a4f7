"""Branches' figures column by column: what a period is added up from, on pages and in files alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from core.hq.rows import Row
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, Key
from core.reporting.quantity import Place, quantities

#: What each branch of a block has of one cell; None is hidden.
Column = Sequence[int | None]
#: A branch's grade and level of evidence, by indicator.
Standing = Mapping[str, Sequence[str]]


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
    found: dict[str, list[Laid]] = {}
    # Put together like any branch's figures, with the numbers of columns in the place of values.
    for place, (value, whole, is_share) in _columns(numbered).items():
        found.setdefault(place[0], []).append(Laid(place, value, whole, is_share, parts[place]))
    return found


def one_by_one(rows: Iterable[Row]) -> Iterator[Block]:
    """Give the cells of a period, which come branch by branch, as blocks of one branch."""
    for branch, found in groupby(rows, attrgetter("branch")):
        own = list(found)
        standing = {row.indicator: (row.grade, row.evidence) for row in own}
        yield Block((branch,), tuple(row.key for row in own), [(row.value,) for row in own], (standing,))


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
