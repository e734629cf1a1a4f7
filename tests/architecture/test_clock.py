"""One module asks the machine's clock, so that a test can set it and a date always has a zone."""

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import source_tree

Plant = Callable[[Mapping[str, str]], Path]
CLOCK = Path("core/clock.py")
# time.monotonic measures a span and tells nobody what day it is; the database's clock is a clock too.
ASKING = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "sqlalchemy.func.now",
    "sqlalchemy.func.current_timestamp",
    "sqlalchemy.func.current_date",
}


def faults(root: Path) -> Iterator[str]:
    """Point to each place outside core/clock.py that asks a clock, or hands one on."""
    for path, tree in source_tree.modules(root, *source_tree.ROOMS):
        if path == CLOCK:
            continue
        imported = source_tree.imports(tree)
        for node in ast.walk(tree):
            first, _, rest = source_tree.dotted(node).partition(".")
            meaning = ".".join(filter(None, (imported.get(first, ""), rest)))
            if meaning in ASKING:
                yield f"{path}:{getattr(node, 'lineno', 0)} {meaning}"


def test_only_the_clock_asks_the_clock(checkout: Path) -> None:
    assert not list(faults(checkout))


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime as dt\nx = dt.date.today()",
        "from datetime import date\nx = field(default_factory=date.today)",
        "import time\ntime.time()",
        "from time import time as seconds\nseconds()",
        "from sqlalchemy import func\nx = column(server_default=func.now())",
    ],
)
def test_a_question_to_the_clock_is_found(plant: Plant, text: str) -> None:
    assert len(list(faults(plant({"core/residents/service.py": text})))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("core/clock.py", "from datetime import datetime\ndatetime.now()"),
        ("core/a.py", "from core import clock\nclock.now()"),
        ("core/a.py", "import time\ntime.monotonic()"),
        ("core/a.py", "from datetime import date\ndate(2026, 1, 1)"),
    ],
)
def test_the_clock_itself_and_its_users_pass(plant: Plant, name: str, text: str) -> None:
    assert not list(faults(plant({name: text})))
