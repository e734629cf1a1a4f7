"""Certificates of the staff are issued by somebody and count for some time."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.testkit.zz import staff
from plugins.checks.staff import check_clearances

Faults = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issuer": "moon"}, "unknown institution 'moon'"),
        ({"months": 0}, "counts for no time"),
        ({"term_basis": None}, "not why"),
    ],
)
def test_a_certificate_that_nobody_issues_or_that_never_counts_is_told(
    faults: Faults, changes: dict[str, object], words: str
) -> None:
    [(hook, message)] = faults(check_clearances, declare_clearances=lambda: (replace(staff.CLEARANCES[0], **changes),))
    assert hook == "declare_clearances"
    assert words in message
