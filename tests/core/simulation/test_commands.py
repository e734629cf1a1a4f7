"""The commands that build networks."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from core import installation
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.settings import Settings
from core.simulation import commands
from core.simulation.demonstration import is_loaded
from core.stores import Stores
from core.testkit.stores import StoreTemplates
from plugins.profile import CountryProfile


@pytest.fixture
def settings(
    store_templates: StoreTemplates, tmp_path: Path, zz: CountryProfile, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Let the commands find an installation with the imaginary country, by the environment alone."""
    found = store_templates.copy("sqlcipher", ("zz",), tmp_path / "home")
    monkeypatch.setenv("ABRIGO_HOME", str(found.home))
    monkeypatch.setenv("ABRIGO_KEY_FILE", str(found.key_file))
    monkeypatch.setenv("ABRIGO_COUNTRIES", "zz")

    def profiles(_settings: Settings) -> Mapping[str, CountryProfile]:
        return {"zz": zz}

    monkeypatch.setattr(installation, "profiles", profiles)
    return found


def residents(settings: Settings) -> int:
    stores = Stores(settings)
    with stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        found = session.scalar(select(func.count()).select_from(Resident)) or 0
    stores.close()
    return found


def test_simulate_says_what_it_wrote(settings: Settings) -> None:
    done = CliRunner().invoke(commands.simulate, ["--residents", "12", "--years", "1", "--seed", "a"])
    assert done.exit_code == 0
    assert "12 residents" in done.output
    assert residents(settings) == 12


def test_simulate_refuses_a_country_that_is_not_enabled(settings: Settings) -> None:
    done = CliRunner().invoke(commands.simulate, ["--countries", "xx"])
    assert done.exit_code == 2
    assert "xx" in done.output
    assert residents(settings) == 0


def test_demo_loads_the_network_and_names_its_accounts(settings: Settings) -> None:
    first = CliRunner().invoke(commands.demo)
    second = CliRunner().invoke(commands.demo)
    stores = Stores(settings)
    assert is_loaded(stores)
    stores.close()
    for done in (first, second):
        assert done.exit_code == 0
        assert "zoe" in done.output
        assert "bruno" in done.output
    assert "Demonstration network" in first.output
    assert "Demonstration network" not in second.output


def test_without_a_key_the_demonstration_makes_a_key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ABRIGO_KEY_FILE", "ABRIGO_PASSPHRASE", "ABRIGO_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ABRIGO_HOME", str(tmp_path))
    monkeypatch.setenv("ABRIGO_COUNTRIES", "zz")
    # What the command itself puts into the environment ends with the test too.
    monkeypatch.setenv("ABRIGO_KEY_FILE", "")
    assert commands.demonstration_settings().key_file == tmp_path / "keys" / "demonstration.key"
