"""Hooks about the legal basis of a stay."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.legal import MeasureKind


@hookspec
def declare_measure_kinds() -> "tuple[MeasureKind, ...]":
    """Give the kinds of protection measure and of provisional basis.

    Called once at start. Required: without it nobody could sleep in the house lawfully.

    :returns: the kinds; two of one code are an error.
    """
