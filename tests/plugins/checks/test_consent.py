"""Somebody agrees at every age, and every kind of record has a term."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.testkit.zz import consent
from plugins.checks.consent import check_consents, check_retention
from plugins.contract.consent import Giver, GiverRule

Faults = Callable[..., list[tuple[str, str]]]
RULES = consent.RETENTION_RULES


def giver(from_age: int, to_age: int | None) -> GiverRule:
    return GiverRule(from_age, to_age, Giver.GUARDIAN)


@pytest.mark.parametrize(
    ("givers", "words"),
    [
        ((), "does not say who agrees at every age"),
        ((giver(1, None),), "does not say who agrees at every age"),
        ((giver(0, 18),), "does not say who agrees at every age"),
        ((giver(0, 12), giver(14, None)), "has a gap or an overlap before age 14"),
        ((giver(0, 14), giver(12, None)), "has a gap or an overlap before age 12"),
        ((giver(0, None), giver(12, None)), "has a gap or an overlap before age 12"),
    ],
)
def test_an_age_without_exactly_one_giver_is_told(faults: Faults, givers: tuple[GiverRule, ...], words: str) -> None:
    changed = replace(consent.CONSENTS[0], givers=givers)
    told = faults(check_consents, declare_consents=lambda: (changed,))
    assert told == [("declare_consents", f"consent 'health_care' {words}")]


def test_the_order_of_the_rules_does_not_matter(faults: Faults) -> None:
    changed = replace(consent.CONSENTS[0], givers=consent.CONSENTS[0].givers[::-1])
    assert faults(check_consents, declare_consents=lambda: (changed,)) == []


def test_a_kind_of_record_without_a_rule_is_told(faults: Faults) -> None:
    told = faults(check_retention, declare_retention_rules=lambda: RULES[1:])
    assert told == [("declare_retention_rules", "no rule for 'resident_file'")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"record": "moon"}, "the rule for 'moon' is for an unknown kind of record"),
        ({"counted_from": "moon"}, "the rule for 'resident_file' counts from the unknown 'moon'"),
        ({"years": -1}, "the rule for 'resident_file' has a negative term"),
    ],
)
def test_a_rule_that_cannot_be_applied_is_told(faults: Faults, changes: dict[str, object], words: str) -> None:
    rules = (replace(RULES[0], **changes), *RULES[1:])
    assert words in [message for _, message in faults(check_retention, declare_retention_rules=lambda: rules)]
