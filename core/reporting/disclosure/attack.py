"""What somebody can work out of hidden counts who has every open one and knows every sum.

The attacker is the strongest there can be within what was released: she solves for the least and the greatest whole
number that a hidden count can be. Source: Handbook on Statistical Disclosure Control, chapter 4 (audit of suppressed
tables); solved with HiGHS through SciPy.
"""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from core.reporting.disclosure.system import Name, Part, System

#: Far above every count that could be meant; what reaches it has no end.
_BEYOND = 10_000


@dataclass(frozen=True, slots=True)
class Range:
    """What a count can be.

    :param high: None if there is no greatest number.
    """

    low: int
    high: int | None

    def reaches(self, value: int) -> bool:
        """Tell whether the count can be a number."""
        return self.low <= value and (self.high is None or value <= self.high)

    def within(self, value: int) -> int:
        """Give a number, or the nearest that the count can be."""
        return max(self.low, value if self.high is None else min(value, self.high))


class Attacker:
    """Somebody who knows some counts, and remembers what she has worked out of the others."""

    def __init__(self, system: System, known: Set[Name]) -> None:
        self._system = system
        self._known = known
        self._ranges: dict[Name, Range] = {}
        self._seen: dict[Name, Range] = {}

    def range_of(self, name: Name) -> Range:
        """Work out what a count can be."""
        if name not in self._ranges:
            self._ranges[name] = self._solve(name)
        return self._ranges[name]

    def can_be(self, name: Name, low: int, high: int) -> bool:
        """Tell whether a count can be both of two numbers.

        A solution that was found for another count tells it of this one too: asking again is what takes time.
        """
        seen = self._seen.get(name)
        if seen is not None and seen.reaches(low) and seen.reaches(high):
            return True
        found = self.range_of(name)
        return found.reaches(low) and found.reaches(high)

    def unknown_around(self, name: Name) -> Part:
        """Give what she does not know of everything that can bear on a count."""
        return self._system.around(name, self._known)

    def _solve(self, name: Name) -> Range:
        if name in self._known:
            return Range(self._system.values[name], self._system.values[name])
        part = self.unknown_around(name)
        end = part.total + _BEYOND
        if not part.relations:
            return Range(0, None)
        place = part.places[name]
        least, most = (_extreme(part, place, sign, end) for sign in (1, -1))
        for found in (least, most):
            self._remember(part, found)
        return Range(least[place], None if most[place] >= end else most[place])

    def _remember(self, part: Part, found: list[int]) -> None:
        for name, value in zip(part.names, found, strict=True):
            seen = self._seen.get(name, Range(value, value))
            self._seen[name] = Range(min(seen.low, value), max(seen.high or 0, value))


def _extreme(part: Part, place: int, sign: int, end: int) -> list[int]:
    """Find numbers for the unknown counts with the least (sign 1) or the greatest (sign -1) of one of them."""
    # Loaded when it is first needed: most starts and most requests have nothing to solve.
    from scipy.optimize import Bounds, LinearConstraint, milp

    aim = [0] * len(part.names)
    aim[place] = sign
    matrix, sums = equations(part)
    solved = milp(
        aim, integrality=[1] * len(aim), bounds=Bounds(0, end), constraints=LinearConstraint(matrix, sums, sums)
    )
    if not solved.success:
        raise ArithmeticError(f"No whole numbers fit the sums: {solved.message}")
    return [round(float(each)) for each in solved.x]


def equations(part: Part) -> tuple[Any, list[int]]:
    """Write the sums over unknown counts as a matrix and what each has to give."""
    from scipy.sparse import csr_array

    places, rows, columns, weights, sums = part.places, [], [], [], []
    for number, relation in enumerate(part.relations):
        rest = 0
        for name, weight in relation.items():
            if name in places:
                rows.append(number)
                columns.append(places[name])
                weights.append(float(weight))
            else:
                rest -= weight * part.system.values[name]
        sums.append(rest)
    return csr_array((weights, (rows, columns)), shape=(len(part.relations), len(places))), sums
