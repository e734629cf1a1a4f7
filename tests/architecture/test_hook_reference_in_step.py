"""The committed hook reference is the one the docstrings give."""

import subprocess
import sys
from pathlib import Path


def printed_reference(root: Path) -> str:
    """Return what `python -m plugins.reference` prints."""
    command = [sys.executable, "-m", "plugins.reference"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


def test_the_hook_reference_is_in_step(checkout: Path) -> None:
    committed = (checkout / "plugins/HOOKS.md").read_text(encoding="utf-8")
    assert committed == printed_reference(checkout), "run: python -m plugins.reference > plugins/HOOKS.md"
