"""Institutions that the country brings: kept up to date, never deleted, and followed to whoever took their place."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core import clock
from core.actor import SYSTEM
from core.audit.service import Subject, record
from core.partners.models import Partner
from core.places.service import Seeded
from plugins.contract.partners import PartnerSeed
from plugins.profile import CountryProfile


def seed(session: Session, country: CountryProfile) -> Seeded:
    """Bring the store's institutions up to what the country declares; one that it no longer names has ended."""
    known = {str(partner.seed_code): partner for partner in session.scalars(_seeded())}
    declared = country.partners()
    added = changed = 0
    for each in declared:
        if each.code in known:
            changed += _bring_up_to_date(known[each.code], _columns(each))
        else:
            session.add(Partner(seed_code=each.code, **_columns(each)))
            added += 1
    gone = known.keys() - {each.code for each in declared}
    ended = sum(_end(known[code], clock.today(country.country.time_zone)) for code in gone)
    done = Seeded(added, changed, ended)
    if done.anything:
        record(
            session,
            SYSTEM,
            "partners.seed",
            Subject("country", country.code),
            added=added,
            changed=changed,
            ended=ended,
        )
    return done


def recipients(session: Session, codes: Iterable[str], on: date) -> list[Partner]:
    """Find the institutions that seed codes mean on a day: the one named, or whoever stood in its place then.

    :returns: each once, in the order asked; a code that nobody answers to on that day is left out.
    """
    found = standing(session, codes, on).values()
    return list({partner.id: partner for partner in found}.values())


def standing(session: Session, codes: Iterable[str], on: date) -> dict[str, Partner]:
    """Find who stands on a day where each institution is named, by the code that was asked; nobody is left out."""
    known = {str(partner.seed_code): partner for partner in session.scalars(_seeded())}
    found = {code: _valid_on(known, code, on) for code in codes}
    return {code: partner for code, partner in found.items() if partner is not None}


def authorities(session: Session, on: date) -> list[Partner]:
    """List the institutions that can order a measure on a day, by name."""
    known = session.scalars(_seeded().order_by(Partner.name))
    return [partner for partner in known if "orders_measures" in partner.roles and exists_on(partner, on)]


def exists_on(partner: Partner, day: date) -> bool:
    """Tell whether an institution exists on a day; its last day counts."""
    begun = partner.valid_from is None or partner.valid_from <= day
    return begun and (partner.valid_until is None or day <= partner.valid_until)


def _seeded() -> Select[Partner]:
    return select(Partner).where(Partner.seed_code.is_not(None))


def _valid_on(known: Mapping[str, Partner], code: str, on: date) -> Partner | None:
    """Go forward from one that has ended and back from one that has not begun; a circle in the data ends the walk."""
    before = {partner.successor_code: code for code, partner in known.items() if partner.successor_code}
    seen: set[str] = set()
    while code in known and code not in seen:
        seen.add(code)
        partner = known[code]
        if exists_on(partner, on):
            return partner
        ended = partner.valid_until is not None and partner.valid_until < on
        code = (partner.successor_code if ended else before.get(code)) or ""
    return None


def _columns(each: PartnerSeed) -> dict[str, object]:
    return {
        "kind": each.kind,
        "name": each.name,
        "short_name": each.short_name,
        "roles": list(each.roles),
        "telephone": each.telephone or "",
        "valid_from": each.valid_from,
        "valid_until": each.valid_until,
        "successor_code": each.successor,
        "citation": each.basis.citation,
        "grade": each.basis.grade.value,
    }


def _bring_up_to_date(partner: Partner, columns: Mapping[str, object]) -> bool:
    different = {name: value for name, value in columns.items() if getattr(partner, name) != value}
    for name, value in different.items():
        setattr(partner, name, value)
    return bool(different)


def _end(partner: Partner, today: date) -> bool:
    if partner.valid_until is not None:
        return False
    partner.valid_until = today - timedelta(days=1)  # its last day, and today is none of its days
    return True
