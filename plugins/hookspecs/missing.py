"""Hooks about missing persons."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.missing import MissingProtocol


@hookspec
def declare_missing_protocols() -> "tuple[MissingProtocol, ...]":
    """Give what is done when a resident is missing: the steps, who is told within how long, and by which form.

    Called once at start; ``core.absences`` makes tasks of the steps and begins the form. The first protocol that is for
    somebody counts.

    :returns: the protocols; two of one code are an error.
    """
