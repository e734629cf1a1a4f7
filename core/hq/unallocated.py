"""What several branches withhold of a cell, together: a row of the exported table that belongs to no branch.

It holds what is withheld and no more, so that all rows of a cell add up to the network's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from core.hq.pools import NOT_COMPARABLE, Added, Sums
from core.hq.structure import OWN, UNALLOCATED, breakdown_of
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, Key
from core.reporting.masking import name_of
from core.reporting.twoway import crossed
from plugins.contract.exports import Observation


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


def with_sums(found: Iterable[Observation], sums: Sums) -> Iterator[Observation]:
    """Give the figures as they come, and after them each sum that holds all that is withheld of its cell."""
    hidden: dict[str, list[Observation]] = {}
    for each in found:
        yield each
        if sums and each.obs_value is None and each.comparability != NOT_COMPARABLE:
            name = name_of(key_of(each))
            if name in sums:
                hidden.setdefault(name, []).append(each)
    for name, parts in hidden.items():
        if frozenset(each.branch for each in parts) == sums[name].branches:
            yield _together(parts, sums[name])


def put_apart(found: Iterable[Observation], sums: dict[str, Together]) -> Iterator[Observation]:
    """Give branches' figures as they come, and put the sums of what they withhold apart, by the name of the cell."""
    for each in found:
        if each.branch == UNALLOCATED:
            sums[name_of(key_of(each))] = Together(each.obs_value or 0)
        else:
            yield each


def _together(parts: list[Observation], added: Added) -> Observation:
    """Make a row of a sum; it is no better attested than the weakest of its parts."""
    indicator = catalogues.current().everything[parts[0].indicator]
    return replace(
        parts[0], ref_area=UNALLOCATED, branch=UNALLOCATED, obs_value=added.value, obs_status="A",
        conf_status="N" if indicator.house else "F", comparability=max(each.comparability for each in parts),
        evidence_level=min(each.evidence_level for each in parts),
        submission_version=max(each.submission_version for each in parts),
    )  # fmt: skip
