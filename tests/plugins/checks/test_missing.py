"""Protocols for missing persons can be followed, and nobody has two."""

from collections.abc import Callable
from dataclasses import replace

from core.testkit.zz import missing
from plugins.checks.missing import check_missing
from plugins.contract.missing import About

Faults = Callable[..., list[tuple[str, str]]]


def test_a_protocol_that_nobody_could_follow_is_told(faults: Faults) -> None:
    first = missing.PROTOCOLS[0]
    step = first.steps[0]
    for changed, words in (
        ((), "has no step"),
        ((replace(step, tells=("moon",)),), "unknown institution 'moon'"),
        ((replace(step, due=replace(step.due, before=True)),), "due before she is missing"),
        ((replace(step, form="zz_house_report"),), "not about a resident"),
    ):
        broken = replace(first, steps=changed, told_in=None)
        told = faults(check_missing, declare_missing_protocols=lambda new=broken: (new,))
        assert [hook for hook, message in told if words in message] == ["declare_missing_protocols"]


def test_two_protocols_for_the_same_people_are_told(faults: Faults) -> None:
    first, second = missing.PROTOCOLS
    told = faults(check_missing, declare_missing_protocols=lambda: (first, replace(second, about=About.EVERYBODY)))
    assert told == [("declare_missing_protocols", "'lantern' and 'beacon' are for the same people")]
