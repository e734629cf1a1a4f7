"""What a branch prepared for somebody to whom it owes a report."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Timestamped, UtcDateTime

PREPARED, SENT, KEPT = "prepared", "sent", "kept"


class ObligationDocument(CountryBase, Timestamped):
    """A report of one period for one addressee, as it was prepared; a later version supersedes, never overwrites.

    ``content`` is what may be read outside, small counts hidden. ``partner_id`` is None where a country's institution
    is not known to the store, or nobody stands in its place.
    """

    __tablename__ = "obligation_document"
    __table_args__ = (UniqueConstraint("branch_id", "code", "period", "addressee", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    code: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(8))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    addressee: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default=PREPARED)
    content: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))
    prepared_by: Mapped[int]
    prepared_by_name: Mapped[str] = mapped_column(String(120))
    settled_on: Mapped[date | None]
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_name: Mapped[str] = mapped_column(String(120), default="")
    receipt: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
