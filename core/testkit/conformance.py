"""The test cases that every country must pass; its own test module is three lines long.

::

    class TestZedland(CountryConformance):
        code = "zz"
"""

from collections.abc import Sequence
from typing import ClassVar

from core import clock, defaults
from plugins.conformance import Check, inspect_country, inspect_installed
from plugins.discovery import import_country, load
from plugins.errors import Problem
from plugins.profile import CountryProfile


class CountryConformance:
    """Inherit, name the code, and pytest runs the rest.

    :cvar code: the country's code, as its entry point is named.
    :cvar module: the plugin module, for a country without an entry point.
    :cvar extra: further checks, of core or of the country's own.
    """

    code: ClassVar[str]
    module: ClassVar[object | None] = None
    extra: ClassVar[Sequence[Check]] = ()

    def profile(self) -> CountryProfile:
        """Load the country as the platform does."""
        module = import_country(self.code) if self.module is None else self.module
        return load(self.code, module, (defaults,))

    def problems(self) -> list[Problem]:
        """Find everything that is wrong with the country."""
        first_year = clock.now().year
        if self.module is None:
            return inspect_installed(self.code, first_year, (defaults,), self.extra)
        return inspect_country(self.code, self.module, first_year, (defaults,), extra=self.extra)

    def test_the_country_keeps_the_contract(self) -> None:
        problems = self.problems()
        assert not problems, "\n" + "\n".join(f"- {problem}\n  {problem.fix}" for problem in problems)
