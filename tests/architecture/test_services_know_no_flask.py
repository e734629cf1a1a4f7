"""Services run in a request, a command, a job and a test alike: only views know the web framework."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import source_tree

Plant = Callable[[Mapping[str, str]], Path]
WEB = ("flask", "werkzeug", "wtforms")


def faults(root: Path) -> Iterator[str]:
    """Point to each import of the web framework in a domain, outside its views."""
    domains = {path.parent.relative_to(root) for path in (root / "core").glob("*/service.py")}
    for path, tree in source_tree.modules(root, *sorted(map(str, domains))):
        if not path.stem.startswith("views") and "views" not in path.parts:
            for line, name in source_tree.imported_modules(tree):
                if name.startswith(WEB):
                    yield f"{path}:{line} {name}"


def test_only_views_know_flask(checkout: Path) -> None:
    assert not list(faults(checkout))


@pytest.mark.parametrize("text", ["from flask import g", "import flask_wtf", "from werkzeug.local import LocalProxy"])
def test_a_service_that_knows_flask_is_found(plant: Plant, text: str) -> None:
    root = plant({"core/residents/service.py": text, "core/residents/views.py": text, "core/app.py": text})
    assert [fault.partition(":")[0] for fault in faults(root)] == ["core/residents/service.py"]
