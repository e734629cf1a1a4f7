"""Reads the country's data files and the rules of law that they cite."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from plugins.contract.text import Grade, LegalBasis, Text

DATA = Path(__file__).parent / "data"


def read(name: str) -> Any:
    """Read a data file.

    :param name: path below ``data/``, for instance ``forms/acta_ingreso.yaml``.
    """
    with (DATA / name).open(encoding="utf-8") as file:
        return yaml.load(file, yaml.CSafeLoader)


def norm(key: str) -> LegalBasis:
    """Give a rule of law by its key in ``norms.yaml``.

    :raises KeyError: if nobody wrote it down there with a grade.
    """
    return norms()[key]


def text(entry: dict[str, str]) -> Text:
    """Take the Spanish and the English wording of an entry, Spanish first."""
    return Text.of(es=entry["es"], en=entry["en"])


@cache
def norms() -> dict[str, LegalBasis]:
    """Give every rule of law the country rests on, by key."""
    return {
        key: LegalBasis(entry["citation"], Grade(entry["grade"]), entry.get("source"))
        for key, entry in read("norms.yaml").items()
    }
