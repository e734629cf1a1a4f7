"""The test cases that every country must pass; its own test module is three lines long.

::

    class TestZedland(CountryConformance):
        code = "zz"

Each check is a test of its own, named after it, so that a failing one says at once what to look at.
"""

from collections.abc import Sequence
from functools import cache
from typing import ClassVar

import pytest

from core import conformance, defaults
from plugins.discovery import import_country, load
from plugins.errors import CountryError, Problem
from plugins.owed import Debt, debts
from plugins.profile import CountryProfile


class CountryConformance:
    """Inherit, name the code, and pytest runs the rest.

    :cvar code: the country's code, as its entry point is named.
    :cvar module: the plugin module, for a country without an entry point.
    :cvar extra: further checks of the country's own.
    """

    code: ClassVar[str]
    module: ClassVar[object | None] = None
    extra: ClassVar[Sequence[conformance.Check]] = ()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make a test of every check."""
        if "check" in metafunc.fixturenames:
            metafunc.parametrize("check", conformance.names(self.extra))

    @classmethod
    @cache
    def problems(cls) -> Sequence[Problem]:
        """Find everything that is wrong with the country, once for all tests."""
        return conformance.inspect(cls.code, cls.module, cls.extra)

    def profile(self) -> CountryProfile:
        """Load the country as the platform does."""
        module = import_country(self.code) if self.module is None else self.module
        return load(self.code, module, (defaults,))

    def test_the_country_keeps_the_contract(self, check: str) -> None:
        found = [problem for problem in self.problems() if problem.check == check]
        assert not found, "\n" + "\n".join(f"- {problem}\n  {problem.fix}" for problem in found)

    def test_nothing_is_left_to_write(self) -> None:
        left = self._left_to_write()
        if left:
            pytest.skip("Still to be written by the country's author:\n" + "\n".join(map(str, left)))

    def _left_to_write(self) -> list[Debt]:
        try:
            return debts(self.profile())
        except CountryError:
            return []  # the check of the start tells why
