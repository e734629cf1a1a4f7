"""Who may import whom: the contracts of setup.cfg, and what import-linter cannot say."""

import configparser
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import source_tree

Plant = Callable[[Mapping[str, str]], Path]
ORDER = "importlinter:contract:order-of-the-domains"


def broken_contracts(root: Path) -> str:
    """Return what import-linter says against a tree; an empty text when it is content."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    result = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return (result.stdout + result.stderr) if result.returncode else ""


def domains_without_a_place(root: Path) -> list[str]:
    """Name the domains of core that the order in setup.cfg leaves out."""
    tables = {path.parent.name for path in (root / "core").glob("*/models.py")}
    return sorted(tables - set(ordered_domains(root)) - {"testkit"})


def ordered_domains(root: Path) -> list[str]:
    """Read the order of the domains in setup.cfg, the last one first."""
    config = configparser.ConfigParser()
    config.read(root / "setup.cfg", encoding="utf-8")
    return [layer.strip("() ") for layer in config[ORDER]["layers"].split()]


def revisions_with_our_code(root: Path) -> Iterator[str]:
    """Point to each revision that imports our code: it would change its meaning when the code does."""
    places = ["migrations", *(str(path.relative_to(root)) for path in root.glob("countries/*/migrations"))]
    for path, tree in source_tree.modules(root, *places):
        for line, name in source_tree.imported_modules(tree):
            if name.partition(".")[0] in source_tree.ROOMS:
                yield f"{path}:{line} {name}"


@pytest.fixture
def small_house(plant: Plant, checkout: Path) -> Path:
    """Return a tree with the rooms and a few empty modules, under the contracts of the project."""
    anatomy = ("__init__", "models", "service", "views")
    names = [f"core/{domain}/{module}.py" for domain in ordered_domains(checkout) for module in anatomy]
    names += ["core/__init__.py", "core/toolkit.py", "core/web.py", "core/testkit/__init__.py", "plugins/__init__.py"]
    names += [f"countries/{code}/{module}.py" for code in ("xa", "xb") for module in ("__init__", "plugin", "views")]
    root = plant(dict.fromkeys(names, ""))
    shutil.copy(checkout / "setup.cfg", root)
    return root


def test_every_import_keeps_the_contracts(checkout: Path) -> None:
    assert not broken_contracts(checkout)


def test_every_domain_has_a_place_in_the_order(checkout: Path) -> None:
    assert not domains_without_a_place(checkout)


def test_no_revision_imports_our_code(checkout: Path) -> None:
    assert not list(revisions_with_our_code(checkout))


def test_an_empty_house_keeps_the_contracts(small_house: Path) -> None:
    assert not broken_contracts(small_house)


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("plugins/__init__.py", "core.web"),
        ("plugins/__init__.py", "sqlalchemy.orm"),
        ("core/residents/service.py", "countries.xa.plugin"),
        ("core/residents/service.py", "core.stages.service"),
        ("core/audit/service.py", "core.access.service"),
        ("core/hq/service.py", "core.residents.service"),
        ("core/residents/views.py", "core.residents.models"),
        ("core/residents/service.py", "core.testkit"),
        ("countries/xa/plugin.py", "core.web"),
        ("countries/xa/plugin.py", "countries.xb.plugin"),
        ("countries/xa/plugin.py", "flask"),
    ],
)
def test_a_forbidden_import_is_found(small_house: Path, module: str, imported: str) -> None:
    (small_house / module).write_text(f"import {imported}\n")
    assert "BROKEN" in broken_contracts(small_house)


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("core/stages/service.py", "core.residents.service"),
        ("core/access/service.py", "core.audit.service"),
        ("countries/xa/plugin.py", "core.toolkit"),
        ("countries/xa/views.py", "flask"),
    ],
)
def test_an_allowed_import_passes(small_house: Path, module: str, imported: str) -> None:
    (small_house / module).write_text(f"import {imported}\n")
    assert not broken_contracts(small_house)


def test_a_domain_outside_the_order_is_found(small_house: Path) -> None:
    (small_house / "core/kitchen").mkdir()
    (small_house / "core/kitchen/models.py").touch()
    assert domains_without_a_place(small_house) == ["kitchen"]


def test_a_revision_with_our_code_is_found(plant: Plant) -> None:
    root = plant(
        {
            "migrations/country/20260101_0900_a1_first.py": "import sqlalchemy\nfrom core.residents import models\n",
            "countries/xa/migrations/20260101_0900_b1_first.py": "import countries.xa.models\n",
        }
    )
    found = list(revisions_with_our_code(root))
    assert [line.split()[1] for line in found] == ["core.residents", "countries.xa.models"]
