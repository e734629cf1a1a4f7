"""Complementary suppression: hides as few other counts as will do, so that no small one follows from its sums.

For each count in danger the cheapest change of the table is sought that keeps every sum and lets the count be another
number; what such a change touches is hidden. At the end whatever turns out not to be needed is opened again. Source:
Handbook on Statistical Disclosure Control, chapter 4; Kelly, Golden and Assad, Cell suppression: disclosure protection
for sensitive tabular data, Networks 22 (1992). Solved with HiGHS through SciPy.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import log1p
from typing import NamedTuple

from core.reporting.disclosure.attack import Attacker, Change
from core.reporting.disclosure.primary import CANDIDATES
from core.reporting.disclosure.system import Name, System

#: A protected count must be able to be 1 or 0, and as many numbers as rule 6 asks for.
LOWEST = 1
#: So far a count that went into a sum has to be able to give way. What another branch hides in that sum is below the
#: largest threshold, and can only be another number if the first can be one too.
REACH = 10
#: Times that a change is sought again with what it touched least made dearer: few cells rather than small changes.
_ROUNDS = 3
_TOUCHED = 1e-6
_HIDDEN_COST, _ZERO_COST = 1e-4, 1.5


class Seen(NamedTuple):
    """What was found out on the way; none of it depends on what is fixed.

    :param attackers: by what else is hidden from them, and what they know all the same.
    """

    changes: list[Change]
    attackers: dict[tuple[frozenset[Name], frozenset[Name]], Attacker]


class Problem:
    """A release before it leaves.

    :param fixed: counts that are known whatever is hidden here: released earlier, or owed to the office.
    :param hidden: counts that are hidden already, or that nobody has released.
    :param sensitive: those of them that nobody may work out.
    :param lowest: what each of them has to be able to be.
    :param given: those that went into sums with what others hide. They have to stay as open as they were, since what
        others hide gives way to them; and nothing may depend on it, since it need not give way.
    """

    def __init__(
        self, system: System, fixed: Set[Name], hidden: Set[Name], sensitive: Sequence[Name],
        seen: "Seen | None" = None, given: Sequence[Name] = (), *, lowest: int = LOWEST,
    ) -> None:  # fmt: skip
        self.system = system
        self.fixed = fixed
        self.hidden = hidden
        self.sensitive = sensitive
        self.given = given
        self._lowest = lowest
        self.seen = seen or Seen([], {})
        self._before = Attacker(system, fixed, self.seen.changes)
        self._before_apart: dict[Name, Attacker] = {}
        self._before_in_sums = Attacker(system, fixed | {*given}, self.seen.changes) if given else self._before

    def attacker(self, chosen: Set[Name], knowing: Set[Name] = frozenset()) -> Attacker:
        """Give somebody who knows all that is open when some more counts are hidden.

        :param knowing: hidden counts that she knows as well.
        """
        key = frozenset(chosen), frozenset(knowing)
        if key not in self.seen.attackers:
            known = (self.system.values.keys() - self.hidden - chosen) | knowing
            self.seen.attackers[key] = Attacker(self.system, known, self.seen.changes)
        return self.seen.attackers[key]

    def owing(self, fixed: Set[Name]) -> "Problem":
        """Give the same problem with fewer counts that are known whatever is hidden."""
        return Problem(self.system, fixed, self.hidden, self.sensitive, self.seen, self.given, lowest=self._lowest)

    @property
    def _wanted(self) -> tuple[int, int]:
        """Give the least number that is asked for, and how many more."""
        return self._lowest, LOWEST - self._lowest + CANDIDATES - 1

    def missing(self, name: Name, chosen: Set[Name]) -> list[int]:
        """List the numbers that a protected count has to be able to be, and cannot when some more are hidden.

        What follows from the fixed counts alone cannot be hidden any more and is not asked for.
        """
        return _missing(self.attacker(chosen), self._before, name, self._wanted)

    def leaning(self, name: Name, chosen: Set[Name]) -> list[int]:
        """List the numbers that it could be before and cannot any more for somebody who knows what is in the sums."""
        if name in self.given:
            return []
        return _missing(self.attacker(chosen, {*self.given}), self._before_in_sums, name, self._wanted)

    def narrowed(self, name: Name, chosen: Set[Name]) -> list[int]:
        """List the numbers that a count in a sum could be before, as far as they matter, and cannot any more."""
        return _missing(self.attacker(chosen), self._before, name, self._within_reach(name))

    def apart(self, name: Name, chosen: Set[Name]) -> list[int]:
        """List the numbers that a count in a sum could be before, and cannot any more while the others stay the same.

        Each of them gives way by itself: those who stand in its sum need not stand in the others'.
        """
        others = {*self.given} - {name}
        if name not in self._before_apart:
            self._before_apart[name] = Attacker(self.system, self.fixed | others, self.seen.changes)
        return _missing(self.attacker(chosen, others), self._before_apart[name], name, self._within_reach(name))

    def _within_reach(self, name: Name) -> tuple[int, int]:
        value = self.system.values[name]
        low = max(0, value - REACH)
        return low, value + REACH - low

    @property
    def demands(self) -> "list[Demand]":
        """List what is asked of which counts."""
        alone = Demand(self.sensitive, self.missing, self.fixed)
        if not self.given:
            return [alone]
        firm = self.fixed | {*self.given}
        each = [Demand([name], self.apart, firm - {name}) for name in self.given]
        return [alone, Demand(self.given, self.narrowed, self.fixed), *each, Demand(self.sensitive, self.leaning, firm)]


class Demand(NamedTuple):
    """Something that is asked of some counts.

    :param missing: says which numbers one has to be able to be and cannot, when some more are hidden.
    :param fixed: counts that stay what they are when it becomes another number.
    """

    names: Sequence[Name]
    missing: Callable[[Name, Set[Name]], list[int]]
    fixed: Set[Name]


def _missing(attacker: Attacker, before: Attacker, name: Name, wanted: tuple[int, int]) -> list[int]:
    """Ask whether a count can be a number and one so much greater, so far as it could be both before."""
    (low, more), found = wanted, []
    least = attacker.least(name, low)
    # Whoever knows more is left with less, so that what is possible for her need not be asked of the other.
    low = low if least <= low else max(low, before.least(name, low))
    if least > low:
        found.append(low)
    high: float = low + more
    most = attacker.most(name, int(high))
    if most < high:
        high = min(high, before.most(name, int(high)))
    return [*found, int(high)] if most < high else found


def complement(problem: Problem) -> frozenset[Name]:
    """Choose what else has to be hidden.

    :returns: counts that were open; none of the fixed ones.
    """
    chosen: set[Name] = set()
    for demand in problem.demands:
        around = _Around(problem, demand.fixed)
        for name in sorted(demand.names, key=lambda each: (-problem.system.values[each], str(each))):
            while missing := demand.missing(name, chosen):
                more = around.pattern(chosen, name, missing[0]) or around.everything(chosen, name)
                if not more:
                    break  # the attacker's look at the end tells
                chosen |= more
    return _needed(problem, chosen)


def exposed(problem: Problem, chosen: Set[Name]) -> list[Name]:
    """List the protected counts that somebody could work out more closely than the rule allows."""
    return [name for name in problem.sensitive if problem.missing(name, chosen)]


def narrowed(problem: Problem, chosen: Set[Name]) -> list[Name]:
    """List the counts of which somebody would know more than before with what is in sums."""
    _own, *with_sums = problem.demands
    return list(dict.fromkeys(name for each in with_sums for name in each.names if each.missing(name, chosen)))


def _needed(problem: Problem, chosen: Set[Name]) -> frozenset[Name]:
    """Open again what is not needed, the dearest first."""
    left = set(chosen)
    for name in sorted(chosen, key=lambda each: (-_cost(problem.system.values[each]), str(each))):
        together = set(problem.attacker(left).unknown_around(name).names)
        without = left - {name}
        if not any(
            demand.missing(each, without) for demand in problem.demands for each in demand.names if each in together
        ):
            left.remove(name)
    return frozenset(left)


@dataclass(frozen=True, slots=True)
class _Around:
    """What can be hidden around counts so that they can be other numbers.

    :param fixed: counts that stay what they are.
    """

    problem: Problem
    fixed: Set[Name]

    def pattern(self, chosen: Set[Name], name: Name, target: int) -> set[Name]:
        """Find the cheapest change of the table with which a count becomes another number.

        :returns: open counts that the change touches.
        """
        costs = {
            each: _HIDDEN_COST if self._is_hidden(each, chosen) else _cost(self.problem.system.values[each])
            for each in self.problem.system.around(name, self.fixed).names
        }
        changes = self._cheapest(name, target, costs)
        for _round in range(_ROUNDS):
            dearer = {each: cost / (changes.get(each, 0.0) + 0.5) for each, cost in costs.items()}
            changes = self._cheapest(name, target, dearer)
        return {each for each in changes if not self._is_hidden(each, chosen)}

    def everything(self, chosen: Set[Name], name: Name) -> set[Name]:
        """List what can still be hidden; a change by fractions may have promised a whole number that there is not."""
        around = self.problem.system.around(name, self.fixed).names
        return {each for each in around if not self._is_hidden(each, chosen)}

    def _is_hidden(self, name: Name, chosen: Set[Name]) -> bool:
        return name in self.problem.hidden or name in chosen

    def _cheapest(self, name: Name, target: int, costs: Mapping[Name, float]) -> dict[Name, float]:
        """Give by how much each touched count changes."""
        from scipy.optimize import linprog
        from scipy.sparse import hstack

        values = self.problem.system.values
        part = self.problem.system.around(name, self.fixed)
        matrix, _sums = part.equations
        # Each count may rise or fall: two variables, of which the cheapest solution uses one.
        rises: list[tuple[int, int | None]] = [(0, None)] * len(part.names)
        falls: list[tuple[int, int | None]] = [(0, values[each]) for each in part.names]
        place, change = part.places[name], target - values[name]
        rises[place], falls[place] = (max(change, 0),) * 2, (max(-change, 0),) * 2
        price = [costs[each] for each in part.names]
        solved = linprog(
            [*price, *price], A_eq=hstack([matrix, -matrix]), b_eq=[0] * len(part.relations), bounds=[*rises, *falls],
            method="highs",
        )  # fmt: skip
        if not solved.success:
            raise ArithmeticError(f"No change of the table keeps its sums: {solved.message}")
        moved = (abs(up - down) for up, down in zip(solved.x[: len(price)], solved.x[len(price) :], strict=True))
        return {each: amount for each, amount in zip(part.names, moved, strict=True) if amount > _TOUCHED}


def _cost(value: int) -> float:
    """Say how much is lost with a count: a little more with a large one, and most with a nought, which tells little."""
    return _ZERO_COST if value == 0 else 1 + log1p(value) / 10
