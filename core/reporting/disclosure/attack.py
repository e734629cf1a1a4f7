"""What somebody can work out of hidden counts who has every open one and knows every sum.

The attacker is the strongest there can be within what was released: she solves for the least and the greatest whole
number that a hidden count can be. Source: Handbook on Statistical Disclosure Control, chapter 4 (audit of suppressed
tables); solved with HiGHS through SciPy.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from math import inf

from core.reporting.disclosure.system import Name, Part, System

#: Far above every count that could be meant; what reaches it has no end.
_BEYOND = 10_000
#: How far from a whole number what is solved for may be.
_WHOLE = 1e-6


@dataclass(frozen=True, slots=True)
class Range:
    """What a count can be.

    :param high: None if there is no greatest number.
    """

    low: int
    high: int | None


#: By how much counts differ from the true ones in other numbers that fit every sum.
Change = Mapping[Name, int]


class Attacker:
    """Somebody who knows some counts, and remembers what she has worked out of the others.

    :param changes: what was found for others who look at the same counts, and what she finds: numbers that fit every
        sum are possible for everybody who knows none of the counts that they change.
    """

    def __init__(self, system: System, known: Set[Name], changes: list[Change] | None = None) -> None:
        self._system = system
        self._known = known
        self._changes = [] if changes is None else changes
        self._looked_at = 0
        self._ends: dict[tuple[Name, int], int | None] = {}
        self._parts: dict[Name, Part] = {}
        # The true counts are one solution.
        self._seen = {name: Range(value, value) for name, value in system.values.items() if name not in known}

    def range_of(self, name: Name) -> Range:
        """Work out what a count can be."""
        return Range(self._end(name, 1) or 0, self._end(name, -1))

    def least(self, name: Name, enough: float) -> int:
        """Give the least that a count can be; of numbers up to some number any one will do.

        A solution that was found for another count tells it of this one too: asking again is what takes time.
        """
        seen = self._seen_of(name)
        if seen is not None and seen.low <= max(enough, self._bounds(name)[0]):
            return seen.low
        return self._end(name, 1) or 0

    def most(self, name: Name, enough: int) -> float:
        """Give the greatest that a count can be, infinity if there is none; from some number on any one will do."""
        seen = self._seen_of(name)
        if seen is not None and (seen.high is None or seen.high >= min(enough, self._bounds(name)[1])):
            return inf if seen.high is None else seen.high
        found = self._end(name, -1)
        return inf if found is None else found

    def unknown_around(self, name: Name) -> Part:
        """Give what she does not know of everything that can bear on a count."""
        if name not in self._parts:
            part = self._system.around(name, self._known)
            self._parts |= dict.fromkeys((name, *part.names), part)
        return self._parts[name]

    def _bounds(self, name: Name) -> tuple[int, float]:
        return self.unknown_around(name).bounds[name]

    def _seen_of(self, name: Name) -> Range | None:
        """Tell between which numbers a count was seen to lie, of all that was found up to now."""
        for change in self._changes[self._looked_at :]:
            if self._known.isdisjoint(change):
                for each, amount in change.items():
                    self._see(each, self._system.values[each] + amount)
        self._looked_at = len(self._changes)
        return self._seen.get(name)

    def _see(self, name: Name, value: int) -> None:
        seen = self._seen[name]
        self._seen[name] = Range(min(seen.low, value), None if seen.high is None else max(seen.high, value))

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
        found = dict(zip(part.names, _extreme(part, name, sign, end), strict=True))
        self._changes.append(
            {each: value - true for each, value in found.items() if value != (true := self._system.values[each])}
        )
        return None if found[name] >= end else found[name]


def fitting(part: Part) -> dict[Name, int] | None:
    """Find any whole numbers for some unknown counts that fit every sum, or None if there are none."""
    if not part.names:
        return {}
    end = sum(map(abs, part.equations[1])) + _BEYOND
    try:
        found = _solved(part, [0] * len(part.names), end, whole=True)
    except ArithmeticError:
        return None
    return dict(zip(part.names, map(round, found), strict=True))


def _extreme(part: Part, name: Name, sign: int, end: int) -> list[int]:
    """Find numbers for the unknown counts with the least (sign 1) or the greatest (sign -1) of one of them."""
    aim = [0] * len(part.names)
    aim[part.places[name]] = sign
    # The extreme of all numbers is nearly always whole by itself, and found in half the time.
    found = _solved(part, aim, end, whole=False)
    if any(abs(each - round(each)) > _WHOLE for each in found):
        found = _solved(part, aim, end, whole=True)
    return [round(each) for each in found]


def _solved(part: Part, aim: Sequence[int], end: int, *, whole: bool) -> list[float]:
    # Loaded when it is first needed: most starts and most requests have nothing to solve.
    from scipy.optimize import Bounds, milp

    # For whole numbers HiGHS 1.12 has been seen to stop before the end, once in some thousand times. What it gives can
    # be all the same, so that the attacker seems stronger than she is; without its presolve it is right, and takes
    # three times as long.
    solved = milp(aim, integrality=int(whole), bounds=Bounds(0, end), constraints=part.constraint)
    if not solved.success:
        raise ArithmeticError(f"No numbers fit the sums: {solved.message}")
    return [float(each) for each in solved.x]
