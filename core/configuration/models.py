"""Versions of what a branch has configured."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Timestamped, UtcDateTime, Versioned

_UNDER_WAY = text("state IN ('draft', 'previewed', 'sent', 'scheduled')")
_LIVE = text("state = 'live'")
# What is set for a whole country has no branch, and NULL differs from NULL: it needs indexes of its own.
_COUNTRY_UNDER_WAY = text("branch_id IS NULL AND state IN ('draft', 'previewed', 'sent', 'scheduled')")
_COUNTRY_LIVE = text("branch_id IS NULL AND state = 'live'")
_COUNTRY = text("branch_id IS NULL")


class ConfigurationVersion(CountryBase, Timestamped, Versioned):
    """One version of one object of a branch's configuration; of no branch, it is set once for the whole country.

    Its content is written once it is sent and never again; of an object one version is in force, and at most one is
    under way. ``touched`` says what taking effect has touched, as counts.
    """

    __tablename__ = "configuration_version"
    __table_args__ = (
        UniqueConstraint("branch_id", "kind", "key", "number"),
        Index(
            "uq_configuration_version_under_way",
            "branch_id",
            "kind",
            "key",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
        Index(
            "uq_configuration_version_live",
            "branch_id",
            "kind",
            "key",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "uq_configuration_version_country_under_way",
            "kind",
            "key",
            unique=True,
            sqlite_where=_COUNTRY_UNDER_WAY,
            postgresql_where=_COUNTRY_UNDER_WAY,
        ),
        Index(
            "uq_configuration_version_country_live",
            "kind",
            "key",
            unique=True,
            sqlite_where=_COUNTRY_LIVE,
            postgresql_where=_COUNTRY_LIVE,
        ),
        Index(
            "uq_configuration_version_country_number",
            "kind",
            "key",
            "number",
            unique=True,
            sqlite_where=_COUNTRY,
            postgresql_where=_COUNTRY,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    kind: Mapped[str] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    content: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(500), default="")
    effective_on: Mapped[date | None]
    author_id: Mapped[int | None]
    author_name: Mapped[str] = mapped_column(String(120))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approver_id: Mapped[int | None]
    approver_name: Mapped[str] = mapped_column(String(120), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    comment: Mapped[str] = mapped_column(String(500), default="")
    live_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    copy_of: Mapped[int | None]
    touched: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
