"""Checks the clocks that a country makes stricter: there is such a clock, and it is stricter."""

from collections.abc import Iterator

from core.branches.clocks import LIMITS, Limit
from plugins.checks import Fault
from plugins.profile import CountryProfile

_HOOK = "declare_clocks"


def check_clocks(profile: CountryProfile) -> Iterator[Fault]:
    """Find clocks that the network does not have, and those that are looser than the network's."""
    for each in profile.clocks.values():
        limit = LIMITS.get(each.code)
        if limit is None:
            yield Fault(_HOOK, f"the network has no clock '{each.code}'", f"Name one of {', '.join(LIMITS)}.")
        elif not limit.takes(each.amount):
            message = f"the clock '{each.code}' is {each.amount} {limit.unit}, and {_asked(limit)}"
            yield Fault(_HOOK, message, "Make it stricter, or leave it out.")


def _asked(limit: Limit) -> str:
    if limit.more_is_stricter:
        return f"the network asks for {limit.usual} to {limit.most}"
    return f"the network allows {limit.least} to {limit.usual}"
