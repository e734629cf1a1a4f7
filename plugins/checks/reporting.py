"""Checks of what a country says about its figures."""

from collections.abc import Iterator

from plugins.checks import Fault
from plugins.profile import CountryProfile


def check_figures(profile: CountryProfile) -> Iterator[Fault]:
    """Find thresholds that hide nothing and grades that do not exist."""
    for rule in profile.disclosure.values():
        if rule.threshold < 1:
            yield Fault(
                "declare_disclosure_rules", f"'{rule.rule}' hides nothing", "Leave the rule out, or tighten it."
            )
    for entry in profile.comparability.values():
        if entry.grade not in ("A", "B", "C"):
            message = f"'{entry.indicator}' has the unknown grade '{entry.grade}'"
            yield Fault("declare_comparability", message, "Use A, B or C.")
