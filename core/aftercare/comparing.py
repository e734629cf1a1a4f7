"""What changed between two looks at how somebody is, domain by domain: a sum can stay the same and hide a fall."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.aftercare.models import AftercarePlan, FollowUp
from core.aftercare.terms import AT_RISK, DOMAINS


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from the look before; domains that were not talked about both times are in neither.

    :param before: domains at risk the time before; ``now`` this time.
    """

    fell: tuple[str, ...]
    rose: tuple[str, ...]
    before: tuple[str, ...]
    now: tuple[str, ...]


def compare(before: Mapping[str, int], now: Mapping[str, int]) -> Change:
    """Compare two looks, each a score from 1 to 4 by domain."""
    both = [code for code in DOMAINS if code in before and code in now]
    return Change(
        tuple(code for code in both if now[code] < before[code]),
        tuple(code for code in both if now[code] > before[code]),
        _at_risk(before),
        _at_risk(now),
    )


def changes(plan: AftercarePlan, follow_ups: Sequence[FollowUp]) -> dict[int, Change]:
    """Compare each scored follow-up with the one before it, the first with how she was when she left; by its id."""
    return dict(_changes(plan, follow_ups))


def _changes(plan: AftercarePlan, follow_ups: Sequence[FollowUp]) -> Iterator[tuple[int, Change]]:
    last = plan.exit_domains or {}
    for each in follow_ups:
        if each.domains:
            if last:
                yield each.id, compare(last, each.domains)
            last = each.domains


def _at_risk(scores: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(code for code in DOMAINS if scores.get(code, AT_RISK + 1) <= AT_RISK)
