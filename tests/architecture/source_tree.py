"""Reads the source of the rooms for the architecture tests."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "plugins", "countries")
# The template of a country package is text with holes in it, not Python.
TEMPLATE = Path("plugins/template")


def files(root: Path, *rooms: str, suffixes: tuple[str, ...] = (".py",)) -> Iterator[Path]:
    """Yield the files of some rooms, as paths relative to the root."""
    for room in rooms:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in suffixes and "__pycache__" not in path.parts:
                yield path.relative_to(root)


def modules(root: Path, *rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the Python modules of some rooms, parsed, with their paths relative to the root."""
    for path in files(root, *rooms):
        if TEMPLATE not in path.parents:
            yield path, parsed(root / path)


@cache
def parsed(path: Path) -> ast.Module:
    """Parse one module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(tree: ast.Module) -> dict[str, str]:
    """Map each name that a module imports to what it stands for: `{"dt": "datetime.datetime"}`."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def imported_modules(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the dotted name of everything a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def dotted(node: ast.AST) -> str:
    """Return a name such as `datetime.now` as it is written; an empty text for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
