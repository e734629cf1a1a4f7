"""Checks of the certificates that staff need."""

from collections.abc import Iterator

from plugins.checks import Fault
from plugins.profile import CountryProfile

_HOOK = "declare_clearances"


def check_clearances(profile: CountryProfile) -> Iterator[Fault]:
    """Find certificates that nobody issues, or that never count."""
    institutions = {seed.code for seed in profile.partners()}
    for kind in profile.clearances.values():
        if kind.issuer is not None and kind.issuer not in institutions:
            message = f"'{kind.code}' is issued by the unknown institution '{kind.issuer}'"
            yield Fault(_HOOK, message, "Declare it in declare_partners, or name one that is declared.")
        if kind.months is not None and kind.months < 1:
            yield Fault(
                _HOOK, f"'{kind.code}' counts for no time", "Say how many months, or None where it is not known."
            )
        if kind.months is not None and kind.term_basis is None:
            yield Fault(_HOOK, f"'{kind.code}' says how long it counts and not why", "Give term_basis with its grade.")
