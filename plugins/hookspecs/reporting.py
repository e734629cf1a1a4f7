"""Hooks about figures."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.reporting import Comparability, DisclosureRule


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
