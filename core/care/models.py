"""Services, plans, school, assessments and what else is done for a resident, by the day on which it was done."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Correctable, CountryBase, Sealed, Timestamped, UtcDateTime, Versioned, Written

_BOTH = ("sqlite_where", "postgresql_where")
_EXAMS: dict[str, Any] = dict.fromkeys(_BOTH, text("kind = 'exam'"))
_AT_A_POINT: dict[str, Any] = dict.fromkeys(_BOTH, text("voided_at IS NULL AND time_point <> 'other'"))


class Service(CountryBase, Timestamped, Written, Correctable):
    """One service to one person; ``group_id`` is the first row of a group session. Its class follows the discipline.

    ``planned`` tells whether her plan asked for the discipline on that day.
    """

    __tablename__ = "service"
    __table_args__ = (
        # Holds all that figures count of a service, so that none of a year is fetched.
        Index("ix_service_day", "branch_id", "on_day", "id", "resident_id", "discipline", "attendance", "voided_at"),
        Index(None, "resident_id", "on_day", "id"),
        Index("ix_service_exam", "resident_id", "on_day", "attendance", "voided_at", "branch_id", **_EXAMS),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    discipline: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(12), default="session")
    mode: Mapped[str] = mapped_column(String(12), default="individual")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    on_day: Mapped[date]
    minutes: Mapped[int]
    provider_id: Mapped[int | None]
    provider_name: Mapped[str] = mapped_column(String(120), default="")
    provider_role: Mapped[str] = mapped_column(String(24), default="")
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    attendance: Mapped[str] = mapped_column(String(12))
    planned: Mapped[bool] = mapped_column(default=False)
    note: Mapped[bytes | None] = mapped_column(Sealed)


class CarePlan(CountryBase, Timestamped, Written, Correctable):
    """What was agreed with her for one stay. ``reviewed_on`` is the day of the last review, or of the agreement."""

    __tablename__ = "care_plan"
    __table_args__ = (Index(None, "episode_id", "agreed_on"), Index(None, "branch_id", "closed_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    agreed_on: Mapped[date]
    assent: Mapped[str] = mapped_column(String(12))
    signed_by: Mapped[str] = mapped_column(String(12), default="")
    reviewed_on: Mapped[date]
    review_due_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    wish: Mapped[bytes | None] = mapped_column(Sealed)
    note: Mapped[bytes | None] = mapped_column(Sealed)


class CarePlanService(CountryBase):
    """A service that a plan asks for, at least so often in thirty days."""

    __tablename__ = "care_plan_service"
    __table_args__ = (
        UniqueConstraint("plan_id", "discipline", "from_on"),
        CheckConstraint("per_month > 0", name="per_month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("care_plan.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    discipline: Mapped[str] = mapped_column(String(12))
    per_month: Mapped[int]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    asked_by_child: Mapped[bool] = mapped_column(default=False)


class CarePlanReview(CountryBase, Timestamped, Written, Correctable):
    """A review of a plan."""

    __tablename__ = "care_plan_review"
    __table_args__ = (Index(None, "plan_id", "on_day"), Index(None, "branch_id", "on_day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("care_plan.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    on_day: Mapped[date]
    next_on: Mapped[date]
    note: Mapped[bytes | None] = mapped_column(Sealed)


class Schooling(CountryBase, Timestamped, Written, Correctable):
    """A place in a school or a training for work, from a day to a day."""

    __tablename__ = "schooling"
    __table_args__ = (Index(None, "branch_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    kind: Mapped[str] = mapped_column(String(12))
    level: Mapped[str] = mapped_column(String(60), default="")
    outside: Mapped[bool] = mapped_column(default=True)
    compulsory: Mapped[bool] = mapped_column(default=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(String(12), default="")


class SchoolMonth(CountryBase, Versioned):
    """How many days of a month there was school, and on how many she was there. ``month`` is its first day."""

    __tablename__ = "school_month"
    __table_args__ = (
        UniqueConstraint("schooling_id", "month"),
        Index(None, "branch_id", "month"),
        CheckConstraint("days_present BETWEEN 0 AND school_days AND school_days <= 31", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    schooling_id: Mapped[int] = mapped_column(ForeignKey("schooling.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    month: Mapped[date]
    school_days: Mapped[int]
    days_present: Mapped[int]


class Assessment(CountryBase, Timestamped, Written, Correctable):
    """A measure of how somebody is, with an instrument of a version, or why it was not taken: no diagnosis.

    ``score`` is on the instrument's scale; single answers are sealed. ``above_cutoff`` says on which side of the
    published screening cut-off it lies, towards trouble; None where no cut-off is known.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        Index("uq_assessment_point", "episode_id", "instrument", "time_point", unique=True, **_AT_A_POINT),
        Index(None, "episode_id", "time_point"),
        Index(None, "resident_id", "on_day"),
        Index(None, "branch_id", "on_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    instrument: Mapped[str] = mapped_column(String(16))
    instrument_version: Mapped[str] = mapped_column(String(16))
    time_point: Mapped[str] = mapped_column(String(12))
    on_day: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    score: Mapped[int | None]
    raw: Mapped[int | None]
    items_missing: Mapped[int] = mapped_column(default=0)
    above_cutoff: Mapped[bool | None]
    not_done_reason: Mapped[str] = mapped_column(String(12), default="")
    language: Mapped[str] = mapped_column(String(20), default="")
    items: Mapped[bytes | None] = mapped_column(Sealed)
    note: Mapped[bytes | None] = mapped_column(Sealed)


class Incident(CountryBase, Timestamped, Written, Correctable):
    """Something that harmed somebody or could have; level 1 is the most serious.

    ``serious`` is what the network's indicator counts: harm to a child in care that is graded serious. One about the
    staff is of class SEAL: only the roles of ``audience`` know of it, and never whom it is about (INV-18, INV-30).
    """

    __tablename__ = "incident"
    __table_args__ = (Index(None, "branch_id", "happened_at", "id"), Index(None, "branch_id", "on_day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[int]
    harm_in_care: Mapped[bool] = mapped_column(default=False)
    serious: Mapped[bool] = mapped_column(default=False)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    on_day: Mapped[date]
    data_class: Mapped[str] = mapped_column(String(8), default="INC")
    audience: Mapped[list[str]] = mapped_column(JSON, default=list)
    about_user_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(12), default="reported")
    reviewed_on: Mapped[date | None]
    reviewed_by_name: Mapped[str] = mapped_column(String(120), default="")
    facts: Mapped[bytes | None] = mapped_column(Sealed)
    action: Mapped[bytes | None] = mapped_column(Sealed)
    lessons: Mapped[bytes | None] = mapped_column(Sealed)


class IncidentPerson(CountryBase):
    """A resident and her part in an incident."""

    __tablename__ = "incident_person"
    __table_args__ = (UniqueConstraint("incident_id", "resident_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))


class IncidentNotice(CountryBase):
    """Who has to be told of an incident until when, and when that was done. ``told_to`` is a role or a body."""

    __tablename__ = "incident_notice"
    __table_args__ = (UniqueConstraint("incident_id", "told_to"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    told_to: Mapped[str] = mapped_column(String(24))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_by_name: Mapped[str] = mapped_column(String(120), default="")
    receipt: Mapped[str] = mapped_column(String(120), default="")


class Complaint(CountryBase, Timestamped, Written, Correctable):
    """What a resident complained of, by name or not, and how it was answered."""

    __tablename__ = "complaint"
    __table_args__ = (Index(None, "branch_id", "received_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    about: Mapped[str] = mapped_column(String(16))
    received_on: Mapped[date]
    answered_on: Mapped[date | None]
    text: Mapped[bytes | None] = mapped_column(Sealed)
    answer: Mapped[bytes | None] = mapped_column(Sealed)


class Pregnancy(CountryBase, Timestamped, Written, Correctable):
    """A pregnancy while somebody is in care (class MED-X); how it ended is sealed."""

    __tablename__ = "pregnancy"
    __table_args__ = (Index(None, "branch_id", "ended_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    noted_on: Mapped[date]
    began_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    outcome: Mapped[bytes | None] = mapped_column(Sealed)


class EducationModule(CountryBase, Timestamped, Written, Correctable):
    """A module of education that somebody takes part in, such as sexuality and HIV; never a result of a test."""

    __tablename__ = "education_module"
    __table_args__ = (Index(None, "branch_id", "began_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    module: Mapped[str] = mapped_column(String(24))
    began_on: Mapped[date]
    completed_on: Mapped[date | None]
    left_on: Mapped[date | None]


class TreatmentPlan(CountryBase, Timestamped, Written, Correctable):
    """A plan to be treated for an addiction (class MED-X), with the day on which it is due to end."""

    __tablename__ = "treatment_plan"
    __table_args__ = (Index(None, "branch_id", "due_end_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    began_on: Mapped[date]
    due_end_on: Mapped[date]
    ended_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(String(12), default="")
    goals: Mapped[bytes | None] = mapped_column(Sealed)
