"""The verbs of the regional office. It has no source but submissions: nothing here opens a country's store."""

from core.hq.board import ROLLING, Line, Standing, Timeliness, board, due_on, ended_periods
from core.hq.receiving.reading import FILE, HTTPS, LARGEST, NODE
from core.hq.receiving.service import receive
from core.hq.tables.pools import Pooled
from core.hq.tables.rows import Row, note_export, rows
from core.hq.tables.table import Shown, Table, TableLine, table

__all__ = [
    "FILE",
    "HTTPS",
    "LARGEST",
    "NODE",
    "ROLLING",
    "Line",
    "Pooled",
    "Row",
    "Shown",
    "Standing",
    "Table",
    "TableLine",
    "Timeliness",
    "board",
    "due_on",
    "ended_periods",
    "note_export",
    "receive",
    "rows",
    "table",
]
