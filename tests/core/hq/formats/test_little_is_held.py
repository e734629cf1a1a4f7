"""However many branches there are, no format holds more of their figures than it is writing, in memory or on a disk."""

import tempfile
from collections.abc import Iterable

import pytest

from core.hq.formats import FORMATS, adx, data_package, dhis2, page, report, sdmx_csv, sdmx_json, workbook
from core.hq.observations import observations
from core.hq.tables.blocks import MOST
from core.hq.tables.rows import Row
from core.hq.tables.table import SIDE_BY_SIDE
from core.reporting import catalogue as catalogues
from core.testkit.memory import held
from plugins.contract.exports import ExportFormat, Observation, Release

#: As many branches as stand side by side and as many as are put together after them, and of each so many figures that
#: few branches fill the largest block of a file.
FEW, FIGURES = SIDE_BY_SIDE + MOST, 30


def figures(branches: int) -> Iterable[Observation]:
    keys = sorted(catalogues.current().keys("A"), key=lambda key: key[1] != "_T")[:FIGURES]
    return observations(
        Row(f"ZZ-{branch:03}", "zz", "2025", 1, *key, 17, "A", "F", "A") for branch in range(branches) for key in keys
    )


@pytest.mark.parametrize("format_", [each.FORMAT for each in (
    adx, data_package, dhis2, page, report, sdmx_csv, sdmx_json, workbook,
)], ids=lambda each: each.code)  # fmt: skip
def test_three_times_the_branches_take_no_more_memory(format_: ExportFormat, release: Release) -> None:
    few = held(lambda: format_.write(release, figures(FEW)))
    assert held(lambda: format_.write(release, figures(3 * FEW)), times=2) < 1.2 * few


@pytest.mark.parametrize("format_", FORMATS.values(), ids=lambda each: each.code)
def test_nothing_is_laid_on_a_disk(format_: ExportFormat, release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/there/is/no/such/folder")
    assert b"".join(format_.write(release, figures(2)))
