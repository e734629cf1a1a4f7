"""Complementary suppression: hides as few other counts as will do, so that no small one follows from its sums.

For each count in danger the cheapest change of the table is sought that keeps every sum and lets the count be another
number; what such a change touches is hidden. At the end whatever turns out not to be needed is opened again. Source:
Handbook on Statistical Disclosure Control, chapter 4; Kelly, Golden and Assad, Cell suppression: disclosure protection
for sensitive tabular data, Networks 22 (1992). Solved with HiGHS through SciPy.
"""

from collections.abc import Mapping, Sequence, Set
from math import log1p
from typing import NamedTuple

from core.reporting.disclosure.attack import Attacker, Change
from core.reporting.disclosure.primary import CANDIDATES
from core.reporting.disclosure.system import Name, System

#: A protected count must be able to be 1 or 0, and as many numbers as rule 6 asks for.
LOWEST = 1
#: Times that a change is sought again with what it touched least made dearer: few cells rather than small changes.
_ROUNDS = 3
_TOUCHED = 1e-6
_HIDDEN_COST, _ZERO_COST = 1e-4, 1.5


class Seen(NamedTuple):
    """What was found out on the way; none of it depends on what is fixed.

    :param attackers: by what else is hidden from them.
    """

    changes: list[Change]
    attackers: dict[frozenset[Name], Attacker]


class Problem:
    """A release before it leaves.

    :param fixed: counts that are known whatever is hidden here: released earlier, or owed to the office.
    :param hidden: counts that are hidden already, or that nobody has released.
    :param sensitive: those of them that nobody may work out.
    """

    def __init__(
        self, system: System, fixed: Set[Name], hidden: Set[Name], sensitive: Sequence[Name], seen: "Seen | None" = None
    ) -> None:
        self.system = system
        self.fixed = fixed
        self.hidden = hidden
        self.sensitive = sensitive
        self.seen = seen or Seen([], {})
        self._before = Attacker(system, fixed, self.seen.changes)

    def attacker(self, chosen: Set[Name]) -> Attacker:
        """Give somebody who knows all that is open when some more counts are hidden."""
        key = frozenset(chosen)
        if key not in self.seen.attackers:
            known = self.system.values.keys() - self.hidden - chosen
            self.seen.attackers[key] = Attacker(self.system, known, self.seen.changes)
        return self.seen.attackers[key]

    def owing(self, fixed: Set[Name]) -> "Problem":
        """Give the same problem with fewer counts that are known whatever is hidden."""
        return Problem(self.system, fixed, self.hidden, self.sensitive, self.seen)

    def missing(self, name: Name, chosen: Set[Name]) -> list[int]:
        """List the numbers that a protected count has to be able to be, and cannot when some more are hidden.

        What follows from the fixed counts alone cannot be hidden any more and is not asked for.
        """
        attacker, found = self.attacker(chosen), []
        least = attacker.least(name, LOWEST)
        # Whoever knows more is left with less, so that what is possible for her need not be asked of the other.
        low = LOWEST if least <= LOWEST else max(LOWEST, self._before.least(name, LOWEST))
        if least > low:
            found.append(low)
        high: float = low + CANDIDATES - 1
        most = attacker.most(name, int(high))
        if most < high:
            high = min(high, self._before.most(name, int(high)))
        return [*found, int(high)] if most < high else found


def complement(problem: Problem) -> frozenset[Name]:
    """Choose what else has to be hidden.

    :returns: counts that were open; none of the fixed ones.
    """
    chosen: set[Name] = set()
    for name in sorted(problem.sensitive, key=lambda each: (-problem.system.values[each], str(each))):
        while missing := problem.missing(name, chosen):
            more = _pattern(problem, chosen, name, missing[0]) or _everything_around(problem, chosen, name)
            if not more:
                break  # the attacker's look at the end tells
            chosen |= more
    return _needed(problem, chosen)


def exposed(problem: Problem, chosen: Set[Name]) -> list[Name]:
    """List the protected counts that somebody could work out more closely than the rule allows."""
    return [name for name in problem.sensitive if problem.missing(name, chosen)]


def _needed(problem: Problem, chosen: Set[Name]) -> frozenset[Name]:
    """Open again what is not needed, the dearest first."""
    left = set(chosen)
    for name in sorted(chosen, key=lambda each: (-_cost(problem.system.values[each]), str(each))):
        together = set(problem.attacker(left).unknown_around(name).names)
        if not any(problem.missing(each, left - {name}) for each in problem.sensitive if each in together):
            left.remove(name)
    return frozenset(left)


def _pattern(problem: Problem, chosen: Set[Name], name: Name, target: int) -> set[Name]:
    """Find the cheapest change of the table with which a count becomes another number.

    :returns: open counts that the change touches.
    """
    costs = {
        each: _HIDDEN_COST if each in problem.hidden or each in chosen else _cost(problem.system.values[each])
        for each in problem.system.around(name, problem.fixed).names
    }
    changes = _cheapest(problem, name, target, costs)
    for _round in range(_ROUNDS):
        dearer = {each: cost / (changes.get(each, 0.0) + 0.5) for each, cost in costs.items()}
        changes = _cheapest(problem, name, target, dearer)
    return {each for each in changes if each not in problem.hidden and each not in chosen}


def _everything_around(problem: Problem, chosen: Set[Name], name: Name) -> set[Name]:
    """List what can still be hidden; a change by fractions may have promised a whole number that there is not."""
    return set(problem.system.around(name, problem.fixed).names) - problem.hidden - chosen


def _cheapest(problem: Problem, name: Name, target: int, costs: Mapping[Name, float]) -> dict[Name, float]:
    """Give by how much each touched count changes."""
    from scipy.optimize import linprog
    from scipy.sparse import hstack

    values = problem.system.values
    part = problem.system.around(name, problem.fixed)
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
