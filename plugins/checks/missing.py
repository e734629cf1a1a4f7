"""Checks of the protocols for missing persons: everybody knows one at most, and each tells somebody who exists."""

from collections.abc import Iterator
from itertools import product

from plugins.checks import Fault
from plugins.contract.missing import MissingProtocol
from plugins.profile import CountryProfile

_HOOK = "declare_missing_protocols"
_SEXES = ("F", "M", "_O", "_U")


def check_missing(profile: CountryProfile) -> Iterator[Fault]:
    """Find protocols that nobody could follow, and people for whom there are two."""
    institutions = {seed.code for seed in profile.partners()}
    for protocol in profile.missing_protocols.values():
        for message, fix in _steps(profile, protocol, institutions):
            yield Fault(_HOOK, f"'{protocol.code}' {message}", fix)
    for each in profile.search_steps.values():
        if each.minutes < 0:
            yield Fault("declare_search_steps", f"'{each.code}' is due before the search begins", "Count forward.")
    for sex, minor in product(_SEXES, (True, False)):
        found = [each.code for each in profile.missing_protocols.values() if each.is_for(sex, minor=minor)]
        if len(found) > 1:
            message = f"'{found[0]}' and '{found[1]}' are for the same people"
            yield Fault(_HOOK, message, "Say with about and sexes whom each is for.")
            return


def _steps(profile: CountryProfile, protocol: MissingProtocol, institutions: set[str]) -> Iterator[tuple[str, str]]:
    if not protocol.steps:
        yield "has no step", "Say at least who is told."
    for step in protocol.steps:
        for code in step.tells:
            if code not in institutions:
                yield f"tells the unknown institution '{code}'", "Declare it in declare_partners."
        if step.due.before:
            yield f"has the step '{step.code}' due before she is missing", "Count the term forward."
        for form in profile.forms.get(step.form or "", ()):
            if form.about != "resident":
                yield f"tells with the form '{form.key}', which is not about a resident", "Name one that is."
