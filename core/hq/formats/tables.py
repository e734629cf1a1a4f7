"""Writes rows of a table as CSV (RFC 4180), a block at a time."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

#: Rows that are written before they are handed on: few writes, and little memory.
_BLOCK = 500


def csv_blocks(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Write a head and rows; None is an empty cell."""
    lines = chain([head], rows)
    while block := list(islice(lines, _BLOCK)):
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\r\n").writerows(block)
        yield buffer.getvalue().encode()
