"""Short functions and short modules; what is longer is listed, and the list may only shrink."""

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

import source_tree

Plant = Callable[[Mapping[str, str]], Path]
LONGEST_FUNCTION = 40
MEDIAN_FUNCTION = 8
LONGEST_MODULE = 300
LONGEST_APP = 80

# Path -> lines. Lower a number when its module shrinks, take the line out when it reaches the common bound, add none.
LONG_MODULES: dict[str, int] = {}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function from `def` to its end; a docstring explains and is not counted."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def functions(root: Path) -> Iterator[tuple[str, int]]:
    """Yield the place and the length of every function."""
    for path, tree in source_tree.modules(root, *source_tree.ROOMS):
        for function in source_tree.functions(tree):
            yield f"{path}:{function.lineno} {function.name}", length(function)


def long_modules(root: Path) -> dict[str, int]:
    """Return the modules over the bound, with their lines; a revision is written by a tool and frozen."""
    found = [path for path, _ in source_tree.modules(root, *source_tree.ROOMS, "migrations")]
    paths = [path for path in found if not path.match("migrations/*/*.py")]
    lines = {str(path): len((root / path).read_text(encoding="utf-8").splitlines()) for path in paths}
    return {path: count for path, count in lines.items() if count > LONGEST_MODULE}


def test_no_function_is_too_long(checkout: Path) -> None:
    assert {place: lines for place, lines in functions(checkout) if lines > LONGEST_FUNCTION} == {}


def test_half_of_the_functions_are_very_short(checkout: Path) -> None:
    assert median(lines for _, lines in functions(checkout)) <= MEDIAN_FUNCTION


def test_long_modules_are_the_listed_ones_and_only_shrink(checkout: Path) -> None:
    assert long_modules(checkout) == LONG_MODULES


def test_the_application_reads_as_a_table_of_contents(checkout: Path) -> None:
    assert len((checkout / "core/app.py").read_text(encoding="utf-8").splitlines()) <= LONGEST_APP


def test_a_docstring_does_not_count(plant: Plant) -> None:
    root = plant({"core/a.py": 'def f():\n    """One.\n\n    Two.\n    """\n    x = 1\n    return x\n'})
    assert [lines for _, lines in functions(root)] == [3]


def test_methods_and_inner_functions_count(plant: Plant) -> None:
    root = plant(
        {"core/a.py": "class A:\n    def f(self):\n        def g():\n            return 1\n        return g\n"}
    )
    assert sorted(lines for _, lines in functions(root)) == [2, 4]


def test_a_long_module_is_found(plant: Plant) -> None:
    root = plant({"core/a.py": "x = 1\n" * 301, "core/b.py": "x = 1\n" * 300})
    assert long_modules(root) == {"core/a.py": 301}
