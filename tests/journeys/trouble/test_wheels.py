"""Countries as wheels: built from the tree and the scaffold, installed without a network, upgraded and taken away.

Each look is a process of its own on a machine that has some of them, in some order; none has the checkout's countries.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from plugins.scaffold import NewCountry, write

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
CODES = ("gt", "hn", "sv")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
#: What the second release of the new country goes on with: a stage less, a form's new version, a renamed institution.
SECOND = {
    "stages": """
STAGES = (STAGES[0], STAGES[2])
TRANSITIONS = (Transition("welcome", "way_home", ()),)
""",
    "forms": """
from dataclasses import replace

_BLANKET = _field(_FACTS, "blanket", "Manta entregada", "Blanket given", FieldType.BOOLEAN)
FORMS = (
    replace(FORMS[0], version=2, valid_from=date(2026, 3, 16), fields=(*FORMS[0].fields, _BLANKET)),
    replace(FORMS[0], valid_until=date(2026, 3, 15)),
    *FORMS[1:],
)
""",
    "partners": """
from dataclasses import replace
from datetime import date

SEEDS = (
    *SEEDS[:-1],
    replace(SEEDS[-1], valid_until=date(2026, 3, 15), successor="national_police"),
    replace(SEEDS[-1], code="national_police", name="Policía Nacional", valid_from=date(2026, 3, 16)),
)
""",
}


@dataclass
class Machine:
    """A machine: its installation, and the folders into which wheels were installed."""

    installation: Path
    wheels: dict[str, Path]

    def run(self, what: str, *codes: str, installed: Sequence[str], enabled: Sequence[str] | None = None) -> Any:
        """Do something in a process of its own.

        :param installed: names of the wheels that are there, in the order in which they came.
        """
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("ABRIGO_", "PYTHON"))}
        path = [self.wheels["core"], *(self.wheels[each] for each in installed), HERE]
        environment = {
            **plain,
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "ABRIGO_HOME": str(self.installation),
            "ABRIGO_KEY_FILE": str(self.installation / "machine.key"),
            "ABRIGO_COUNTRIES": ",".join(enabled or [each[:2] for each in installed]),
        }
        command = [sys.executable, HERE / "installed.py", what, *codes]
        done = subprocess.run(
            command, env=environment, cwd=self.installation, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    def copy(self, folder: Path) -> "Machine":
        """Give another machine with the same records."""
        shutil.copytree(self.installation, folder)
        return Machine(folder, self.wheels)


def source_of_ours(code: str, folder: Path) -> Path:
    """Lay a country of the house out as a package of its own, as an outside one is."""
    package = folder / f"abrigo-country-{code}"
    write(NewCountry(code, code.upper(), "XXX", "XTS", "UTC", "es_419", 6, date(2026, 1, 2)), package)
    shutil.rmtree(package / "countries")
    ours = package / "countries" / code
    shutil.copytree(ROOT / "countries" / code, ours, ignore=shutil.ignore_patterns("__pycache__"))
    return package


def source_of_new(folder: Path, release: int) -> Path:
    """Write the new country, in its first release or in its second."""
    package = folder / f"abrigo-country-sv-{release}"
    write(NewCountry("sv", "El Salvador", "SLV", "USD", "America/El_Salvador", "es_SV", 6, date(2026, 1, 2)), package)
    if release == 2:
        about = (package / "setup.cfg").read_text(encoding="utf-8")
        (package / "setup.cfg").write_text(about.replace("version = 0.1.0", "version = 0.2.0"), encoding="utf-8")
        for name, more in SECOND.items():
            with (package / "countries" / "sv" / f"{name}.py").open("a", encoding="utf-8") as file:
                file.write(more)
    return package


def core_alone(folder: Path) -> Path:
    """Give core as a distribution that brings no country, whatever is installed beside it."""
    for name in ("core", "plugins", "migrations"):
        (folder / name).symlink_to(ROOT / name)
    metadata = folder / "abrigo-0.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: abrigo\nVersion: 0.1.0\n")
    return folder


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build every wheel without a network, and install each into a folder of its own."""
    sources, built = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("built")
    build = [*PIP, "wheel", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", built]
    first = [source_of_ours("gt", sources), source_of_ours("hn", sources), source_of_new(sources, 1)]
    for packages in (first, [source_of_new(sources, 2)]):
        subprocess.run([*build, *packages], check=True)
    names = {"gt": "gt-0.1.0", "hn": "hn-0.1.0", "sv": "sv-0.1.0", "sv-2": "sv-0.2.0"}
    folders = {"core": core_alone(tmp_path_factory.mktemp("core"))}
    for code, name in names.items():
        folders[code] = tmp_path_factory.mktemp("installed")
        [wheel] = built.glob(f"abrigo_country_{name}-*.whl")
        install = [*PIP, "install", "--no-deps", "--no-index", "--no-compile", "--target", folders[code], wheel]
        subprocess.run(install, check=True)
    return folders


@pytest.fixture(scope="module")
def machine(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Fill a machine on which all three are installed."""
    made = Machine(tmp_path_factory.mktemp("machine"), wheels)
    made.run("fill", installed=CODES)
    return made


@pytest.fixture(scope="module")
def shown(machine: Machine) -> dict[str, Any]:
    """What each shows where all three are installed."""
    seen: dict[str, Any] = machine.run("look", *CODES, installed=CODES)
    return seen


@pytest.mark.parametrize("order", list(permutations(CODES))[1:], ids="-".join)
def test_in_whatever_order_they_come_each_shows_the_same(
    machine: Machine, shown: dict[str, Any], order: tuple[str, ...]
) -> None:
    assert machine.run("look", *order, installed=order) == shown


@pytest.mark.parametrize("gone", CODES)
def test_one_that_goes_changes_nothing_for_the_others(machine: Machine, shown: dict[str, Any], gone: str) -> None:
    left = [code for code in CODES if code != gone]
    assert machine.run("look", *left, installed=left) == {code: shown[code] for code in left}


def test_what_they_recorded_is_read_by_core_alone_when_all_are_gone(machine: Machine) -> None:
    for code, read in machine.run("read", *CODES, installed=[], enabled=CODES).items():
        assert (read["house_name"], read["born"]) == ("Luna", "2011-02-23"), code
        assert all(read.values()), read


def test_a_new_release_goes_on_with_what_the_one_before_has_recorded(
    machine: Machine, shown: dict[str, Any], tmp_path: Path
) -> None:
    upgraded = machine.copy(tmp_path / "upgraded")
    found = upgraded.run("upgrade", "sv", installed=["gt", "sv-2", "hn"])
    assert found == {
        "seeded": [1, 1, 0],
        "police": ["Policía Nacional"],
        "versions": [1, 2],
        "stages": ["welcome", "way_home"],
        "programme": ["welcome", "growth", "way_home"],
    }
    others = upgraded.run("look", "gt", "hn", installed=["gt", "sv-2", "hn"])
    assert others == {code: shown[code] for code in ("gt", "hn")}
