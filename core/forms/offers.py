"""Which forms a resident's file asks for, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core import calendar, clock
from core.access import policies
from core.actor import Actor
from core.branches import local_days
from core.branches.models import Branch
from core.forms import records, rights
from core.forms.models import FormRecord
from core.legal import measures
from core.residents.models import Resident
from core.stages import episodes
from plugins.contract.forms import LegalForm
from plugins.profile import CountryProfile


@dataclass(frozen=True, slots=True)
class Offer:
    """A form of the country for one resident: when it is due, and whether the actor may fill it in."""

    form: LegalForm
    due_at: datetime | None
    may_fill: bool
    records: tuple[FormRecord, ...]


def list_offers(session: Session, actor: Actor, country: CountryProfile, resident: Resident) -> list[Offer]:
    """List the forms that are valid today or were filled before, with when they are due.

    Forms that the actor may neither fill nor open are left out.
    """
    policies.require(actor, "form.list")
    branch = session.get_one(Branch, resident.branch_id)
    closed = local_days.closed_at(session, branch.id)
    mine = [
        record for record in records.of_resident(session, resident.id) if _may_open(session, actor, country, record)
    ]
    events = events_of(session, resident)
    offers = []
    for form in country.forms_on(clock.today(branch.time_zone)):
        filled = tuple(record for record in mine if record.form_key == form.key)
        fills = rights.may_fill(session, actor, form, resident.id)
        if fills or filled:
            offers.append(Offer(form, due_of(country, form, events, branch, closed, filled), fills, filled))
    return offers + _retired(country, mine, {offer.form.key for offer in offers})


def events_of(session: Session, resident: Resident) -> dict[str, datetime]:
    """Give the instants from which forms are due."""
    episode = episodes.find_last(session, resident.id)
    found = {"admission": episode.admitted_at} if episode else {}
    if episode and episode.closed_at:
        found["exit"] = episode.closed_at
    ends = [each.valid_until for each in measures.of_resident(session, resident.id) if each.valid_until]
    if ends:
        found["measure_end"] = max(ends)
    return found


def due_of(
    country: CountryProfile, form: LegalForm, events: Mapping[str, datetime], branch: Branch, closed: calendar.Closed,
    filled: tuple[FormRecord, ...] = (),
) -> datetime | None:  # fmt: skip
    """Tell when a form is due, unless one is signed since the event.

    :param closed: the branch's own holidays.
    """
    start = events.get(form.due.event) if form.due else None
    if form.due is None or start is None:
        return None
    since = events.get("admission", start) if form.due.before else start
    if any(record.state == "signed" and record.signed_at and record.signed_at >= since for record in filled):
        return None
    return calendar.due(country, form.due, start, branch.time_zone, closed)


def _may_open(session: Session, actor: Actor, country: CountryProfile, record: FormRecord) -> bool:
    versions = country.forms.get(record.form_key, ())
    form = next((each for each in versions if each.version == record.form_version), None)
    return form is not None and rights.may_open(session, actor, form, record)


def _retired(country: CountryProfile, mine: list[FormRecord], offered: set[str]) -> list[Offer]:
    """Add what was filled of forms that are no longer valid."""
    gone = dict.fromkeys(record.form_key for record in mine if record.form_key not in offered)
    return [
        Offer(country.form(key), None, False, tuple(record for record in mine if record.form_key == key))
        for key in gone
    ]
