"""Three years together: they are closed once each year is signed, are what was signed of them, and are told once.

A two-way table of one year, or of other three years, could be subtracted from these; and so could a second version.
"""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.branches.models import Branch
from core.errors import N_, Invalid
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.checks import Check
from core.reporting.disclosure.relations import ADDITIVE
from core.reporting.figures import Cell
from core.reporting.models import Closing
from core.reporting.periods import Period

NOT_SIGNED = N_("Each of the three years has to be signed first.")
ONCE = N_("Three years are told once, and these are signed. What was put right since then stands in the years.")
OTHER_YEARS = N_("Three years together are what was signed of each of them; if not, restate the year first.")


def need_years(session: Session, branch_id: int, period: Period) -> None:
    """Make sure that every year in which the house was open is signed.

    :raises Invalid: if one is not.
    """
    opened = session.get_one(Branch, branch_id).opened_on
    there = {str(each) for each in period.parts("A") if each.last >= opened}
    if not there <= _signed(session, branch_id, period).keys():
        raise Invalid({"period": [NOT_SIGNED]})


def need_first(closing: Closing | None) -> None:
    """Make sure that three years were not signed before.

    :raises Invalid: if they were.
    """
    if closing is not None and closing.package is not None:
        raise Invalid({"period": [ONCE]})


def need_same(session: Session, closing: Closing) -> None:
    """Make sure that three years that are about to be signed are still what was signed of each.

    :raises Invalid: if a year was restated since they were closed.
    """
    cells = [Cell(**each) for each in json.loads(closing.figures)]
    if not check(session, closing.branch_id, Period.parse(closing.period), cells).passed:
        raise Invalid({"checks": [OTHER_YEARS]})


def check(session: Session, branch_id: int, period: Period, cells: Sequence[Cell]) -> Check:
    """Hold the margins of three years against the years; what a year did not count is held against nothing."""
    years = list(_signed(session, branch_id, period).values())
    wrong = {
        cell.indicator
        for cell in cells
        if catalogues.current().indicators[cell.indicator].period_rule in ADDITIVE
        and (parts := [year[cell.key] for year in years if cell.key in year])
        and len(parts) == len(years)
        and sum(parts) != cell.value
    }
    return Check("years", not wrong, hard=True, message=OTHER_YEARS, indicators=tuple(sorted(wrong)))


def _signed(session: Session, branch_id: int, period: Period) -> dict[str, Mapping[Key, int]]:
    """Read the newest signed figures of each of the years, exact."""
    years = [str(each) for each in period.parts("A")]
    query = select(Closing.period, Closing.figures).where(
        Closing.branch_id == branch_id, Closing.period.in_(years), Closing.package.is_not(None)
    )
    found = session.execute(query.order_by(Closing.version))
    return {
        year: {cell.key: cell.value for cell in (Cell(**each) for each in json.loads(figures))}
        for year, figures in found
    }
