"""Fixtures of the architecture tests: the checkout, and small planted trees that show that a check can fail."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import source_tree


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Return the root of the project."""
    return source_tree.CHECKOUT


@pytest.fixture
def plant(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Return a function that writes files, given by path and text, and answers with the root of the tree."""

    def write(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write
