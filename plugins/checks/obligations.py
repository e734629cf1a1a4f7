"""Checks of the reports that a branch owes: somebody to send them to, something to send, and a rhythm that is meant."""

from collections.abc import Iterator

from plugins.checks import Fault
from plugins.contract.obligations import Obligation, Rhythm
from plugins.profile import CountryProfile

_HOOK = "declare_obligations"


def check_obligations(profile: CountryProfile) -> Iterator[Fault]:
    """Find reports that could not be sent, or that say nothing."""
    institutions = {seed.code for seed in profile.partners()}
    for owed in profile.obligations.values():
        if owed.addressee is not None and owed.addressee not in institutions:
            message = f"'{owed.code}' goes to the unknown institution '{owed.addressee}'"
            yield Fault(_HOOK, message, "Declare it in declare_partners, or name one that is declared.")
        for message, fix in _contents(owed):
            yield Fault(_HOOK, f"'{owed.code}' {message}", fix)


def _contents(owed: Obligation) -> Iterator[tuple[str, str]]:
    if not owed.tables and not owed.forms:
        yield "says nothing", "Give it tables, or the form that carries it."
    if owed.rhythm is Rhythm.CASE and (owed.tables or owed.due):
        yield "is owed for each case, and has tables or a term of its own", "The forms of the case carry both."
    if owed.periodic and owed.due is None:
        yield "has no term", "Declare one; a house's own target has the nature operational and grade C."
    if owed.due and owed.due.before:
        yield "is due before its period ends", "Count the term forward."
