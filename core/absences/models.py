"""Absences of residents."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Sealed, Timestamped, UtcDateTime, Versioned

#: Late from an outing and looked for, then declared missing; and how it ended.
UNAUTHORISED, MISSING, RETURNED, FOUND, LEFT = "unauthorised", "missing", "returned", "found", "left"
#: States of a stay while she is away and nobody knows where.
AWAY = (UNAUTHORISED, MISSING)


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

    @property
    def undeclared(self) -> bool:
        """Whether she is looked for and nobody has declared her missing yet."""
        return self.state == UNAUTHORISED


class Outing(CountryBase, Timestamped):
    """Somebody has left the house with permission and is expected back at an hour; one at a time.

    Who went with her, and where, is sealed. ``absence_id`` is what began because she was late.
    """

    __tablename__ = "outing"
    __table_args__ = (
        Index(
            "uq_outing_open_resident",
            "resident_id",
            unique=True,
            sqlite_where=text("returned_at IS NULL"),
            postgresql_where=text("returned_at IS NULL"),
        ),
        Index(None, "branch_id", "returned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    absence_id: Mapped[int | None] = mapped_column(ForeignKey("absence.id"))
    left_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    about: Mapped[bytes | None] = mapped_column(Sealed)
    allowed_by_name: Mapped[str] = mapped_column(String(120))
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_to_name: Mapped[str] = mapped_column(String(120), default="")
