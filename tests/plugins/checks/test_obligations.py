"""Reports that a branch owes have somebody to go to, something to say and a term."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.testkit.zz import calendar, obligations
from plugins.checks.obligations import check_obligations

Faults = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("number", "changes", "words"),
    [
        (0, {"addressee": "moon"}, "unknown institution 'moon'"),
        (0, {"forms": ()}, "says nothing"),
        (0, {"due": None}, "has no term"),
        (0, {"due": replace(calendar.MONTHLY, before=True)}, "due before its period ends"),
        (4, {"due": calendar.MONTHLY}, "for each case"),
        (4, {"tables": obligations.YEAR.tables}, "for each case"),
    ],
)
def test_a_report_that_could_not_be_sent_or_says_nothing_is_told(
    faults: Faults, number: int, changes: dict[str, object], words: str
) -> None:
    declared = list(obligations.OBLIGATIONS)
    declared[number] = replace(declared[number], **changes)
    [(hook, message)] = faults(check_obligations, declare_obligations=lambda: tuple(declared))
    assert hook == "declare_obligations"
    assert words in message
