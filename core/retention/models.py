"""What keeps a file beyond its term, and the decisions to destroy one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Sealed, UtcDateTime, Versioned

PROPOSED, ERASED, RETURNED = "proposed", "erased", "returned"
_UNDER_WAY = text("state = 'proposed'")


class LegalHold(CountryBase):
    """Nothing of a file is destroyed while it stands, whatever its term; lifted once, with a reason.

    ``ground`` says why in a word; in the words of whoever put it, it is sealed.
    """

    __tablename__ = "legal_hold"
    __table_args__ = (Index(None, "branch_id", "lifted_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    ground: Mapped[str] = mapped_column(String(16))
    reason: Mapped[bytes | None] = mapped_column(Sealed)
    put_at: Mapped[datetime] = mapped_column(UtcDateTime)
    put_by: Mapped[int | None]
    put_by_name: Mapped[str] = mapped_column(String(120))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by: Mapped[int | None]
    lifted_by_name: Mapped[str] = mapped_column(String(120), default="")
    lifted_why: Mapped[bytes | None] = mapped_column(Sealed)


class Erasure(CountryBase, Versioned):
    """A decision to destroy a file whose term is over: proposed by one person, approved or sent back by another.

    ``rule`` keeps what it rested on, ``counts`` how many rows of which table were emptied or taken away.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        Index("uq_erasure_under_way", "resident_id", unique=True, sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY),
        Index(None, "branch_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default=PROPOSED)
    due_on: Mapped[date]
    rule: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[bytes | None] = mapped_column(Sealed)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[int]
    proposed_by_name: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None]
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    comment: Mapped[bytes | None] = mapped_column(Sealed)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
