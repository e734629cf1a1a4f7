"""The cover that each resident's measures give, and how her stay stands by it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.legal.cover import Interval, Standing, standing
from core.legal.models import Measure, MeasurePerson


def cover_of(session: Session, residents: Sequence[int]) -> dict[int, list[Interval]]:
    """Give each resident's cover, in one query however many they are."""
    found: dict[int, list[Interval]] = {resident: [] for resident in residents}
    query = (
        select(MeasurePerson.resident_id, MeasurePerson.covers_from, MeasurePerson.covers_until, Measure.provisional)
        .join(Measure, Measure.id == MeasurePerson.measure_id)
        .where(MeasurePerson.resident_id.in_(residents), Measure.covers_stay)
    )
    for resident, start, end, provisional in session.execute(query):
        found[resident].append(Interval(start, end, provisional))
    return found


def standings(session: Session, admitted: Mapping[int, datetime], at: datetime) -> dict[int, Standing]:
    """Tell how stays stand.

    :param admitted: when each resident was admitted, by her id.
    """
    cover = cover_of(session, list(admitted))
    return {resident: standing(cover[resident], at, since) for resident, since in admitted.items()}
