"""All that a branch ever sent of some periods, as counts with one name each, whichever of its versions hold them.

The office is not told what a branch withholds, but which of it a correction has changed: what it left alone is one
count in both versions, and is known if either tells it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from core.reporting.catalogue import Catalogue, Key
from core.reporting.disclosure.relations import Place, Rest, candidates, states
from core.reporting.disclosure.system import Relation
from core.reporting.periods import Period

#: A branch's figures of one period as they came; what it hides is None.
Table = Mapping[Key, int | None]
#: Stands for a count that is withheld today; one that was withheld and is another today has a number below it.
_UNKNOWN = -1


class Sent(NamedTuple):
    """A version of a period's figures.

    :param changed: those whose count is not that of the version before, of what one of both withholds.
    """

    period: Period
    version: int
    table: Table
    changed: Set[Key] = frozenset()


def batches(sent: Iterable[Sent]) -> list[list[Sent]]:
    """Put together what left together: all of a restated year, which comes part by part."""
    found: list[list[Sent]] = []
    for each in sent:
        last = found[-1] if found else []
        together = each.version > 1 and all(
            one.version > 1 and one.period.year == each.period.year and one.period != each.period for one in last
        )
        if last and together:
            last.append(each)
        else:
            found.append([each])
    return found


@dataclass(frozen=True)
class History:
    """What a branch sent.

    :param batches: versions that left together, in the order in which they left.
    """

    batches: Sequence[Sequence[Sent]]

    @cached_property
    def places(self) -> Mapping[tuple[Period, int, Key], Place]:
        """Name each cell of each version."""
        return {
            (period, version, key): self._place(period, key, value)
            for (period, version), values in self._numbers.items()
            for key, value in values.items()
        }

    @property
    def known(self) -> Mapping[Place, int]:
        """Give the counts that were told."""
        told = ((place, self._numbers[period, version][key]) for (period, version, key), place in self.places.items())
        return {place: value for place, value in told if value > _UNKNOWN}

    def relations(self, catalogue: Catalogue) -> Iterator[tuple[Relation, Rest | None]]:
        """List the sums of figures that stood beside each other at any time, and what each leaves over."""
        for state in states([{each.period: self._numbers[each[:2]] for each in batch} for batch in self.batches]):
            yield from candidates(catalogue, state)

    def _place(self, period: Period, key: Key, value: int) -> Place:
        return Place(period, key, None if self._last[period][key] == value else value)

    @cached_property
    def _last(self) -> Mapping[Period, Mapping[Key, int]]:
        found: dict[Period, dict[Key, int]] = {}
        for (period, _version), values in self._numbers.items():
            found.setdefault(period, {}).update(values)
        return found

    @cached_property
    def _numbers(self) -> Mapping[tuple[Period, int], Mapping[Key, int]]:
        """Give the counts of each version, with a number below nought for each that nobody was told."""
        versions: dict[Period, list[Sent]] = {}
        for each in (sent for batch in self.batches for sent in batch):
            versions.setdefault(each.period, []).append(each)
        found: dict[tuple[Period, int], dict[Key, int]] = {
            (each.period, each.version): {} for own in versions.values() for each in own
        }
        for period, sent in versions.items():
            for key in dict.fromkeys(key for each in sent for key in each.table):
                for same, value in _counts(key, sent):
                    for each in same:
                        found[period, each.version][key] = value
        return found


def _counts(key: Key, versions: Sequence[Sent]) -> Iterator[tuple[list[Sent], int]]:
    """Put the versions together that have one and the same count of a cell, and give it, or a number below nought."""
    groups: list[list[Sent]] = []
    for before, each in zip((None, *versions), versions, strict=False):
        if key not in each.table:
            continue
        if before is None or key not in before.table or _differ(before, each, key):
            groups.append([])
        groups[-1].append(each)
    for number, same in enumerate(reversed(groups)):
        known = [value for each in same if (value := each.table[key]) is not None]
        yield same, known[0] if known else _UNKNOWN - number


def _differ(before: Sent, after: Sent, key: Key) -> bool:
    then, now = before.table[key], after.table[key]
    return key in after.changed if then is None or now is None else then != now
