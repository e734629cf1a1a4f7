"""What ``abrigo countries`` does, on Zedland as if a distribution had brought it."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from importlib import invalidate_caches
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from core import migrate
from core.access import listings
from core.access.models import BranchListing, Grant, User
from core.commands.countries import countries
from core.i18n import building
from core.stores import Stores
from core.testkit.stores import StoreFactory
from core.testkit.zz import models
from plugins.contract.migrations import MigrationLineage

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command where Zedland is installed."""
    metadata = tmp_path / "abrigo_country_zz-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: abrigo-country-zz\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[abrigo.countries]\nzz = core.testkit.zz.plugin\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    invalidate_caches()
    monkeypatch.setenv("ABRIGO_COUNTRIES", "zz")
    return lambda *arguments: CliRunner().invoke(countries, arguments)


@pytest.fixture
def stores(store_factory: StoreFactory, monkeypatch: pytest.MonkeyPatch) -> Stores:
    """Let the commands work on Zedland's fresh stores."""
    stores = store_factory("zz")
    settings = stores.settings
    for name, value in {"HOME": settings.home, "STORE": settings.store, "KEY_FILE": settings.key_file}.items():
        monkeypatch.setenv(f"ABRIGO_{name}", str(value))
    return stores


def test_installed_countries_are_listed_with_a_star_where_they_are_enabled(run: Run) -> None:
    assert "* zz" in run("list").output.splitlines()
    assert {"code": "zz", "enabled": True} in json.loads(run("list", "--json").output)


def test_a_clean_country_is_checked_and_its_unverified_law_is_told(run: Run) -> None:
    done = run("check", "--law")
    assert done.exit_code == 0
    assert "zz: no problem found." in done.output
    assert "Práctica de la casa, por confirmar" in done.output
    assert "still to be written" not in done.output


def test_a_problem_is_told_with_check_hook_file_and_fix(run: Run) -> None:
    done = run("check", "yy")
    assert done.exit_code == 1
    assert "yy: start: is enabled but not installed" in done.output
    assert "Install the country's distribution" in done.output


def test_a_report_can_be_read_by_a_machine(run: Run) -> None:
    done = run("check", "zz", "yy", "--json")
    good, bad = json.loads(done.output)
    assert done.exit_code == 1
    assert (good["country"], good["problems"], good["owed"]) == ("zz", [], [])
    assert good["unverified"][0]["hook"].startswith("declare_")
    assert bad["problems"][0]["check"] == "start"


def test_a_new_country_is_written_and_the_next_step_named(run: Run, tmp_path: Path) -> None:
    done = run("new", "sv", "--name", "El Salvador", "--into", str(tmp_path / "sv"))
    assert done.exit_code == 0
    assert "abrigo countries check sv" in done.output
    country = (tmp_path / "sv" / "countries" / "sv" / "country.py").read_text(encoding="utf-8")
    for fact in ('alpha3="SLV"', 'currency="USD"', 'time_zone="America/El_Salvador"', 'formatting_locale="es_SV"'):
        assert fact in country
    again = run("new", "sv", "--name", "El Salvador", "--into", str(tmp_path / "sv"))
    assert again.exit_code == 1
    assert "is not empty" in again.output


@pytest.mark.parametrize(
    ("code", "words"),
    [("zz", "'zz' is installed already."), ("s1", "two lower-case letters"), ("SV", "two lower-case")],
)
def test_a_country_that_cannot_be_written_is_refused(run: Run, tmp_path: Path, code: str, words: str) -> None:
    done = run("new", code, "--name", "Tierra", "--into", str(tmp_path / "new"))
    assert done.exit_code == 1
    assert words in done.output


def test_one_countrys_store_is_brought_up_to_date_and_seeded(run: Run, stores: Stores) -> None:
    assert run("migrate", "zz").exit_code == 0
    assert (
        migrate.check(stores.country("zz"), [migrate.country_lineage("zz", models.LINEAGE.folder)]).value == "current"
    )
    assert inspect(stores.country("zz").engine).has_table("zz_pier")
    first, again = run("seed", "zz"), run("seed", "zz")
    assert "places: 12 added, 0 changed, 0 ended" in first.output
    assert "institutions: 6 added" in first.output
    assert "places: 0 added, 0 changed, 0 ended" in again.output
    with stores.country("zz").reading() as session:
        assert session.scalar(text("SELECT count(*) FROM place")) == 12


@pytest.mark.parametrize("command", ["migrate", "seed"])
def test_a_country_that_is_not_enabled_has_no_store_to_work_on(run: Run, command: str) -> None:
    done = run(command, "gt")
    assert done.exit_code == 1
    assert "'gt' is not enabled: ABRIGO_COUNTRIES is zz." in done.output


def test_a_revision_is_written_with_what_the_models_have_more(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "revisions").mkdir()
    monkeypatch.setattr(models, "LINEAGE", MigrationLineage(tmp_path / "revisions"))
    done = run("revision", "zz", "First tables")
    assert done.exit_code == 0, done.output
    [made] = (tmp_path / "revisions").glob("*_first_tables.py")
    written = made.read_text(encoding="utf-8")
    assert 'op.create_table(\n        "zz_pier"' in written
    assert '"audit_event"' not in written
    assert "ENABLE ROW LEVEL SECURITY" in written
    assert "from core" not in written


def test_new_words_are_added_to_the_catalogue_once(tmp_path: Path) -> None:
    code = tmp_path / "zz"
    code.mkdir()
    (code / "views.py").write_text('_("A pier")\n_("Save")\n')
    room = building.Room("zz", code)
    target, added = building.add_missing(room, building.CORE)
    assert added == 1
    assert 'msgid "A pier"' in target.read_text(encoding="utf-8")
    assert building.add_missing(room, building.CORE) == (target, 0)


def test_the_words_of_an_installed_country_are_extracted_and_compiled(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "zz"
    shutil.copytree(models.LINEAGE.folder.parent, home)
    monkeypatch.setattr("plugins.manager.CountryManager.file_of", lambda manager, hook="": str(home / "plugin.py"))
    assert "0 messages to translate were added" in run("messages", "extract", "zz").output
    assert run("messages", "build", "zz").output.endswith("zz.mo\n")


def test_the_catalogue_of_another_language_is_prepared_and_keeps_what_is_translated(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "zz"
    shutil.copytree(models.LINEAGE.folder.parent, home)
    monkeypatch.setattr("plugins.manager.CountryManager.file_of", lambda manager, hook="": str(home / "plugin.py"))
    first = run("messages", "prepare", "zz", "ar").output
    missing, whole = int(first.split()[0]), int(first.split()[2])
    assert missing == whole > 1000
    target = home / "translations" / "ar" / "LC_MESSAGES" / "zz.po"
    text = target.read_text(encoding="utf-8")
    assert '#. es: Guardar\nmsgid "Save"\nmsgstr ""' in text
    target.write_text(text.replace('msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "حفظ"'), encoding="utf-8")
    assert run("messages", "prepare", "zz", "ar").output.startswith(f"{missing - 1} of {whole} ")
    assert run("messages", "prepare", "zz", "tlh").exit_code != 0


OPEN = ("--name", "Casa Uno", "--public-name", "Programa Uno", "--places", "8", "--director", "dora:Dora", "--admin",
        "ada:Ada")  # fmt: skip


def test_the_first_house_is_opened_with_two_people_and_leads_until_another_does(run: Run, stores: Stores) -> None:
    assert run("seed", "zz").exit_code == 0
    done = run("open", "zz", *OPEN)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("ZZ-01\n")
    with stores.network.reading() as session:
        assert listings.leader(session, "zz") == "ZZ-01"
        assert {login for login, _role in accounts(session)} == {"dora", "ada"}
    again = run("open", "zz", *OPEN)
    assert again.exit_code == 1
    assert "a house already" in again.output
    assert run("lead", "zz", "ZZ-09").exit_code == 1
    with stores.network.transaction() as session:
        session.add(BranchListing(code="ZZ-02", country_code="zz", branch_id=2, public_name="Dos", time_zone="UTC",
                                  formatting_locale="es", opened_on=date(2026, 1, 1)))  # fmt: skip
    assert run("lead", "zz", "ZZ-02").exit_code == 0
    with stores.network.reading() as session:
        assert listings.leader(session, "zz") == "ZZ-02"


def accounts(session: Session) -> list[tuple[str, str]]:
    query = select(User.login, Grant.role).join(Grant, Grant.user_id == User.id).order_by(Grant.id)
    return [(login, role) for login, role in session.execute(query)]
