"""No module imports another one round about, be it inside a function or for types alone."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


def circle(imports: Mapping[str, Iterable[str]]) -> list[str]:
    """Name the modules of a circle, the first one once more at the end; none where there is no circle."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def test_no_modules_import_one_another_round_about() -> None:
    graph = grimp.build_graph("core", "plugins", cache_dir=None)
    assert circle({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}) == []


@pytest.mark.parametrize(("imports", "found"), [({"a": "b", "b": "c", "c": "a"}, "acba"), ({"a": "bc", "b": "c"}, "")])
def test_a_circle_is_found(imports: Mapping[str, str], found: str) -> None:
    assert set(circle(imports)) == set(found)
