"""Extracts for research: who asked for what, who let it go, and the file as it left."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Bulky, CountryBase, Sealed, UtcDateTime, Versioned

PROPOSED, TOO_SMALL, APPROVED, REFUSED, ENDED = "proposed", "too_small", "approved", "refused", "ended"


class Extract(CountryBase, Versioned):
    """A request for rows without name or code, and what came of it.

    ``advice`` names the variables to leave out where too many rows would be lost, or an outcome would tell nothing.
    ``outcomes`` says of each how many values leave, and how many are known of the rows that do. ``people`` are in
    the file, sealed, so that whoever takes her consent back stops it. ``file`` is there while it may be fetched.
    ``kept_until`` is the day by which the recipient destroys her copies, ``confirmed`` how she said that she has.
    ``consents`` are the kinds under which people are in it.
    ``mark`` stands in every row of it: a copy that turns up says to whom it was given.
    """

    __tablename__ = "research_extract"
    __table_args__ = (Index(None, "branch_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    state: Mapped[str] = mapped_column(String(12), default=PROPOSED)
    recipient: Mapped[str] = mapped_column(String(160))
    purpose: Mapped[str] = mapped_column(String(600))
    agreement: Mapped[str] = mapped_column(String(120))
    ethics: Mapped[str] = mapped_column(String(120))
    first_year: Mapped[int]
    last_year: Mapped[int]
    variables: Mapped[list[str]] = mapped_column(JSON)
    k: Mapped[int]
    rows: Mapped[int]
    lost: Mapped[int]
    advice: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    outcomes: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[int]
    proposed_by_name: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    comment: Mapped[str] = mapped_column(String(300), default="")
    kept_until: Mapped[date]
    consents: Mapped[list[str]] = mapped_column(JSON, default=list)
    confirmed: Mapped[str] = mapped_column(String(300), default="")
    mark: Mapped[str] = mapped_column(String(16), default="")
    catalogue: Mapped[str] = mapped_column(String(24), default="")
    file: Mapped[bytes | None] = mapped_column(Bulky)
    file_hash: Mapped[str] = mapped_column(String(64), default="")
    people: Mapped[bytes | None] = mapped_column(Sealed)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fetched: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
