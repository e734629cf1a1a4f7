"""The regional office's store that is measured: what some branches would have sent in some years."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from ground import Place, Plan, fresh, note, reopened, settings_for
from measure import progress
from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from core import clock
from core.access.models import BranchListing
from core.hq.models import Figure, Newest, Submission
from core.hq.service import ended_periods
from core.hq.tables import columns
from core.reporting import catalogue as catalogues
from core.reporting.periods import Period

#: A package of a month is of about this size.
_PACKAGE = "x" * 2000
_CELL = [
    "submission_id", "indicator", "breakdown", "code", "component", "value", "status", "confidential", "grade",
    "evidence",
]  # fmt: skip


def fill(session: Session, branches: int, period: Period) -> int:
    """Write what so many branches would have sent of a period.

    :returns: how many figures.
    """
    keys = catalogues.current().keys(period.kind)
    last = session.scalar(select(func.max(Submission.id))) or 0
    at = clock.now() - timedelta(days=(clock.today("UTC") - period.last).days - 5)
    session.execute(insert(Submission), [_submission(period, branch, at) for branch in range(branches)])
    for indicator, breakdown, code, component in keys:
        row = select(
            Submission.id, literal(indicator), literal(breakdown), literal(code), literal(component),
            (Submission.id * 7) % 90 + 5, literal("A"), literal("F"), literal("A"), literal("E1"),
        ).where(Submission.id > last)  # fmt: skip
        session.execute(insert(Figure).from_select(_CELL, row))
    session.execute(insert(Newest).from_select(*_newest(last, len(keys))))
    for submission in session.scalars(select(Submission).where(Submission.id > last)):
        columns.keep(session, submission)
    return branches * len(keys)


def _submission(period: Period, branch: int, at: Any) -> dict[str, Any]:
    return {
        "branch_code": f"B-{branch:03}", "country_code": f"c{branch % 20}", "period": str(period), "version": 1,
        "catalogue": catalogues.current().label, "package": _PACKAGE, "package_hash": f"{branch}{period}",
        "signature": "", "received_at": at, "received_by": "file",
    }  # fmt: skip


def _newest(last: int, cells: int) -> tuple[list[str], Any]:
    names = ["period", "branch_code", "country_code", "submission_id", "version", "catalogue", "first_received_at"]
    own = (
        Submission.period, Submission.branch_code, Submission.country_code, Submission.id, Submission.version,
        Submission.catalogue, Submission.received_at,
    )  # fmt: skip
    row = select(*own, literal(cells), literal("received")).where(Submission.id > last)
    return [*names, "cells", "state"], row


def prepare(home: Path, branches: int, years: int, server: str | None) -> Place:
    """Open what was written earlier, or write it if it is not what is wanted."""
    settings = settings_for(home, Plan("gt", 0, 0), server)
    wanted = {"branches": branches, "years": years, "catalogue": catalogues.current().label}
    known = reopened(settings, wanted)
    if known is not None:
        return known
    place = fresh(settings, server)
    with place.stores.network.transaction() as session:
        session.add_all(_listing(branch) for branch in range(branches))
    periods = list(_periods(years))
    cells = sum(len(catalogues.current().keys(each.kind)) for each in periods) * branches
    with progress(cells, f"{cells:,} figures") as went_on:
        for period in periods:
            with place.stores.network.transaction() as session:
                went_on(fill(session, branches, period))
    note(settings, wanted, server)
    return place


def _periods(years: int) -> Iterator[Period]:
    last = clock.today("UTC").year - 1
    for year in range(last - years + 1, last + 1):
        whole = Period(year, "A")
        yield from (*whole.parts("M"), *whole.parts("Q"), whole)
    yield from list(islice(ended_periods("M", 12), clock.today("UTC").month - 1))[::-1]


def _listing(branch: int) -> BranchListing:
    return BranchListing(
        code=f"B-{branch:03}", country_code=f"c{branch % 20}", branch_id=branch, public_name=f"House {branch}",
        time_zone="America/Guatemala", formatting_locale="es", opened_on=date(2000, 1, 1),
    )  # fmt: skip
