"""Hooks about the people who work in a house."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.staff import Clearance


@hookspec
def declare_clearances() -> "tuple[Clearance, ...]":
    """Give the certificates that whoever works with children needs.

    Called once at start; ``core.branches.clearances`` keeps them for each person, tells who lacks one, and lets nobody
    begin a shift without one that stops it.

    :returns: the kinds; two of one code are an error.
    """
