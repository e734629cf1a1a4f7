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


def check_age_bands(profile: CountryProfile) -> Iterator[Fault]:
    """Find ages that stand in no band or in two, and grades that do not exist."""
    for bands in profile.age_bands.values():
        ordered = sorted(bands.bands, key=lambda band: band.from_age)
        ends = [0, *(band.to_age + 1 if band.to_age is not None else None for band in ordered)]
        if not ordered or ends != [*(band.from_age for band in ordered), None]:
            message = f"'{bands.code}' leaves an age out, or counts one twice"
            yield Fault("declare_age_bands", message, "Let the bands follow one another from age 0 to None.")
        if bands.comparability not in ("A", "B", "C"):
            message = f"'{bands.code}' has the unknown grade '{bands.comparability}'"
            yield Fault("declare_age_bands", message, "Use A, B or C.")
