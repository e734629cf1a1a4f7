"""Formats in which the network's figures leave the office, each written from the canonical table, a module for each.

A package of its own may bring more (``plugins/hookspecs/exports.py``): they stand on the same shelf as ours.
"""

from collections.abc import Mapping
from functools import cache

from core.hq.formats import (
    adx,
    adx_schema,
    data_package,
    dhis2,
    dhis2_metadata,
    page,
    report,
    sdmx_csv,
    sdmx_json,
    sdmx_structure,
    workbook,
)
from plugins.contract.exports import ExportFormat
from plugins.formats import Shelf, gather

#: Ours, those for people first.
FORMATS: Mapping[str, ExportFormat] = {
    each.FORMAT.code: each.FORMAT
    for each in (
        report, workbook, page, data_package, sdmx_csv, sdmx_json, sdmx_structure, dhis2, dhis2_metadata,
        adx, adx_schema,
    )
}  # fmt: skip


@cache
def shelf() -> Shelf:
    """Give the formats that other packages bring; they are looked for once."""
    return gather(FORMATS)
