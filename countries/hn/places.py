"""The 18 departments and 298 municipalities, with the codes that INE and RNP use.

The list was built from three public code lists that agree and compared with the six-digit codes of an independent
geographic file: all 298 codes are in both (grade A-). Below them lie aldeas and caseríos, which are not listed (C).
"""

import csv
from collections.abc import Iterator
from functools import cache

from countries.hn.sources import DATA
from plugins.contract.places import Place, PlaceLevel
from plugins.contract.text import Text

DEPARTMENT, MUNICIPALITY = "departamento", "municipio"


def levels() -> tuple[PlaceLevel, ...]:
    """Name the two levels."""
    return (
        PlaceLevel(DEPARTMENT, Text.of(es="Departamento", en="Department")),
        PlaceLevel(MUNICIPALITY, Text.of(es="Municipio", en="Municipality")),
    )


def places() -> Iterator[Place]:
    """Give every department, each followed by its municipalities."""
    department = None
    for row in _rows():
        if row["department_code"] != department:
            department = row["department_code"]
            yield Place(department, None, DEPARTMENT, row["department"])
        aliases = tuple(filter(None, row["aliases"].split(";")))
        yield Place(row["municipality_code"], department, MUNICIPALITY, row["municipality"], aliases)


@cache
def municipality_codes() -> frozenset[str]:
    """Give the four-digit codes, with which identity numbers begin."""
    return frozenset(row["municipality_code"] for row in _rows())


def _rows() -> list[dict[str, str]]:
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
