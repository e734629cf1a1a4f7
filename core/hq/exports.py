"""The regional file: every cell as CSV and as a workbook, streamed in memory that does not grow with them.

Totals of the house are in it, which no format holds: it is the office's own, and says so in name and front.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from core.hq.tables.rows import Row
from core.i18n import gettext as _
from core.reporting import catalogue as catalogues
from core.workbook import Sheet, workbook

#: What the file's name says.
INTERNAL = "internal"
COLUMNS = tuple(name.upper() for name in Row._fields)
#: One branch's rows, as they come from the database.
Blocks = Iterable[Sequence[Sequence[Any]]]


def as_csv(blocks: Blocks) -> Iterator[str]:
    """Write rows as RFC 4180 text, branch by branch; a suppressed cell is empty with status Q."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for block in chain([[COLUMNS]], blocks):
        writer.writerows(block)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def as_xlsx(blocks: Blocks, period: str, language: str) -> Iterator[bytes]:
    """Write rows as a workbook with a sheet that explains the figures."""
    rows = chain([COLUMNS], chain.from_iterable(blocks))
    front = Sheet(_("Read first"), (24, 70, 70), _front(period, language))
    return workbook([front, Sheet(_("Figures"), (14,) * len(COLUMNS), rows, head=1)])


def _front(period: str, language: str) -> list[tuple[str, ...]]:
    catalogue = catalogues.current()
    lines = [
        (_("Figures of the network"), period),
        (
            _("For whom"),
            _("The regional office alone: totals of each house are in it, from which withheld figures follow."),
        ),
        (_("Definitions"), catalogue.label),
        (_("STATUS Q"), _("The branch hid the count: it is small, or it would give a small one away. It may be zero.")),
        (_("CONFIDENTIAL N"), _("For the regional office only; not to be passed on.")),
        (_("BRANCH _X"), _("What several branches hid, together: all rows of a cell add up to the network's.")),
        (_("COMPONENT N and D"), _("Numerator and denominator; add them up first and divide at the end.")),
        (_("GRADE"), _("A: same definition. B: mapped, with a difference. C: not comparable between countries.")),
        ("",),
    ]
    named = [
        (each.id, each.name.in_language(language), each.definition.in_language(language))
        for each in catalogue.indicators.values()
    ]
    return [*lines, *named]
