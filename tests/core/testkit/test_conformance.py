"""The kit passes a country that keeps the contract, and tells one that does not what to mend."""

from types import ModuleType

import pytest

from core.testkit.conformance import CountryConformance
from core.testkit.zz import plugin


class TestZedland(CountryConformance):
    code = "zz"
    module = plugin


class Broken(CountryConformance):
    code = "zz"
    module = ModuleType("empty")


def test_a_broken_country_fails_with_the_way_to_mend_it() -> None:
    with pytest.raises(AssertionError, match=r"does not implement declare_country\n.*@hookimpl"):
        Broken().test_the_country_keeps_the_contract("start")


class Absent(CountryConformance):
    code = "yy"


def test_a_country_that_is_not_installed_fails() -> None:
    with pytest.raises(AssertionError, match="not installed"):
        Absent().test_the_country_keeps_the_contract("start")
