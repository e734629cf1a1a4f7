"""What has to be kept back of figures that are about to be known, where not every small count is known to be one."""

from collections.abc import Mapping, Set

from core.reporting.disclosure.complement import LOWEST, Problem, complement, exposed
from core.reporting.disclosure.system import Name, System

#: How often it is looked anew at which counts could be small ones, when something is kept back.
_TURNS = 5


def kept_back(
    system: System, fixed: Set[Name], hidden: Set[Name], limits: Mapping[Name, float], lowest: int = LOWEST
) -> frozenset[Name] | None:
    """Choose as little as will do of what is about to be known.

    :param fixed: what is known already.
    :param hidden: counts that stay hidden.
    :param limits: for those of them that may be small ones, below which number they would be.
    :param lowest: what each of those has to be able to be.
    :returns: names that are neither fixed nor hidden; None if nobody can be kept from working out too much.
    """
    chosen: frozenset[Name] = frozenset()
    wanted: set[Name] = set()
    seen = None
    for _turn in range(_TURNS):
        problem = Problem(system, fixed, hidden, sorted(limits, key=str), seen, lowest=lowest)
        attacker, seen = problem.attacker(chosen), problem.seen
        wanted |= {name for name, limit in limits.items() if attacker.least(name, limit - 1) < limit}
        problem = Problem(system, fixed, hidden, sorted(wanted, key=str), seen, lowest=lowest)
        if not exposed(problem, chosen):
            return chosen
        chosen = complement(problem)
    return None
