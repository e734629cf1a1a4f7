"""Lands that differ where a surface made for two neighbours would break; each is Zedland but for a few lines."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from core import conformance, defaults
from core.conformance.tables import check_revisions
from core.testkit.stores import store_factory, store_kind, store_templates
from core.testkit.web import network
from core.testkit.zz import country, plugin
from plugins import hookimpl
from plugins.discovery import load
from plugins.profile import CountryProfile

__all__ = ["network", "store_factory", "store_kind", "store_templates"]

Land = Callable[..., CountryProfile]


@pytest.fixture
def land(monkeypatch: pytest.MonkeyPatch) -> Land:
    """Give Zedland with other answers, after the kit has passed it."""
    # Its tables are Zedland's own, and are checked there.
    quick = tuple(check for check in conformance.CHECKS if check is not check_revisions)
    monkeypatch.setattr(conformance, "CHECKS", quick)

    def make(
        facts: dict[str, object] | None = None, home: Path | None = None, **answers: Callable[..., object]
    ) -> CountryProfile:
        module = ModuleType("elsewhere")
        module.__file__ = str(home / "plugin.py") if home else plugin.__file__
        changed = {"declare_country": lambda: replace(country.COUNTRY, **(facts or {})), **answers}
        for name, value in {**vars(plugin), **changed}.items():
            if name in changed or hasattr(value, "abrigo_impl"):
                setattr(module, name, hookimpl(value) if name in changed else value)
        assert conformance.inspect("zz", module) == []
        return load("zz", module, (defaults,))

    return make
