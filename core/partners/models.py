"""Partner organisations and what passes between them and a branch."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Sealed, Timestamped, UtcDateTime, Versioned


class Partner(CountryBase, Versioned):
    """An organisation; one seeded by the country has a seed code and grade, and may end and name its successor."""

    __tablename__ = "partner"
    __table_args__ = (Index(None, "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seed_code: Mapped[str | None] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(40), default="")
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    telephone: Mapped[str] = mapped_column(String(40), default="")
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(40))
    citation: Mapped[str] = mapped_column(default="")
    grade: Mapped[str | None] = mapped_column(String(1))
    active: Mapped[bool] = mapped_column(default=True)
    note: Mapped[bytes | None] = mapped_column(Sealed)


class PartnerContact(CountryBase):
    """A person to talk to at a partner."""

    __tablename__ = "partner_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    function: Mapped[str] = mapped_column(String(120), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    ended_on: Mapped[date | None]


class Agreement(CountryBase, Timestamped, Versioned):
    """What a branch and a partner have agreed, from a day to a day."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(300))
    signed_on: Mapped[date | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    data_sharing: Mapped[bool] = mapped_column(default=False)
    shared_classes: Mapped[list[str]] = mapped_column(JSON, default=list)
    ended_on: Mapped[date | None]


class Referral(CountryBase, Timestamped, Versioned):
    """A resident sent to a partner, or sent by one, with the least data that does the job.

    ``declined_for`` tells why the house itself did not take her on.
    """

    __tablename__ = "referral"
    __table_args__ = (Index(None, "branch_id", "state"), Index(None, "branch_id", "direction", "requested_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), index=True)
    direction: Mapped[str] = mapped_column(String(4))
    purpose: Mapped[str] = mapped_column(String(40))
    reason: Mapped[bytes | None] = mapped_column(Sealed)
    shared: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    legal_duty: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(12), default="requested")
    declined_for: Mapped[str] = mapped_column(String(16), default="")
    requested_on: Mapped[date]
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_on: Mapped[date | None]
    served_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    outcome: Mapped[bytes | None] = mapped_column(Sealed)
    created_by: Mapped[int]
    created_by_name: Mapped[str] = mapped_column(String(120))
