"""A year of three branches with withheld figures, and what is said around it."""

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime

import pytest

from core.hq.observations import observations
from core.hq.tables.rows import Row
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, Key
from plugins.contract.exports import ExportBranch, ExportFormat, ExportIndicator, Observation, Release

BRANCHES = ("ZZ-01", "ZZ-02", "EU-01")
#: In one country this figure means something else.
APART = ("EU-01", "RES-003")

Written = Callable[[ExportFormat, Iterable[Observation]], bytes]


def cell(branch: str, key: Key, value: int | None, period: str = "2025") -> Row:
    house = catalogues.current().indicators[key[0]].house
    status, confidential = ("A" if value is not None else "Q"), ("N" if house or value is None else "F")
    grade = "C" if (branch, key[0]) == APART else "A"
    return Row(branch, branch[:2].lower(), period, 1, *key, value, status, confidential, grade, "E1")


@pytest.fixture(scope="session")
def year() -> Sequence[Observation]:
    """Every cell that a year has, a fifth of them withheld."""
    chance = random.Random(20250101)
    rows = []
    for branch in BRANCHES:
        for key in catalogues.current().keys("A"):
            value = 100 + chance.randrange(900) if key[3] == DENOMINATOR else chance.choice([0, 5, 17, 43, 91])
            rows.append(cell(branch, key, None if chance.random() < 0.2 else value))
    return tuple(observations(rows))


@pytest.fixture(scope="session")
def release() -> Release:
    catalogue = catalogues.current()
    return Release(
        "2025", "es", catalogue.label, datetime(2026, 1, 15, 12, tzinfo=UTC),
        tuple(ExportBranch(each, f"Casa {each}", each[:2].lower(), date(2020, 1, 1)) for each in BRANCHES),
        {each.id: ExportIndicator(each.id, each.name, each.definition, each.meaning.unit, each.type, each.per)
         for each in catalogue.everything.values()},
        catalogue.labels,
    )  # fmt: skip


@pytest.fixture(scope="session")
def written(release: Release) -> Written:
    """Let a format write some figures."""
    return lambda format_, found: b"".join(format_.write(release, iter(found)))
