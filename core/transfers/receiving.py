"""Receiving somebody who was announced: what came with her is what is written, and only what nobody knows is asked."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.intake.admission import Admission, Basis
from core.residents import house
from core.residents.identity import NewIdentity
from core.residents.models import Resident
from core.stages.models import Episode
from core.stages.packages import Arrival
from plugins.profile import CountryProfile


def first_draft(country: CountryProfile, told: Arrival, now: datetime) -> Mapping[str, Any]:
    """Fill in the form with what came."""
    return {
        "house_name": told.house_name,
        "admitted_at": now,
        "language": next((each for each in told.languages if each in country.languages), None),
        "interpreter_needed": told.interpreter_needed,
        "brought_by": told.package.escort,
    }


def admission_of(
    told: Arrival, values: Mapping[str, Any], mother: Resident | None, until: datetime | None
) -> Admission:
    """Turn what came and what was asked into an admission."""
    scan = values["scan"].read() if values["scan"] else b""
    return Admission(
        house_name=values["house_name"],
        sex=told.sex,
        languages=(values["language"],),
        interpreter_needed=values["interpreter_needed"],
        identity=NewIdentity(birth=told.birth),
        birth_basis=told.birth_basis,
        entry_kind="",
        brought_by=values["brought_by"],
        admitted_at=values["admitted_at"].astimezone(UTC),
        basis=Basis(values["basis"], until, scan=scan),
        health=told.health,
        bed_id=values["bed_id"],
        must_not_know=values["must_not_know"],
        pregnant={"yes": True, "no": False}.get(told.health.pregnant),
        mother=mother,
        nationality=told.nationality,
        confirmed=tuple(values["confirmed"]),
    )


def mothers(session: Session, actor: Actor) -> list[Resident]:
    """List who is in the house and could be the mother of a baby that arrives."""
    query = (
        select(Resident)
        .join(Episode, Episode.resident_id == Resident.id)
        .where(Resident.branch_id == actor.branch_id, Resident.kind == "resident", Episode.closed_at.is_(None))
    )
    return list(session.scalars(query.order_by(Resident.house_name, Resident.id)))


def find_mother(session: Session, actor: Actor, resident_id: int | None) -> Resident | None:
    """Find the mother that was chosen.

    :raises NotFound: if she is not of this house.
    """
    mother = session.get(Resident, resident_id) if resident_id is not None else None
    if mother is not None:
        house.own(actor, mother)
    return mother
