"""Provisional bases: a stay has one clock for all of them, which begins with the admission (CLK-01, ME-4).

The country says how many hours each kind gives. They are counted from the admission and not from each paper, since
otherwise one provisional basis after the other would cover a stay for ever that no authority has ordered.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from core.stages.models import Episode
from plugins.contract.legal import MeasureKind

_OVER = N_(
    "The hours of this kind of basis are over: they are counted from her admission, however many bases are recorded."
    " Obtain the order; until then the stay shows that nothing covers it."
)
_OUTSIDE = N_("A provisional basis covers a stay, and one of them is not in the house.")


def end_of(session: Session, kind: MeasureKind, start: datetime, persons: Sequence[int]) -> datetime:
    """Tell when a provisional basis ends: for all whom it names with the hours of the one who came first.

    :param start: from when it is valid; what began before the admission is counted from there.
    :raises Invalid: at the kind, or at the persons where it is over for some of them only, or one is not here.
    """
    query = select(Episode.resident_id, Episode.admitted_at)
    rows = session.execute(query.where(Episode.resident_id.in_(persons), Episode.closed_at.is_(None)))
    came: dict[int, datetime] = {row.resident_id: row.admitted_at for row in rows}
    if len(came) < len(set(persons)):
        raise Invalid({"persons": [_OUTSIDE]})
    ends = [min(start, admitted) + timedelta(hours=kind.limit_hours or 0) for admitted in came.values()]
    if min(ends) <= start:
        raise Invalid({"kind" if max(ends) <= start else "persons": [_OVER]})
    return min(ends)
