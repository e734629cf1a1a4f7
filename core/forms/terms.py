"""When a form is due: counted from what core knows of the file, or from the answer that the form itself names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import calendar, clock
from core.branches import house_rules, local_days
from core.branches.models import Branch
from core.forms.models import FormRecord
from core.legal import measures
from core.residents.models import Resident
from core.stages import episodes
from plugins.contract.calendar import Unit
from plugins.contract.forms import FieldType, LegalForm
from plugins.profile import CountryProfile


@dataclass(frozen=True, slots=True)
class LocalDays:
    """How days are counted in a house.

    :param zone: where they begin.
    :param closed: its own holidays.
    """

    zone: str
    closed: calendar.Closed


_QUARTER = 3
#: States in which a form was given its signatures, so that it counts as done.
_DONE = frozenset({"signed"})


def days_of(session: Session, branch: Branch) -> LocalDays:
    """Tell how days are counted in a house."""
    return LocalDays(branch.time_zone, local_days.closed_at(session, branch.id))


def events_of(session: Session, resident: Resident) -> dict[str, datetime]:
    """Give the instants in a resident's file from which forms are due."""
    episode = episodes.find_last(session, resident.id)
    found = {"admission": episode.admitted_at} if episode else {}
    if episode and episode.closed_at:
        found["exit"] = episode.closed_at
    standing = [each for each in measures.of_resident(session, resident.id) if each.revoked_at is None]
    if standing:
        found["measure_start"] = standing[0].valid_from
    ends = [each.valid_until for each in standing if each.valid_until]
    if ends:
        found["measure_end"] = max(ends)
    return found


def events_of_house(zone: str) -> dict[str, datetime]:
    """Give the ends of the last month and quarter, from which a house's own reports are due."""
    today = clock.today(zone)
    month = today.replace(day=1)
    quarter = month.replace(month=month.month - (month.month - 1) % _QUARTER)
    return {"month_end": _night_before(month, zone), "quarter_end": _night_before(quarter, zone)}


def due_of(
    country: CountryProfile, form: LegalForm, events: Mapping[str, datetime], filled: Iterable[FormRecord],
    days: LocalDays,
) -> datetime | None:  # fmt: skip
    """Tell when a form is due: the first after its event, later ones so many months after the last was signed."""
    start = events.get(form.due.event) if form.due else None
    if form.due is None or start is None:
        return None
    since = events.get("admission", start) if form.due.before else start
    signed = [each.signed_at for each in filled if each.state in _DONE and each.signed_at and each.signed_at >= since]
    if not signed:
        return calendar.due(country, form.due, start, days.zone, days.closed)
    if form.every_months is None or form.about != "resident":
        return None
    again = replace(form.due, amount=form.every_months, unit=Unit.MONTHS, before=False)
    return calendar.due(country, again, max(signed), days.zone, days.closed)


def due_of_record(
    session: Session, country: CountryProfile, record: FormRecord, form: LegalForm, answers: Mapping[str, Any]
) -> datetime | None:
    """Count the term from the answer that the form names, else from the file; once begun it keeps its end."""
    branch = session.get_one(Branch, record.branch_id)
    days, country = days_of(session, branch), house_rules.seen_from(session, country, branch)
    by_answers = due_by_answers(country, form, answers, days)
    if by_answers or record.due_at:
        return by_answers or record.due_at
    resident = session.get(Resident, record.resident_id) if record.resident_id else None
    events = events_of(session, resident) if resident else events_of_house(days.zone)
    return due_of(country, form, events, (), days)


def due_by_answers(
    country: CountryProfile, form: LegalForm, answers: Mapping[str, Any], days: LocalDays
) -> datetime | None:
    """Tell when a form is due that is counted from one of its own answers; None until that is written."""
    field = next((each for each in form.fields if each.key == form.due_from), None)
    start = _instant(field.type, answers.get(field.key), days.zone) if field else None
    return calendar.due(country, form.due, start, days.zone, days.closed) if form.due and start else None


def _instant(kind: FieldType, written: Any, zone: str) -> datetime | None:
    """Read the event out of an answer as it is stored: a day is its noon, a range or month its last day."""
    if kind is FieldType.DATE_RANGE:
        written = (written or {}).get("until")
    if not isinstance(written, str) or not written:
        return None
    if kind is FieldType.DATETIME:
        return datetime.fromisoformat(written)
    if kind is FieldType.MONTH:
        return _night_before((date.fromisoformat(f"{written}-28") + timedelta(days=4)).replace(day=1), zone)
    return datetime.combine(date.fromisoformat(written), time(12), ZoneInfo(zone))


def _night_before(day: date, zone: str) -> datetime:
    return datetime.combine(day - timedelta(days=1), calendar.END_OF_DAY, ZoneInfo(zone))
