"""Countries are found by entry point alone, and only where they are enabled."""

import sys
from collections.abc import Callable, Iterator
from importlib import invalidate_caches
from pathlib import Path
from textwrap import dedent

import pytest

from core import defaults
from core.testkit.zz import plugin
from plugins import discovery
from plugins.errors import CountryError, ImportFailed, InstalledTwice, NotInstalled, WrongCode

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a distribution with one country, as far as importlib.metadata can tell."""
    modules = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))

    def install_it(distribution: str, code: str, module: str, source: str = "") -> None:
        # As installers write it: up to the first hyphen the folder is the name, and of one name only one is seen.
        metadata = tmp_path / f"{distribution.replace('-', '_')}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[abrigo.countries]\n{code} = {module}\n")
        if source:
            (tmp_path / f"{module}.py").write_text(dedent(source))
        # A folder that changed twice within one tick of the clock still looks unchanged to the import system.
        invalidate_caches()

    yield install_it
    for name in set(sys.modules) - modules:
        del sys.modules[name]


ZEDLAND = "from core.testkit.zz.plugin import *\n"
RAISING = "raise RuntimeError('half written')\n"


def assert_stops(error: type[CountryError], code: str, *words: str) -> None:
    with pytest.raises(error) as caught:
        discovery.discover((code,), (defaults,))
    for word in (f"Country '{code}'", *words):
        assert word in str(caught.value)
    assert all(problem.fix for problem in caught.value.problems)


def test_an_enabled_country_is_loaded(install: Install) -> None:
    install("abrigo-country-zz", "zz", "zedland", ZEDLAND)
    assert discovery.discover(("zz",), (defaults,))["zz"].country.alpha3 == "ZZZ"


def test_what_is_installed_but_not_enabled_is_not_even_imported(install: Install) -> None:
    install("abrigo-country-zz", "zz", "zedland", ZEDLAND)
    install("abrigo-country-yy", "yy", "yonderland", RAISING)
    assert set(discovery.discover(("zz",), (defaults,))) == {"zz"}
    assert "yonderland" not in sys.modules


def test_no_country_is_a_fine_platform() -> None:
    assert dict(discovery.discover(())) == {}


def test_an_enabled_country_that_is_not_installed_is_told_with_those_that_are(install: Install) -> None:
    install("abrigo-country-zz", "zz", "zedland", ZEDLAND)
    assert_stops(NotInstalled, "yy", "is enabled but not installed", "zz")


def test_a_country_that_cannot_be_imported_is_told_with_its_module(install: Install) -> None:
    install("abrigo-country-zz", "zz", "zedland", RAISING)
    assert_stops(ImportFailed, "zz", "file zedland", "RuntimeError: half written")


def test_a_country_whose_module_is_missing_is_told(install: Install) -> None:
    install("abrigo-country-zz", "zz", "no_such_land")
    assert_stops(ImportFailed, "zz", "file no_such_land", "ModuleNotFoundError")


def test_a_code_brought_by_two_distributions_is_refused_with_both(install: Install) -> None:
    install("abrigo-country-zz", "zz", "zedland", ZEDLAND)
    install("another-zedland", "zz", "zedland_too", ZEDLAND)
    assert_stops(InstalledTwice, "zz", "abrigo-country-zz (zedland)", "another-zedland (zedland_too)")


def test_one_country_seen_through_two_records_of_one_installation_is_no_fault(install: Install) -> None:
    install("abrigo-country-zz", "zz", "zedland", ZEDLAND)
    install("abrigo-country-zz-checkout", "zz", "zedland")
    assert set(discovery.discover(("zz",), (defaults,))) == {"zz"}


def test_an_entry_point_of_another_name_than_the_declared_code_is_refused(install: Install) -> None:
    install("abrigo-country-yy", "yy", "zedland", ZEDLAND)
    assert_stops(WrongCode, "yy", "hook declare_country", str(plugin.__file__), "declares the code 'zz'")


def test_a_country_at_hand_needs_no_entry_point() -> None:
    assert discovery.load("zz", plugin).code == "zz"
