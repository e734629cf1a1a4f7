"""Protection measures and the persons they name; cases before an authority and their acts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Correctable, CountryBase, Sealed, Timestamped, UtcDateTime, Versioned, Written


class Measure(CountryBase, Timestamped, Versioned):
    """An order, or a provisional basis until one arrives; valid from an instant to an instant.

    ``valid_until`` None means until further order. ``revoked_at`` cuts it short.
    """

    __tablename__ = "measure"
    __table_args__ = (Index(None, "branch_id", "valid_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    kind: Mapped[str] = mapped_column(String(40))
    provisional: Mapped[bool] = mapped_column(default=False)
    covers_stay: Mapped[bool] = mapped_column(default=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    authority_name: Mapped[str] = mapped_column(String(200), default="")
    file_number: Mapped[bytes | None] = mapped_column(Sealed)
    ordered_on: Mapped[date | None]
    validity: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    note: Mapped[bytes | None] = mapped_column(Sealed)
    scan: Mapped[bytes | None] = mapped_column(Sealed)
    scan_hash: Mapped[str] = mapped_column(String(64), default="")
    scan_type: Mapped[str] = mapped_column(String(40), default="")
    recorded_by: Mapped[int]
    recorded_by_name: Mapped[str] = mapped_column(String(120))


class MeasurePerson(CountryBase):
    """A person the measure names (INV-03): it covers her and nobody else.

    The interval repeats the measure's, cut at revocation, and so does ``covers_stay``, so that "is this night covered"
    is one index look-up.
    """

    __tablename__ = "measure_person"
    __table_args__ = (
        UniqueConstraint("measure_id", "resident_id"),
        Index(
            "ix_measure_person_covers", "resident_id", "covers_from", "covers_until", "covers_stay", "id", "branch_id"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    covers_from: Mapped[datetime] = mapped_column(UtcDateTime)
    covers_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    covers_stay: Mapped[bool] = mapped_column(default=True)


class GapNote(CountryBase, Timestamped):
    """What director or lawyer wrote about a stay without legal basis (ME-3)."""

    __tablename__ = "gap_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    text: Mapped[bytes | None] = mapped_column(Sealed)
    created_by_name: Mapped[str] = mapped_column(String(120))


class LegalCase(CountryBase, Timestamped, Written, Correctable):
    """A case before an authority, from the complaint on; the stages are the network's (S1 to S8).

    ``stage``, ``stage_on``, ``last_act_on`` (the last movement by the authority) and ``closed_on`` follow the acts that
    are done; the writes keep them. ``numbered`` tells whether a file number is known, which is sealed.
    """

    __tablename__ = "legal_case"
    __table_args__ = (
        Index(None, "branch_id", "state", "last_act_on", "id"),
        Index(None, "branch_id", "filed_on"),
        Index(None, "branch_id", "closed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    track: Mapped[str] = mapped_column(String(12))
    part: Mapped[str] = mapped_column(String(12))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    authority_name: Mapped[str] = mapped_column(String(200), default="")
    file_number: Mapped[bytes | None] = mapped_column(Sealed)
    numbered: Mapped[bool] = mapped_column(default=False)
    filed_on: Mapped[date | None]
    exploitation: Mapped[str] = mapped_column(String(16), default="_U")
    stage: Mapped[str] = mapped_column(String(4), default="")
    stage_on: Mapped[date | None]
    last_act_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(12), default="open")
    lawyer_id: Mapped[int | None]
    lawyer_name: Mapped[str] = mapped_column(String(120), default="")
    strategy: Mapped[bytes | None] = mapped_column(Sealed)


class LegalCasePerson(CountryBase):
    """A resident in a case: one complaint may cover several."""

    __tablename__ = "legal_case_person"
    __table_args__ = (UniqueConstraint("case_id", "resident_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("legal_case.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))


class LegalAct(CountryBase, Timestamped, Written, Correctable):
    """An act in a case: planned, postponed or done. One that is postponed names the one that takes its place.

    ``modality`` is how she is heard there, where that is agreed before. ``leaves_at`` and ``returns_at`` are when she
    goes out of the house and comes back; ``support_name`` is the one of the staff who goes along.
    """

    __tablename__ = "legal_act"
    __table_args__ = (
        Index(None, "case_id", "on_day"),
        Index(None, "branch_id", "on_day"),
        Index(None, "branch_id", "state", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("legal_case.id"))
    kind: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(4), default="")
    on_day: Mapped[date]
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default="done")
    result: Mapped[str] = mapped_column(String(24), default="")
    moves: Mapped[bool] = mapped_column(default=True)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("legal_act.id"))
    modality: Mapped[str] = mapped_column(String(16), default="")
    leaves_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returns_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    support_id: Mapped[int | None]
    support_name: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[bytes | None] = mapped_column(Sealed)


class LegalPreparation(CountryBase, Timestamped, Versioned):
    """A step of getting somebody ready for an act, or of looking after her when it is over; never what she says there.

    An act that is put off hands its steps to the one that takes its place.
    """

    __tablename__ = "legal_preparation"
    __table_args__ = (UniqueConstraint("act_id", "resident_id", "step"), Index(None, "resident_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    act_id: Mapped[int] = mapped_column(ForeignKey("legal_act.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    step: Mapped[str] = mapped_column(String(12))
    done_on: Mapped[date | None]
    done_by_name: Mapped[str] = mapped_column(String(120), default="")


class LegalStatement(CountryBase, Timestamped, Written, Correctable):
    """A statement that somebody gave: with a lawyer or not, how she was protected, and never what she said."""

    __tablename__ = "legal_statement"
    __table_args__ = (Index(None, "branch_id", "on_day"), Index(None, "resident_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("legal_case.id"), index=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    on_day: Mapped[date]
    lawyer: Mapped[bool]
    modality: Mapped[str] = mapped_column(String(16))
    once_only: Mapped[bool]


class LegalReparation(CountryBase, Timestamped, Written, Correctable):
    """Reparation that was ordered for somebody, and what came of it."""

    __tablename__ = "legal_reparation"
    __table_args__ = (Index(None, "branch_id", "ordered_on"), Index(None, "resident_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("legal_case.id"), index=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    ordered_on: Mapped[date]
    delivered: Mapped[str] = mapped_column(String(8), default="")
    delivered_on: Mapped[date | None]


class LegalChange(CountryBase, Timestamped, Written):
    """What was changed later about a statement, a reparation or a person of a case: written once, never changed.

    :param about: ``statement``, ``reparation`` or ``person``; ``row_id`` is the record's, for a person hers.
    :param before: the fields as they were, codes and days only; empty for what was not there. ``after`` likewise.
    """

    __tablename__ = "legal_change"
    __table_args__ = (Index(None, "case_id", "id"), Index(None, "resident_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("legal_case.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    about: Mapped[str] = mapped_column(String(12))
    row_id: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
