"""Hooks about missing persons."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.missing import MissingProtocol, SearchStep


@hookspec
def declare_missing_protocols() -> "tuple[MissingProtocol, ...]":
    """Give what is done when a resident is missing: the steps, who is told within how long, and by which form.

    Called once at start; ``core.absences`` makes tasks of the steps and begins the form. The first protocol that is for
    somebody counts.

    :returns: the protocols; two of one code are an error.
    """


@hookspec
def declare_search_steps() -> "tuple[SearchStep, ...]":
    """Give what is done while somebody is late from an outing and not declared missing yet.

    Called once at start; ``core.absences`` makes tasks of the steps when the search begins, in place of its own general
    one. That somebody declares her missing, or notes that she is back, is always a task beside them.

    :returns: the steps in order; two of one code are an error.
    """
