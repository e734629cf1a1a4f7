"""Thresholds that hide something and grades that exist."""

from collections.abc import Callable
from dataclasses import replace

from core.testkit.zz import reporting
from plugins.checks.reporting import check_age_bands, check_figures

Faults = Callable[..., list[tuple[str, str]]]


def test_a_threshold_that_hides_nothing_is_told(faults: Faults) -> None:
    open_rule = replace(reporting.DISCLOSURE_RULES[0], threshold=0)
    told = faults(check_figures, declare_disclosure_rules=lambda: (open_rule,))
    assert told == [("declare_disclosure_rules", "'PERSON' hides nothing")]


def test_an_unknown_grade_is_told(faults: Faults) -> None:
    odd = replace(reporting.COMPARABILITY[0], grade="D")
    told = faults(check_figures, declare_comparability=lambda: (odd,))
    assert told == [("declare_comparability", "'RES-003' has the unknown grade 'D'")]


def test_ages_that_stand_in_no_band_or_in_two_are_told(faults: Faults) -> None:
    bands = reporting.AGE_BANDS[0].bands
    for broken in ((replace(bands[0], to_age=10), *bands[1:]), (replace(bands[0], to_age=12), *bands[1:]),
                   (*bands[:2], replace(bands[2], to_age=99))):  # fmt: skip
        told = faults(check_age_bands, declare_age_bands=lambda found=broken: (
            replace(reporting.AGE_BANDS[0], bands=found),))  # fmt: skip
        assert told == [("declare_age_bands", "'ages' leaves an age out, or counts one twice")]


def test_an_unknown_grade_of_bands_is_told(faults: Faults) -> None:
    told = faults(check_age_bands, declare_age_bands=lambda: (replace(reporting.AGE_BANDS[0], comparability="D"),))
    assert told == [("declare_age_bands", "'ages' has the unknown grade 'D'")]
