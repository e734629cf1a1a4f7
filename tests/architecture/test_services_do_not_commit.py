"""A transaction ends in one place; a service that committed would cut another's in two."""

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import source_tree

Plant = Callable[[Mapping[str, str]], Path]
WHERE_TRANSACTIONS_END = {Path("core/db.py"), Path("core/stores.py")}


def faults(root: Path) -> Iterator[str]:
    """Point to each commit outside the two modules that may, and to each flush without a comment that says why.

    A file is flushed too: the flush of a module that knows no SQLAlchemy is none of ours.
    """
    for path, tree in source_tree.modules(root, *source_tree.ROOMS):
        if path in WHERE_TRANSACTIONS_END:
            continue
        has_sessions = any(name.startswith("sqlalchemy") for _, name in source_tree.imported_modules(tree))
        lines = (root / path).read_text(encoding="utf-8").splitlines()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name, line = node.func.attr, node.func.end_lineno or node.lineno
                if name == "commit" or (name == "flush" and has_sessions and not explained(lines, line)):
                    yield f"{path}:{line} {name}"


def explained(lines: list[str], number: int) -> bool:
    """Tell whether a line, or the one before it, bears a comment."""
    return "#" in lines[number - 1] or (number > 1 and lines[number - 2].lstrip().startswith("#"))


def test_nobody_commits_or_flushes_in_passing(checkout: Path) -> None:
    assert not list(faults(checkout))


@pytest.mark.parametrize(
    "text",
    [
        "session.commit()",
        "store.session.commit()",
        "session.flush()",
        "session.add(1)  # new\nrow = 2\nsession.flush()",
    ],
)
def test_a_commit_or_bare_flush_is_found(plant: Plant, text: str) -> None:
    assert len(list(faults(plant({"core/residents/service.py": f"import sqlalchemy.orm\n{text}"})))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("core/residents/service.py", "import sqlalchemy\nsession.flush()  # the code needs the row's id"),
        ("core/residents/service.py", "import sqlalchemy\n# The code needs the row's id.\nsession.flush()"),
        ("core/keyslots.py", "file.flush()"),
        ("core/stores.py", "session.commit()"),
    ],
)
def test_an_explained_flush_and_the_store_itself_pass(plant: Plant, name: str, text: str) -> None:
    assert not list(faults(plant({name: text})))
