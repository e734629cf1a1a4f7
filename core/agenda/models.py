"""Tasks of a branch."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Sealed, Timestamped, UtcDateTime


class Task(CountryBase, Timestamped):
    """Something somebody must do by an instant.

    The title is a message key with parameters, or the country's text in each language; never a name. What somebody
    wrote in her own words is sealed instead, as a title in ``own_words``, as what came of it in ``outcome``.
    ``recounted_from`` is when it was due before its calendar changed. ``due_at`` is None where the instant would give a
    birth date away: then ``sealed_due`` holds it.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("branch_id", "source", "source_id", "code"),
        Index(None, "branch_id", "done_at", "due_at"),
        Index(None, "resident_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    code: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(24))
    source_id: Mapped[int]
    title: Mapped[dict[str, Any]] = mapped_column(JSON)
    own_words: Mapped[bytes | None] = mapped_column(Sealed)
    role: Mapped[str] = mapped_column(String(24))
    user_id: Mapped[int | None]
    data_class: Mapped[str] = mapped_column(String(8), default="HDR")
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recounted_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_due: Mapped[bytes | None] = mapped_column(Sealed)
    urgent: Mapped[bool] = mapped_column(default=False)
    citation: Mapped[str] = mapped_column(default="")
    grade: Mapped[str | None] = mapped_column(String(1))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[int | None]
    cancelled: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[bytes | None] = mapped_column(Sealed)
