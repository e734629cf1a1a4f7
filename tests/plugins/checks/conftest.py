"""Runs one check on the imaginary country with some answers replaced."""

from collections.abc import Callable

import pytest

from plugins.checks import Check, Fault
from plugins.profile import CountryProfile


@pytest.fixture
def faults(load_altered: Callable[..., CountryProfile]) -> Callable[..., list[tuple[str, str]]]:
    """Give the hook and message of each fault that a check finds."""

    def find(check: Check, **answers: Callable[..., object]) -> list[tuple[str, str]]:
        found: list[Fault] = list(check(load_altered(**answers)))
        assert all(fault.fix for fault in found)
        return [(fault.hook, fault.message) for fault in found]

    return find
