"""A new country's package is whole from the first minute: it installs, starts, passes the kit and says what it owes."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plugins import CONTRACT
from plugins.scaffold import NewCountry, SpokenLanguage, write

ROOT = Path(__file__).parents[2]
LAND = NewCountry(
    code="qz",
    name="Tierra de Qz",
    alpha3="QZZ",
    currency="XTS",
    time_zone="Etc/GMT+5",
    locale="es_419",
    week_starts_on=6,
    today=date(2026, 5, 2),
    languages=(SpokenLanguage("quc", "K'iche'", "quiché", "Kʼicheʼ"),),
)


def run(command: Sequence[str | Path], folder: Path, *path: Path) -> str:
    """Run a command as a stranger would, with some folders to import from."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (*path, ROOT)))}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the package of an imaginary country."""
    folder = tmp_path_factory.mktemp("qz") / "abrigo-country-qz"
    write(LAND, folder)
    return folder


@pytest.fixture(scope="module")
def installed(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build its wheel without a network and install that, and nothing else, into a folder."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("target")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "wheel", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", wheels, package], package)
    [wheel] = wheels.glob("abrigo_country_qz-*.whl")
    run([*pip, "install", "--no-deps", "--no-index", "--target", target, wheel], package)
    return target


def test_every_file_is_where_the_platform_looks_for_it(package: Path) -> None:
    home = package / "countries" / "qz"
    assert (home / "templates" / "qz" / "form.typ").is_file()
    assert (home / "translations" / "es" / "LC_MESSAGES" / "qz.po").is_file()
    assert (home / "migrations" / "20260502_0000_qz20260502_first.py").is_file()
    assert not (package / "countries" / "__init__.py").exists()
    assert f"contract=({CONTRACT[0]}, {CONTRACT[1]})" in (home / "country.py").read_text(encoding="utf-8")
    assert "{{" not in "".join(path.read_text(encoding="utf-8") for path in package.rglob("*") if path.is_file())


def test_what_is_written_is_laid_out_like_the_house(package: Path) -> None:
    run([sys.executable, "-m", "ruff", "check", "--no-cache", "."], package)
    run([sys.executable, "-m", "ruff", "format", "--no-cache", "--check", "."], package)


def test_it_costs_less_than_six_hundred_lines(package: Path) -> None:
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in package.rglob("*.py"))
    assert lines < 600


def test_its_wheel_brings_its_data_and_leaves_the_namespace_to_all(installed: Path) -> None:
    brought = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    assert {"countries/qz/data/places.csv", "countries/qz/templates/qz/form.typ", "countries/qz/py.typed"} <= brought
    assert "countries/qz/migrations/20260502_0000_qz20260502_first.py" in brought
    assert "countries/__init__.py" not in brought
    assert {path.split("/")[0] for path in brought} == {"countries", "abrigo_country_qz-0.1.0.dist-info"}


def test_its_own_tests_pass_and_skip_only_what_its_author_owes(package: Path, installed: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "tests"]
    told = run(command, package, installed)
    assert "Still to be written by the country's author" in told
    assert "TODO: mayoría de edad" in told
    assert " 1 skipped" in told
    assert "failed" not in told


def test_the_command_says_what_is_owed_and_that_the_law_is_unverified(package: Path, installed: Path) -> None:
    told = run(
        [sys.executable, "-c", "from core.cli import main; main()", "countries", "check", "qz"], package, installed
    )
    assert "qz: no problem found." in told
    assert "things are still to be written" in told
    assert "TODO: juzgado de la niñez" in told
    assert "rules rest on law that nobody has confirmed" in told


def test_a_code_that_python_takes_for_a_word_gets_another_folder(tmp_path: Path) -> None:
    write(replace(LAND, code="is"), tmp_path)
    assert (tmp_path / "countries" / "is_" / "plugin.py").is_file()
    assert "is = countries.is_.plugin" in (tmp_path / "setup.cfg").read_text(encoding="utf-8")


def test_what_lies_there_is_not_written_over(package: Path) -> None:
    with pytest.raises(FileExistsError):
        write(LAND, package)


@pytest.mark.parametrize(
    "wrong", [{"code": "QZ"}, {"code": "../"}, {"name": ""}, {"name": 'Qz"""'}, {"name": "Qz\nname = x"}]
)
def test_what_could_not_stand_in_the_files_is_refused(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="The"):
        write(replace(LAND, **wrong), tmp_path)
    assert not list(tmp_path.iterdir())
