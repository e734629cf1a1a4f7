"""Addresses are built as Werkzeug builds them, and made ready only when one is wanted."""

import pytest
from werkzeug.routing import Map, Rule

from core.web.rules import PatientRule


def test_a_builder_is_compiled_once_and_not_before_an_address_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, true = [], Rule._compile_builder

    def note(rule: Rule, append_unknown: bool = True):
        compiled.append(rule.endpoint)
        return true(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", note)
    addresses = Map([PatientRule("/beds/<int:bed>", endpoint="bed"), PatientRule("/", endpoint="home")]).bind("")
    assert compiled == []
    assert [addresses.build("bed", {"bed": number}) for number in (3, 4)] == ["/beds/3", "/beds/4"]
    assert addresses.build("bed", {"bed": 5, "from": "list"}) == "/beds/5?from=list"
    assert compiled == ["bed"]
