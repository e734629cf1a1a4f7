"""What a Honduran centre owes to whom, as the domain file tells and no more."""

import pytest

from countries.hn import plugin
from countries.hn.missing import protocols
from countries.hn.obligations import obligations
from countries.hn.reporting import age_bands


def test_each_report_has_its_addressee_rhythm_and_grades() -> None:
    assert {
        owed.code: (owed.addressee or owed.addressee_kind, owed.rhythm.value, owed.basis.grade.value,
                    owed.rhythm_basis.grade.value)
        for owed in obligations()
    } == {
        "senaf": ("senaf", "M", "B", "C"),
        "cicesct": ("cicesct", "Q", "C", "C"),
        "censo_irca": ("senaf", "request", "B", "B"),
        "conadeh": ("conadeh", "case", "C", "C"),
        "donantes": ("donante", "Q", "C", "C"),
    }  # fmt: skip


@pytest.mark.parametrize(("age", "band"), [(11, "0_11"), (12, "12_14"), (15, "15_17"), (18, "18_mas")])
def test_the_bands_are_those_that_were_proposed(age: int, band: str) -> None:
    assert age_bands()[0].of(age) == band


def test_nobody_has_to_wait_and_the_police_is_told_first() -> None:
    amber, search = protocols()
    assert (amber.steps[0].due.amount, amber.steps[0].due.basis.grade, amber.basis.grade) == (0, "B", "B")
    assert amber.steps[0].tells == ("dpi", "mp_ninez", "senaf")
    assert [amber.is_for("M", minor=True), search.is_for("M", minor=False)] == [True, True]


def test_no_certificate_of_the_staff_was_found_and_none_is_declared() -> None:
    assert not hasattr(plugin, "declare_clearances")
