"""Hooks about figures."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.reporting import AgeBands, Comparability, DisclosureRule


@hookspec
def declare_disclosure_rules() -> "tuple[DisclosureRule, ...]":
    """Give thresholds stricter than core's.

    Called once at start. A lower threshold than core's is an error.

    :returns: the rules; two for one regional rule are an error.
    """


@hookspec
def declare_comparability() -> "tuple[Comparability, ...]":
    """Say which regional indicators mean something else here, and what.

    Called once at start. An indicator that is not named has grade A.

    :returns: the grades; two for one indicator are an error.
    """


@hookspec
def declare_age_bands() -> "tuple[AgeBands, ...]":
    """Give the bands of age in which the country's own reports count, and how they map to the region's.

    Called once at start; ``core.reporting.local`` counts by them, and forms fill their tables by them.

    :returns: the divisions; two of one code are an error.
    """
