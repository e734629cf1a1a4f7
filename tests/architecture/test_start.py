"""What is slow to load is loaded when somebody needs it: a start pays for every module that is imported at the top."""

import subprocess
import sys

import pytest

#: Needed by a few pages, by commands, or by one kind of database.
BY_FEW = {
    "alembic", "docx", "holidays", "multiprocessing", "numpy", "phonenumbers", "psycopg", "rapidfuzz", "scipy",
    "xlsxwriter", "core.migrate", "core.nightly.work", "core.simulation.service",
    "core.testkit",
}  # fmt: skip
#: What the list of commands can do without.
BY_COMMANDS = {*BY_FEW, "flask", "sqlalchemy", "marshmallow", "cryptography", "yaml"}
CASES = {"core.app": BY_FEW, "core.nightly.watch": BY_FEW, "core.cli": BY_COMMANDS}


def loaded(statement: str) -> set[str]:
    """Run a statement in a fresh interpreter and tell what it has loaded."""
    command = [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules)"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("module", CASES)
def test_a_start_does_not_load_what_few_need(module: str) -> None:
    assert sorted(loaded(f"import {module}") & CASES[module]) == []


def test_what_is_slow_is_found() -> None:
    assert "xlsxwriter" in loaded("import xlsxwriter") & BY_FEW
