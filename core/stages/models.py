"""Programmes, episodes and every move in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CountryBase, Sealed, Timestamped, UtcDateTime, Versioned


class ProgrammeVersion(CountryBase, Timestamped):
    """A branch's programme as it was from a day on; running episodes stay on theirs (INV-08)."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("branch_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    valid_from: Mapped[date]
    retired_on: Mapped[date | None]


class ProgrammeStage(CountryBase):
    """A stage of one version. Labels and criteria are data in each language; transitions name stages by code."""

    __tablename__ = "programme_stage"
    __table_args__ = (UniqueConstraint("version_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    code: Mapped[str] = mapped_column(String(24))
    label: Mapped[dict[str, str]] = mapped_column(JSON)
    position: Mapped[int]
    phase: Mapped[str] = mapped_column(String(16))
    minimum_days: Mapped[int | None]
    expected_days: Mapped[int | None]
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    transitions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


#: State of an episode of which only the figures are left.
ERASED = "erased"


class Episode(CountryBase, Timestamped, Versioned):
    """An episode of care: from admission to exit. A return opens a new one (INV-22).

    ``admitted_on`` and ``closed_on`` are local days of the branch; ``closed_at`` ends the last night.
    ``age_at_admission`` is in completed years by the latest possible birth date (INV-17).
    """

    __tablename__ = "episode"
    __table_args__ = (
        Index(
            "uq_episode_open_resident",
            "resident_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_episode_inside",
            "branch_id",
            "admitted_at",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_episode_directory", "branch_id", "admitted_at", "id"),
        Index(None, "resident_id"),
        Index(None, "branch_id", "admitted_on"),
        Index(None, "branch_id", "closed_on"),
        Index(None, "stage_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    modality: Mapped[str] = mapped_column(String(16), default="residential")
    state: Mapped[str] = mapped_column(String(12), default="active")
    entry_kind: Mapped[str] = mapped_column(String(40))
    referrer: Mapped[str] = mapped_column(String(12), default="_U")
    brought_by: Mapped[bytes | None] = mapped_column(Sealed)
    admitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    admitted_on: Mapped[date]
    received_by_name: Mapped[str] = mapped_column(String(120))
    age_at_admission: Mapped[int | None]
    version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("programme_stage.id"))
    stage_since: Mapped[date]
    reentry_of: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_on: Mapped[date | None]
    exit_kind: Mapped[str | None] = mapped_column(String(40))
    exit_canonical: Mapped[str | None] = mapped_column(String(16))
    destination: Mapped[str | None] = mapped_column(String(12))
    planned_exit: Mapped[bool | None]
    stay_after_majority_until: Mapped[date | None]
    stay_after_majority_why: Mapped[bytes | None] = mapped_column(Sealed)


class EpisodeFact(CountryBase):
    """One code recorded of an episode in a list of several: purpose of exploitation, means of control."""

    __tablename__ = "episode_fact"
    __table_args__ = (UniqueConstraint("episode_id", "list_code", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    list_code: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(60))
    regional: Mapped[str] = mapped_column(String(16))


class StageMove(CountryBase, Timestamped, Versioned):
    """One step of an episode: admission, move, migration to another version, or exit (INV-06).

    Never edited once effective; ``criteria`` keeps how each stood when it was proposed.
    """

    __tablename__ = "stage_move"
    __table_args__ = (Index(None, "episode_id", "effective_on"), Index(None, "branch_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    kind: Mapped[str] = mapped_column(String(12))
    from_stage_id: Mapped[int | None] = mapped_column(ForeignKey("programme_stage.id"))
    to_stage_id: Mapped[int | None] = mapped_column(ForeignKey("programme_stage.id"))
    state: Mapped[str] = mapped_column(String(12), default="proposed")
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    required: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[bytes | None] = mapped_column(Sealed)
    residents_view: Mapped[bytes | None] = mapped_column(Sealed)
    exit_kind: Mapped[str | None] = mapped_column(String(40))
    exit_plan: Mapped[bytes | None] = mapped_column(Sealed)
    proposed_by: Mapped[int]
    proposed_by_name: Mapped[str] = mapped_column(String(120))
    proposed_by_role: Mapped[str] = mapped_column(String(24))
    effective_on: Mapped[date | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Approval(CountryBase):
    """One person's word on a move; nobody speaks twice (INV-07)."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("move_id", "user_id"), UniqueConstraint("move_id", "discipline"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    move_id: Mapped[int] = mapped_column(ForeignKey("stage_move.id"))
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(120))
    discipline: Mapped[str] = mapped_column(String(24))
    decision: Mapped[str] = mapped_column(String(12))
    comment: Mapped[bytes | None] = mapped_column(Sealed)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


#: States of a transfer that this house may still give up, and of one that is on its way out and not answered yet.
UNSENT = ("proposed", "authorised")
TRAVELLING = ("packed", "in_transit")


class Transfer(CountryBase, Timestamped, Versioned):
    """A resident on her way to, or from, another branch; the sender closes only on the receiver's receipt.

    ``medical`` tells of the part for health staff alone: nothing, ``wanted``, ``enclosed``, or ``read`` over there.
    """

    __tablename__ = "transfer"
    __table_args__ = (UniqueConstraint("branch_id", "envelope_id"), Index(None, "branch_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    direction: Mapped[str] = mapped_column(String(4))
    other_branch: Mapped[str] = mapped_column(String(16))
    envelope_id: Mapped[str | None] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(12))
    order_measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    assent: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[bytes | None] = mapped_column(Sealed)
    residents_view: Mapped[bytes | None] = mapped_column(Sealed)
    medical: Mapped[str] = mapped_column(String(12), default="")
    contents: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    package: Mapped[bytes | None] = mapped_column(Sealed)
    created_by: Mapped[int]
    created_by_name: Mapped[str] = mapped_column(String(120))


class TransferStep(CountryBase):
    """Where a transfer came to: when, by whom, and what was said with it."""

    __tablename__ = "transfer_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_name: Mapped[str] = mapped_column(String(120))
    by_role: Mapped[str] = mapped_column(String(24), default="")
    note: Mapped[bytes | None] = mapped_column(Sealed)
