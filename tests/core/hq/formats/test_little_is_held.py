"""However many branches there are, no format holds more of their figures than it is writing."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from weakref import WeakSet

import pytest

from core.hq.formats import adx, data_package, dhis2, page, report, sdmx_csv, sdmx_json, workbook
from core.hq.observations import observations
from core.hq.rows import Row
from core.hq.table import SIDE_BY_SIDE
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from plugins.contract.exports import ExportFormat, Observation, Release


def cell(branch: str, key: Key, value: int) -> Row:
    return Row(branch, "zz", "2025", 1, *key, value, "A", "F", "A", "E1")


#: The largest block that is written at once, and one branch.
BLOCK = 2_000


class Watched(Observation):
    """A figure of which it can be known whether somebody still holds it."""


def figures() -> Iterable[Observation]:
    """A hundred figures of more branches than stand side by side."""
    keys = catalogues.current().keys("A")[:100]
    return observations(cell(f"ZZ-{each:02}", key, 17) for each in range(SIDE_BY_SIDE + 3) for key in keys)


@pytest.mark.parametrize("format_", [each.FORMAT for each in (
    adx, data_package, dhis2, page, report, sdmx_csv, sdmx_json, workbook,
)], ids=lambda each: each.code)  # fmt: skip
def test_a_format_lets_go_of_what_it_has_written(format_: ExportFormat, release: Release) -> None:
    held: WeakSet[Watched] = WeakSet()
    most = total = 0

    def found() -> Iterator[Observation]:
        nonlocal most, total
        for each in figures():
            watched = Watched(*astuple(each))
            held.add(watched)
            most, total = max(most, len(held)), total + 1
            yield watched
            del watched

    for _piece in format_.write(release, found()):
        pass
    assert total > 2 * BLOCK
    assert most <= BLOCK + 10
