"""Drafts and spent form tokens, beside the records they belong to."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Sealed, UtcDateTime


class Draft(CountryBase):
    """What somebody has typed into a form and not yet saved; hers alone."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    user_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes | None] = mapped_column(Sealed)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SpentToken(CountryBase):
    """A form token that has had its effect, and where the effect is shown: sending again changes nothing."""

    __tablename__ = "spent_token"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    user_id: Mapped[int]
    spent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    outcome: Mapped[str] = mapped_column(String(200))
