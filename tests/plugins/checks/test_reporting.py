"""Thresholds that hide something and grades that exist."""

from collections.abc import Callable
from dataclasses import replace

from core.testkit.zz import reporting
from plugins.checks.reporting import check_figures

Faults = Callable[..., list[tuple[str, str]]]


def test_a_threshold_that_hides_nothing_is_told(faults: Faults) -> None:
    open_rule = replace(reporting.DISCLOSURE_RULES[0], threshold=0)
    told = faults(check_figures, declare_disclosure_rules=lambda: (open_rule,))
    assert told == [("declare_disclosure_rules", "'PERSON' hides nothing")]


def test_an_unknown_grade_is_told(faults: Faults) -> None:
    odd = replace(reporting.COMPARABILITY[0], grade="D")
    told = faults(check_figures, declare_comparability=lambda: (odd,))
    assert told == [("declare_comparability", "'RES-003' has the unknown grade 'D'")]
