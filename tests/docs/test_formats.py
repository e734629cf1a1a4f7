"""The format that the documentation tells how to write can be brought by a package, and writes."""

import re
import sys
import types
from importlib.metadata import EntryPoint
from pathlib import Path

from plugins.checks.exports import FIGURES, SAMPLE
from plugins.formats import GROUP, gather

ROOT = Path(__file__).parents[2]


def test_the_format_of_the_documentation_works() -> None:
    told = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", told, re.DOTALL)
    name = re.search(r"lines = (\w+)", told)
    assert name is not None
    module = sys.modules[name[1]] = types.ModuleType(name[1])
    exec(code, vars(module))
    shelf = gather((), [EntryPoint("lines", name[1], GROUP)])
    assert shelf.broken == {}
    written = b"".join(shelf.formats["lines"].write(SAMPLE, FIGURES))
    assert written.splitlines()[:2] == [b"ZZ-01 RES-001 12", b"ZZ-01 RES-001 0"]
