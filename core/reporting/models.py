"""A branch's own record of the figures it closed and gave away; what leaves is built from protected figures only."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Sealed, Timestamped, UtcDateTime


class FigureDefinition(CountryBase, Timestamped):
    """All that figures were counted by when a period was closed; never changed, and kept once however often it is used.

    ``content`` is canonical JSON: the catalogue with its words, and what the country adds; ``digest`` its SHA-256.
    """

    __tablename__ = "figure_definition"
    __table_args__ = (UniqueConstraint("branch_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str]


class Closing(CountryBase, Timestamped):
    """A period closed for one branch: exact figures for inside, the signed package for outside.

    A later version supersedes, never overwrites. ``behind`` tells of counts of which somebody has several how many
    persons they are of, for disclosure control alone, and never leaves. ``left_out`` are those whose scores nobody
    agreed to count. The note is sealed; signing writes it into the package as well, for the regional office.
    """

    __tablename__ = "closing"
    __table_args__ = (UniqueConstraint("branch_id", "period", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    period: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    catalogue: Mapped[str] = mapped_column(String(24))
    definition_id: Mapped[int] = mapped_column(ForeignKey("figure_definition.id"))
    state: Mapped[str] = mapped_column(String(12), default="open")
    figures: Mapped[str]
    checks: Mapped[str]
    behind: Mapped[str] = mapped_column(default="[]")
    left_out: Mapped[int] = mapped_column(default=0)
    note: Mapped[bytes | None] = mapped_column(Sealed)
    package: Mapped[str | None]
    package_hash: Mapped[str | None] = mapped_column(String(64))
    signature: Mapped[str | None] = mapped_column(String(128))
    closed_by_name: Mapped[str] = mapped_column(String(120))
    signed_by: Mapped[int | None]
    signed_by_name: Mapped[str] = mapped_column(String(120), default="")
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Sending(CountryBase):
    """How far a signed package has come on its way to the office of another node; overwritten with each try.

    :param arrived: bytes of ``total`` that the office has; ``error`` why it went no further, as a message key.
    """

    __tablename__ = "sending"
    __table_args__ = (UniqueConstraint("closing_id"), Index(None, "branch_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    closing_id: Mapped[int] = mapped_column(ForeignKey("closing.id"))
    total: Mapped[int]
    arrived: Mapped[int]
    error: Mapped[str] = mapped_column(String(300), default="")
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FigureEvidence(CountryBase, Timestamped):
    """What shows that a figure of a period holds: who looked at it, and by what; never changed.

    ``reference`` names the document or the report, never a person; it stays here, the level leaves with the figures.
    """

    __tablename__ = "figure_evidence"
    __table_args__ = (Index(None, "branch_id", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    period: Mapped[str] = mapped_column(String(8))
    indicator: Mapped[str] = mapped_column(String(8))
    level: Mapped[str] = mapped_column(String(2))
    reference: Mapped[str] = mapped_column(String(300))
    recorded_by_name: Mapped[str] = mapped_column(String(120))


class SumStep(CountryBase, Timestamped):
    """A step that a branch took in a round of sums: never two different answers of one round (see ``masking``).

    Nothing changes or deletes a line, and the audit chain has the hash of each (see ``sum_steps``).

    :param version: of which of its figures; ``cells`` names of those that are in sums since.
    """

    __tablename__ = "sum_step"
    __table_args__ = (UniqueConstraint("branch_id", "period", "number", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    period: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    step: Mapped[int]
    asked_hash: Mapped[str] = mapped_column(String(64))
    until_on: Mapped[date]
    version: Mapped[int]
    cells: Mapped[list[str]] = mapped_column(JSON, default=list)


class Disclosed(CountryBase, Timestamped):
    """Figures that left the branch: a line of the ledger against which everything that leaves later is held.

    Nothing changes or deletes a line, and the audit chain has its hash. ``figures`` are exact, with what was hidden;
    they never leave themselves.

    :param recipient: ``office`` for a signed submission, ``document`` for a report to somebody else.
    :param version: of the submission; 0 for a document.
    :param definitions: what each figure counts, as a fingerprint (see ``core.reporting.fingerprints``).
    """

    __tablename__ = "disclosed"
    __table_args__ = (Index(None, "branch_id", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    recipient: Mapped[str] = mapped_column(String(12))
    period: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    catalogue: Mapped[str] = mapped_column(String(24))
    definitions: Mapped[str]
    figures: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))
