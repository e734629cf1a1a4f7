"""Fixtures for every test of the platform and of a country; pytest finds them through the entry point ``abrigo``.

What the fixtures give is imported inside them: pytest loads this module before coverage begins to look, and a country's
own tests should not pay for the parts of core that they do not use.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from plugins.profile import CountryProfile


@pytest.fixture(scope="session")
def zz() -> "CountryProfile":
    """Give the imaginary country. It is frozen, so all tests share it."""
    from core import defaults
    from core.testkit.zz import plugin
    from plugins.discovery import load

    return load("zz", plugin, (defaults,))


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Start the browser once for all tests of a process.

    Here alone: a session fixture that two ``conftest.py`` import is two fixtures, and Playwright starts only once.
    """
    from core.testkit.browser import start_browser

    with start_browser() as started:
        yield started


@pytest.fixture
def refusals_in_brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say by its status alone that somebody gets no page, where a test asks for thousands that she does not get.

    The page that says so is one for all, and is another test's concern.
    """
    from core.web import errors

    monkeypatch.setattr(errors, "show", lambda page, **_more: ("", page.status))
