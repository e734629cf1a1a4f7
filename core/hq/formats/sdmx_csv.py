"""SDMX-CSV 2.1 (sdmx-twg/sdmx-csv, data message); a withheld value is empty."""

from collections.abc import Iterable, Iterator

from core.hq.formats.tables import csv_blocks
from core.hq.observations import COLUMNS, values
from core.hq.structure import EVERY_KIND, STRUCTURE_ID
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text


def write(_release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the table, each row with the structure that it fits."""
    head = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *COLUMNS)
    return csv_blocks(head, (("datastructure", STRUCTURE_ID, "M", *values(each)) for each in found))


FORMAT = ExportFormat(
    "sdmx-csv", Text.of(es="SDMX-CSV 2.1"), "csv", "application/vnd.sdmx.data+csv", write, EVERY_KIND
)  # fmt: skip
