"""Trainings and whoever takes part. No count adds persons, attendances and multiplied reach (INV-25)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Correctable, CountryBase, Sealed, Timestamped, Versioned, Written


class Training(CountryBase, Timestamped, Versioned, Written, Correctable):
    """A course or a single event for a kind of audience; ``partner_id`` is the institution whose people are trained."""

    __tablename__ = "training"
    __table_args__ = (Index(None, "branch_id", "from_on", "id"), Index(None, "branch_id", "until_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    title: Mapped[str] = mapped_column(String(160))
    topic: Mapped[str] = mapped_column(String(16))
    course: Mapped[bool] = mapped_column(default=False)
    audience: Mapped[str] = mapped_column(String(12))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    sessions: Mapped[int] = mapped_column(default=1)
    pass_mark: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(12), default="planned")


class TrainingSession(CountryBase, Timestamped, Written, Correctable):
    """One meeting of a training."""

    __tablename__ = "training_session"
    __table_args__ = (Index(None, "branch_id", "on_day"), CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), index=True)
    on_day: Mapped[date]
    minutes: Mapped[int]


class TrainingPerson(CountryBase, Timestamped, Written, Correctable):
    """Somebody who takes part by name. The keyed fingerprint only says whether two are the same person.

    ``completed`` is at least 80 % of the sessions planned, or of those held where they are more; the writes keep it and
    the day on which it was reached.
    """

    __tablename__ = "training_person"
    __table_args__ = (
        Index(None, "branch_id", "completed_on"),
        Index(None, "training_id", "id"),
        Index(None, "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"))
    fingerprint: Mapped[bytes | None]
    name: Mapped[bytes | None] = mapped_column(Sealed)
    contact: Mapped[bytes | None] = mapped_column(Sealed)
    public: Mapped[str] = mapped_column(String(12))
    sex: Mapped[str] = mapped_column(String(4))
    official: Mapped[bool] = mapped_column(default=False)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    attended: Mapped[int] = mapped_column(default=0)
    completed: Mapped[bool] = mapped_column(default=False)
    completed_on: Mapped[date | None]
    pre_score: Mapped[int | None]
    post_score: Mapped[int | None]
    multiplier: Mapped[bool] = mapped_column(default=False)


class TrainingAttendance(CountryBase):
    """Somebody was at a session."""

    __tablename__ = "training_attendance"

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("training_person.id"), primary_key=True, index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)


class TrainingCount(CountryBase, Versioned):
    """How many were at a session whose names nobody took."""

    __tablename__ = "training_count"
    __table_args__ = (
        UniqueConstraint("session_id", "public", "sex"),
        CheckConstraint('"number" > 0', name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    public: Mapped[str] = mapped_column(String(12))
    sex: Mapped[str] = mapped_column(String(4))
    number: Mapped[int]


class TrainingCheck(CountryBase, Timestamped, Versioned):
    """Some months after a training somebody is asked what came of it; silence is an answer that counts."""

    __tablename__ = "training_check"
    __table_args__ = (UniqueConstraint("person_id", "months"), Index(None, "branch_id", "due_on", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("training_person.id"))
    months: Mapped[int]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="due")
    answered_on: Mapped[date | None]
    example_on: Mapped[date | None]
    confirmed_by: Mapped[str] = mapped_column(String(12), default="")
    repeats: Mapped[int] = mapped_column(default=0)
    claimed_reach: Mapped[int] = mapped_column(default=0)
    verified_reach: Mapped[int] = mapped_column(default=0)
    note: Mapped[bytes | None] = mapped_column(Sealed)
