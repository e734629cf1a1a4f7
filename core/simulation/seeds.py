"""Writes a country's places and institutions into its store."""

from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.partners.models import Partner
from core.places.models import Place
from plugins.contract.partners import PartnerSeed
from plugins.profile import CountryProfile


def seed_places(session: Session, country: CountryProfile) -> None:
    """Write every place that is not there yet, parents first."""
    known = set(session.scalars(select(Place.code)))
    rows = [
        {
            "code": place.code,
            "parent_code": place.parent,
            "level": place.level,
            "name": place.name,
            "aliases": "\n".join(place.aliases),
            "valid_from": _day(place.valid_from),
            "valid_until": _day(place.valid_until),
        }
        for place in country.places()
        if place.code not in known
    ]
    if rows:
        session.execute(insert(Place), rows)


def seed_partners(session: Session, country: CountryProfile) -> None:
    """Write every institution that is not there yet."""
    known = set(session.scalars(select(Partner.seed_code).where(Partner.seed_code.is_not(None))))
    session.add_all(_partner(seed) for seed in country.partners() if seed.code not in known)
    session.flush()


def _partner(seed: PartnerSeed) -> Partner:
    return Partner(
        seed_code=seed.code,
        kind=seed.kind,
        name=seed.name,
        short_name=seed.short_name,
        roles=list(seed.roles),
        telephone=seed.telephone or "",
        valid_from=seed.valid_from,
        valid_until=seed.valid_until,
        successor_code=seed.successor,
        citation=seed.basis.citation,
        grade=seed.basis.grade.value,
    )


def _day(written: Any) -> date | None:
    return date.fromisoformat(written) if written else None
