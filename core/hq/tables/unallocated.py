"""What several branches withhold of a cell, together: a row of the exported table that belongs to no branch.

It holds what is withheld and no more, so that all rows of a cell add up to the network's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.hq.structure import OWN, UNALLOCATED, breakdown_of
from core.hq.tables.pools import NOT_COMPARABLE, Added, Sums
from core.hq.tables.rows import Row
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, Key
from core.reporting.masking import name_of
from core.reporting.twoway import crossed
from plugins.contract.exports import Observation

#: Where a row has them; most are looked at no further.
_VALUE, _GRADE = Row._fields.index("value"), Row._fields.index("grade")


@dataclass(frozen=True, slots=True)
class Together:
    """What some branches hide of one cell: all who hide it, unless they are named."""

    value: int
    branches: frozenset[str] | None = None


def key_of(each: Observation) -> Key:
    """Name the cell that an observation was."""
    own = {name: code for name, code in zip(OWN, (each.sex, each.age), strict=True) if code != TOTAL}
    breakdown, code = (crossed(own), crossed(own.values())) if own else breakdown_of(each.breakdown)
    return each.indicator, breakdown, code, each.component


def with_sums(blocks: Iterable[Sequence[Sequence[Any]]], sums: Sums) -> Iterator[Sequence[Sequence[Any]]]:
    """Give rows as they come, branch by branch, and after them each sum that holds all that is withheld of its cell.

    :param blocks: rows in the order of their fields, as the database gives them.
    """
    hidden: dict[str, list[Row]] = {}
    for block in blocks:
        yield block
        if sums:
            _gather(hidden, block, sums)
    if found := [
        _together(parts, sums[name]) for name, parts in hidden.items()
        if frozenset(each.branch for each in parts) == sums[name].branches
    ]:  # fmt: skip
        yield found


def put_apart(found: Iterable[Observation], sums: dict[str, Together]) -> Iterator[Observation]:
    """Give branches' figures as they come, and put the sums of what they withhold apart, by the name of the cell."""
    for each in found:
        if each.branch == UNALLOCATED:
            sums[name_of(key_of(each))] = Together(each.obs_value or 0)
        else:
            yield each


def _gather(hidden: dict[str, list[Row]], block: Sequence[Sequence[Any]], sums: Sums) -> None:
    """Put what one branch withholds of cells that were read as sums to what others withhold of them."""
    for each in block:
        if each[_VALUE] is None and each[_GRADE] != NOT_COMPARABLE:
            row = Row._make(each)
            if (name := name_of(row.key)) in sums:
                hidden.setdefault(name, []).append(row)


def _together(parts: list[Row], added: Added) -> Row:
    """Make a row of a sum; it is no better attested than the weakest of its parts."""
    indicator = catalogues.current().everything[parts[0].indicator]
    return parts[0]._replace(
        branch=UNALLOCATED, country=UNALLOCATED, value=added.value, status="A",
        confidential="N" if indicator.house else "F", grade=max(each.grade for each in parts),
        evidence=min(each.evidence for each in parts), version=max(each.version for each in parts),
    )  # fmt: skip
