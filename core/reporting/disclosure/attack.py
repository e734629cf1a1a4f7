"""What somebody can work out of hidden counts who has every open one and knows every sum.

The attacker is the strongest there can be within what was released: she solves for the least and the greatest whole
number that a hidden count can be. Source: Handbook on Statistical Disclosure Control, chapter 4 (audit of suppressed
tables); solved with HiGHS through SciPy.
"""

from collections.abc import Set
from dataclasses import dataclass
from math import inf

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


class Attacker:
    """Somebody who knows some counts, and remembers what she has worked out of the others.

    :param less: somebody who knows all that she knows, and more: whatever is possible for that one, is for her.
    """

    def __init__(self, system: System, known: Set[Name], less: "Attacker | None" = None) -> None:
        self._system = system
        self._known = known
        self._ends: dict[tuple[Name, int], int | None] = {}
        self._parts: dict[Name, Part] = {}
        # The true counts are one solution.
        self._seen = {name: Range(value, value) for name, value in system.values.items() if name not in known}
        self._seen |= {} if less is None else less._seen  # noqa: SLF001 - of the same class

    def range_of(self, name: Name) -> Range:
        """Work out what a count can be."""
        return Range(self._end(name, 1) or 0, self._end(name, -1))

    def least(self, name: Name, enough: int) -> int:
        """Give the least that a count can be; of numbers up to some number any one will do.

        A solution that was found for another count tells it of this one too: asking again is what takes time.
        """
        seen = self._seen.get(name)
        return seen.low if seen is not None and seen.low <= enough else self._end(name, 1) or 0

    def most(self, name: Name, enough: int) -> float:
        """Give the greatest that a count can be, infinity if there is none; from some number on any one will do."""
        seen = self._seen.get(name)
        if seen is not None and (seen.high is None or seen.high >= enough):
            return inf if seen.high is None else seen.high
        found = self._end(name, -1)
        return inf if found is None else found

    def unknown_around(self, name: Name) -> Part:
        """Give what she does not know of everything that can bear on a count."""
        if name not in self._parts:
            part = self._system.around(name, self._known)
            self._parts |= dict.fromkeys((name, *part.names), part)
        return self._parts[name]

    def _end(self, name: Name, sign: int) -> int | None:
        """Give the least (sign 1) or the greatest (sign -1) that a count can be."""
        if (name, sign) not in self._ends:
            self._ends[name, sign] = self._solve(name, sign)
        return self._ends[name, sign]

    def _solve(self, name: Name, sign: int) -> int | None:
        if name in self._known:
            return self._system.values[name]
        part = self.unknown_around(name)
        if not part.relations:
            self._seen[name] = Range(0, None)
            return 0 if sign == 1 else None
        end = part.total + _BEYOND
        found = _extreme(part, name, sign, end)
        for each, value in zip(part.names, found, strict=True):
            seen = self._seen[each]
            self._seen[each] = Range(min(seen.low, value), None if seen.high is None else max(seen.high, value))
        value = found[part.places[name]]
        return None if value >= end else value


def _extreme(part: Part, name: Name, sign: int, end: int) -> list[int]:
    """Find numbers for the unknown counts with the least (sign 1) or the greatest (sign -1) of one of them."""
    # Loaded when it is first needed: most starts and most requests have nothing to solve.
    from scipy.optimize import Bounds, LinearConstraint, milp

    aim = [0] * len(part.names)
    aim[part.places[name]] = sign
    matrix, sums = part.equations
    # HiGHS 1.12 has been seen to stop before the end, once in some thousand times. What it gives can be all the same,
    # so that the attacker seems stronger than she is; without its presolve it is right, and takes three times as long.
    solved = milp(
        aim, integrality=[1] * len(aim), bounds=Bounds(0, end), constraints=LinearConstraint(matrix, sums, sums)
    )
    if not solved.success:
        raise ArithmeticError(f"No whole numbers fit the sums: {solved.message}")
    return [round(float(each)) for each in solved.x]
