"""Absences of residents."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Sealed, Timestamped, UtcDateTime, Versioned

MISSING, RETURNED, FOUND, LEFT = "missing", "returned", "found", "left"


class Absence(CountryBase, Timestamped, Versioned):
    """Somebody is missing from a stay, from an hour on; one at a time. What happened is sealed.

    ``protocol`` is the country's; empty where it has none for her. ``form_id`` is the alert that was begun with it.
    """

    __tablename__ = "absence"
    __table_args__ = (
        Index(
            "uq_absence_open_resident",
            "resident_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "branch_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    protocol: Mapped[str] = mapped_column(String(40), default="")
    form_id: Mapped[int | None] = mapped_column(ForeignKey("form_record.id"))
    state: Mapped[str] = mapped_column(String(12), default=MISSING)
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)
    circumstances: Mapped[bytes | None] = mapped_column(Sealed)
    reported_by: Mapped[int]
    reported_by_name: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_name: Mapped[str] = mapped_column(String(120), default="")
    outcome: Mapped[bytes | None] = mapped_column(Sealed)
