"""The words of the simulated network: plants, birds and stars, never a name that somebody could bear."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Words = dict[str, list[str]]


@cache
def words() -> Words:
    """Read the lists of words."""
    text = (files("core.simulation") / "data" / "words.yaml").read_text(encoding="utf-8")
    found: dict[str, list[Any]] = yaml.safe_load(text)
    return {name: [str(each) for each in entries] for name, entries in found.items()}
