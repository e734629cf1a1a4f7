"""What the regional office holds: submissions as received, and their figures ready to compare."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import NetworkBase, UtcDateTime


class Submission(NetworkBase):
    """A signed package of one branch and period, immutable; a later version supersedes it."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("branch_code", "period", "version"), UniqueConstraint("package_hash"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_code: Mapped[str] = mapped_column(String(16))
    country_code: Mapped[str] = mapped_column(String(8))
    period: Mapped[str] = mapped_column(String(8), index=True)
    version: Mapped[int]
    catalogue: Mapped[str] = mapped_column(String(24))
    package: Mapped[str]
    package_hash: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_by: Mapped[str] = mapped_column(String(12))


class Figure(NetworkBase):
    """One protected cell of a submission; a suppressed one has no value."""

    __tablename__ = "figure"
    __table_args__ = (Index(None, "indicator", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(8))
    component: Mapped[str] = mapped_column(String(1))
    breakdown: Mapped[str] = mapped_column(String(16), default="_T")
    code: Mapped[str] = mapped_column(String(16), default="_T")
    value: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(1))
    confidential: Mapped[str] = mapped_column(String(1))
    grade: Mapped[str] = mapped_column(String(1), default="A")
