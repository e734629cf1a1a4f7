"""The tutorial is followed step by step: what it tells a stranger to type is typed here, in a folder of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "write-your-country.md"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?( \+)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LONGEST = 600


class Block(NamedTuple):
    """A block of the tutorial: commands to type, or a file to write or go on with."""

    language: str
    file: str
    more: str
    text: str


def blocks() -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(TUTORIAL.read_text(encoding="utf-8"))]


class Reader:
    """Somebody who types what the tutorial says, on a machine without a network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.here = folder
        self.target = folder / "site-packages"
        self.said = ""

    def follow(self, block: Block) -> None:
        if block.language == "sh":
            self._type(block.text)
        else:
            path = self.here / block.file
            text = path.read_text(encoding="utf-8") + block.text if block.more else block.text
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def _type(self, commands: str) -> None:
        # What one block has exported and where it has gone is still so in the next.
        state, place = self.folder / "state", self.folder / "here"
        state.touch()
        script = f'. "{state}"\n{commands}\npwd > "{place}"\nexport -p > "{state}"\n'
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.here,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        self.said += done.stdout
        self.here = Path(place.read_text(encoding="utf-8").strip())

    def _environment(self) -> dict[str, str]:
        tools = Path(sys.executable).parent
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("ABRIGO_", "PYTEST_"))}
        return {
            **plain,
            "PATH": f"{self._commands()}{os.pathsep}{tools}{os.pathsep}{plain['PATH']}",
            "PYTHONPATH": os.pathsep.join([str(self.target), str(ROOT)]),
            "PIP_TARGET": str(self.target),
            "PIP_NO_DEPS": "1",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }

    def _commands(self) -> Path:
        """Put the commands there that an installation has: here they run on this checkout."""
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        mains = {"abrigo": "core.cli import main", "pip": "pip import main", "pytest": "pytest import main"}
        for name, what in mains.items():
            text = f"#!{sys.executable}\nimport sys\nfrom {what}\n\nsys.exit(main())\n"
            (folder / name).write_text(text, encoding="utf-8")
            (folder / name).chmod(0o755)
        return folder


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """Follow the whole tutorial."""
    reader = Reader(tmp_path)
    for block in blocks():
        if block.language == "sh" or block.file:
            reader.follow(block)
    return reader


def test_a_stranger_who_follows_every_step_has_a_country_of_less_than_six_hundred_lines(reader: Reader) -> None:
    assert "sv: no problem found." in reader.said
    assert "things are still to be written" in reader.said
    assert "TODO: juzgado de la niñez" in reader.said
    assert "* sv" in reader.said
    assert "ok  sv: opens, tables current" in reader.said
    [tally] = re.findall(r"^=* ?(\d+ passed, .*)$", reader.said, re.MULTILINE)
    assert "failed" not in tally
    assert "skipped" in tally
    written = (reader.folder / "abrigo-country-sv" / "countries" / "sv").glob("*.py")  # a tool writes the revisions
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in written)
    assert lines < LONGEST
    [wheel] = (reader.folder / "abrigo-country-sv" / "dist").glob("abrigo_country_sv-0.1.0-py3-none-any.whl")
    assert wheel.stat().st_size > 5000
