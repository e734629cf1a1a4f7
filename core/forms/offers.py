"""Which forms a resident's file asks for, and which the house owes, and by when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.branches import house_rules
from core.branches.models import Branch
from core.forms import own, records, rights, terms
from core.forms.models import FormRecord
from core.residents.models import Resident
from plugins.contract.forms import LegalForm
from plugins.profile import CountryProfile


@dataclass(frozen=True, slots=True)
class Offer:
    """A form of the country for one resident or for the house: when it is due, and whether the actor may fill it in."""

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
    country = house_rules.seen_from(session, country, branch)
    mine = [
        record for record in records.of_resident(session, resident.id) if _may_open(session, actor, country, record)
    ]
    return _offers(session, actor, country, _Owner("resident", resident, terms.days_of(session, branch)), mine)


def list_house_offers(session: Session, actor: Actor, country: CountryProfile) -> list[Offer]:
    """List the forms about the house itself, with when they are due."""
    policies.require(actor, "form.of_house")
    branch = session.get_one(Branch, actor.branch_id)
    mine = [record for record in records.of_house(session, branch.id) if _may_open(session, actor, country, record)]
    country = house_rules.seen_from(session, country, branch)
    return _offers(session, actor, country, _Owner("branch", None, terms.days_of(session, branch)), mine)


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whom the forms are about, and how days are counted there."""

    about: str
    resident: Resident | None
    days: terms.LocalDays


def _offers(
    session: Session, actor: Actor, country: CountryProfile, owner: _Owner, mine: list[FormRecord]
) -> list[Offer]:
    zone, her = owner.days.zone, owner.resident
    events = terms.events_of(session, her) if her else terms.events_of_house(zone)
    offers = []
    for form in own.all_in_force(session, actor.branch_id or 0, country.forms_on(clock.today(zone))):
        filled = tuple(record for record in mine if record.form_key == form.key)
        fills = form.about == owner.about and rights.may_fill(session, actor, form, her.id if her else None)
        if fills or filled:
            offers.append(Offer(form, terms.due_of(country, form, events, filled, owner.days), fills, filled))
    return offers + _retired(country, mine, {offer.form.key for offer in offers})


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
