"""Hooks about reports that a branch owes."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.obligations import Obligation


@hookspec
def declare_obligations() -> "tuple[Obligation, ...]":
    """Give the reports that a branch owes: to whom, how often, by when, and what stands in them.

    Called once at start; ``core.obligations`` makes tasks and documents of them. Declare only what somebody has found
    written: a duty that nobody knows for sure has a basis of grade C and is shown as unverified.

    :returns: the reports; two of one code are an error.
    """
