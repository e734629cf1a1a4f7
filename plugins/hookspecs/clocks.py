"""Hooks about the clocks of a house."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.clocks import HouseClock


@hookspec
def declare_clocks() -> "tuple[HouseClock, ...]":
    """Give the network's clocks that are stricter here; leave out those that are not.

    Called once at start. ``core.branches.clocks`` counts by them, and a house may only be stricter still. A clock that
    the network does not have, or a looser one, is an error.

    :returns: the clocks; two of one code are an error.
    """
