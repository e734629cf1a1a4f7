"""Protection measures and the persons they name."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Sealed, Timestamped, UtcDateTime, Versioned


class Measure(CountryBase, Timestamped, Versioned):
    """An order, or a provisional basis until one arrives; valid from an instant to an instant.

    ``valid_until`` None means until further order. ``revoked_at`` cuts it short.
    """

    __tablename__ = "measure"
    __table_args__ = (Index(None, "branch_id", "valid_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    kind: Mapped[str] = mapped_column(String(40))
    provisional: Mapped[bool] = mapped_column(default=False)
    covers_stay: Mapped[bool] = mapped_column(default=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    authority_name: Mapped[str] = mapped_column(String(200), default="")
    file_number: Mapped[bytes | None] = mapped_column(Sealed)
    ordered_on: Mapped[date | None]
    validity: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    note: Mapped[bytes | None] = mapped_column(Sealed)
    scan: Mapped[bytes | None] = mapped_column(Sealed)
    scan_hash: Mapped[str] = mapped_column(String(64), default="")
    scan_type: Mapped[str] = mapped_column(String(40), default="")
    recorded_by: Mapped[int]
    recorded_by_name: Mapped[str] = mapped_column(String(120))


class MeasurePerson(CountryBase):
    """A person the measure names (INV-03): it covers her and nobody else.

    The interval repeats the measure's, cut at revocation, so that "is this night covered" is one index look-up.
    """

    __tablename__ = "measure_person"
    __table_args__ = (
        UniqueConstraint("measure_id", "resident_id"),
        Index(None, "resident_id", "covers_from", "covers_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    covers_from: Mapped[datetime] = mapped_column(UtcDateTime)
    covers_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class GapNote(CountryBase, Timestamped):
    """What director or lawyer wrote about a stay without legal basis (ME-3)."""

    __tablename__ = "gap_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    text: Mapped[bytes | None] = mapped_column(Sealed)
    created_by_name: Mapped[str] = mapped_column(String(120))
