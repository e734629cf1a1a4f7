"""A table's figures in words: what a branch has, what branches add up to, and who stands in the sum."""

from core.hq.tables.pools import Pooled
from core.hq.tables.table import Shown, TableLine
from core.i18n import current, ngettext
from core.i18n import gettext as _
from core.i18n.territories import territory_name
from core.reporting.catalogue import Indicator
from core.reporting.quantity import in_words


def all_of(country: str) -> str:
    """Name what branches add up to: their country, or the network."""
    return territory_name(country, current().language) if country else _("Network")


def too_many(sent: int) -> str:
    """Say why branches do not stand side by side."""
    return _(
        "%(number)s branches have sent figures, too many to read side by side: here stands what they add up to. "
        "One country alone, and the tables that can be downloaded, tell of each.", number=sent,
    )  # fmt: skip


def in_cells(line: TableLine) -> tuple[tuple[str, ...], str]:
    """Tell a line: each branch's figure, and the network's."""
    return tuple(cell(each, line.indicator) for each in line.cells), _pooled(line.pooled, line.indicator)


def cell(shown: Shown, indicator: Indicator) -> str:
    """Tell one branch's figure."""
    if shown.quantity is None:
        return _("not sent")
    return in_words(shown.quantity, indicator, _("withheld"))


def _pooled(pooled: Pooled, indicator: Indicator) -> str:
    if pooled.quantity is None:
        return _("not added up")
    whole = in_words(pooled.quantity, indicator, _("withheld"))
    if left := pooled.hidden + pooled.apart:
        whole += f" ({_without(left)})"
    if pooled.masked:
        whole += f" ({_in_a_sum(pooled.masked)})"
    return whole


def _without(number: int) -> str:
    return ngettext("without %(num)s branch", "without %(num)s branches", number)


def _in_a_sum(number: int) -> str:
    return ngettext("with %(num)s withheld figure, in a masked sum", "with %(num)s withheld figures, in a masked sum",
                    number)  # fmt: skip
