"""Branches, rooms, beds, who holds which bed, and who is on duty."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Correctable, CountryBase, Sealed, Timestamped, UtcDateTime, Versioned, Written


class Branch(CountryBase, Versioned):
    """A house or an ambulatory team. Its address is sealed and shown nowhere but to its audience."""

    __tablename__ = "branch"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    public_name: Mapped[str] = mapped_column(String(120))
    modality: Mapped[str] = mapped_column(String(16), default="residential")
    time_zone: Mapped[str] = mapped_column(String(40))
    formatting_locale: Mapped[str] = mapped_column(String(16))
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    address: Mapped[bytes | None] = mapped_column(Sealed)
    public_telephone: Mapped[str] = mapped_column(String(40), default="")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    settings_version: Mapped[int] = mapped_column(default=1)


class Licence(CountryBase):
    """So many places that a house is licensed for, from a day until another one: only its end is written later."""

    __tablename__ = "licence"
    __table_args__ = (
        Index(
            "uq_licence_running",
            "branch_id",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
        Index(None, "branch_id", "from_on"),
        CheckConstraint("places >= 0", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    places: Mapped[int]
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class BranchSecret(CountryBase, Timestamped):
    """A branch's private key, sealed: for signing submissions or opening envelopes."""

    __tablename__ = "branch_secret"
    __table_args__ = (UniqueConstraint("branch_id", "purpose", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    private_key: Mapped[bytes | None] = mapped_column(Sealed)


class Room(CountryBase):
    """A room; a nursery holds cribs."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("branch_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16), default="bedroom")
    occupants: Mapped[str] = mapped_column(String(16), default="minors")


class Bed(CountryBase):
    """A bed or a crib, in service between two days."""

    __tablename__ = "bed"
    __table_args__ = (UniqueConstraint("branch_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    label: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(8), default="bed")
    accessible: Mapped[bool] = mapped_column(default=False)
    in_service_from: Mapped[date]
    in_service_until: Mapped[date | None]


class BedStay(CountryBase):
    """One resident in one bed for an interval (INV-04): the open row of a bed, and of a resident, is unique."""

    __tablename__ = "bed_stay"
    __table_args__ = (
        Index(
            "uq_bed_stay_open_bed",
            "bed_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        Index(
            "uq_bed_stay_open_resident",
            "resident_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        Index(None, "branch_id", "from_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    bed_id: Mapped[int] = mapped_column(ForeignKey("bed.id"), index=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default="occupied")
    held_until: Mapped[date | None]
    reason: Mapped[bytes | None] = mapped_column(Sealed)
    risk_assessment: Mapped[bool] = mapped_column(default=False)


class Duty(CountryBase):
    """Somebody on shift in the house; an educator's access lives and ends with it (NK-2)."""

    __tablename__ = "duty"
    __table_args__ = (Index(None, "branch_id", "user_id", "until_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(120))
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffClearance(CountryBase, Timestamped):
    """A certificate of somebody who works here, by days; its number is sealed. One that does not count is withdrawn."""

    __tablename__ = "staff_clearance"
    __table_args__ = (Index(None, "branch_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[bytes | None] = mapped_column(Sealed)
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    document: Mapped[str] = mapped_column(String(120), default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)
    recorded_by_name: Mapped[str] = mapped_column(String(120))


class StaffPost(CountryBase, Timestamped, Written, Correctable):
    """A post that somebody holds, from a day to a day: how much of a full week, and what speaks for her (class HR)."""

    __tablename__ = "staff_post"
    __table_args__ = (
        Index(None, "branch_id", "role"),
        CheckConstraint("fte_percent BETWEEN 1 AND 100", name="fte_percent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(24))
    fte_percent: Mapped[int] = mapped_column(default=100)
    with_children: Mapped[bool] = mapped_column(default=True)
    qualified: Mapped[bool] = mapped_column(default=False)
    safeguarding_on: Mapped[date | None]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
