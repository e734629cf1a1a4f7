"""Checks of consents and retention: every age has somebody who agrees, every kind of record has a term."""

from collections.abc import Iterator
from itertools import pairwise

from plugins.checks import Fault
from plugins.contract.consent import Consent, RetentionRule
from plugins.profile import CountryProfile

#: Kinds of record and starting points, as :class:`plugins.contract.consent.RetentionRule` lists them.
RECORDS = frozenset({"resident_file", "form", "audit", "draft", "session", "submission"})
STARTS = frozenset({"majority", "exit", "creation"})


def check_consents(profile: CountryProfile) -> Iterator[Fault]:
    """Find ages at which nobody, or more than one, would have to agree."""
    for consent in profile.consents.values():
        for message in _ages(consent):
            fix = "Let the rules follow one another from age 0 to None."
            yield Fault("declare_consents", f"consent '{consent.code}' {message}", fix)


def _ages(consent: Consent) -> Iterator[str]:
    rules = sorted(consent.givers, key=lambda rule: rule.from_age)
    if not rules or rules[0].from_age != 0 or rules[-1].to_age is not None:
        yield "does not say who agrees at every age"
    for younger, older in pairwise(rules):
        if younger.to_age != older.from_age:
            yield f"has a gap or an overlap before age {older.from_age}"


def check_retention(profile: CountryProfile) -> Iterator[Fault]:
    """Find kinds of record without a rule, and rules that core could not apply."""
    hook = "declare_retention_rules"
    for record in sorted(RECORDS - set(profile.retention)):
        yield Fault(hook, f"no rule for '{record}'", "Declare one; years=None while no term is known.")
    for rule in profile.retention.values():
        for message in _rule(rule):
            yield Fault(hook, f"the rule for '{rule.record}' {message}", "Use the words of the contract's docstring.")


def _rule(rule: RetentionRule) -> Iterator[str]:
    if rule.record not in RECORDS:
        yield "is for an unknown kind of record"
    if rule.counted_from not in STARTS:
        yield f"counts from the unknown '{rule.counted_from}'"
    if rule.years is not None and rule.years < 0:
        yield "has a negative term"
