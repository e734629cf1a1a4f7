"""After-care plans with their safe contact, and follow-ups: those that are due and those that were made."""

from datetime import date, timedelta

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.aftercare.terms import AROUND, COUNTED
from core.db import CountryBase, Sealed, Timestamped, Versioned, Written


class AftercarePlan(CountryBase, Timestamped, Versioned, Written):
    """How somebody is accompanied after a stay; how to reach her without putting her at risk is sealed (class AFT)."""

    __tablename__ = "aftercare_plan"
    __table_args__ = (
        UniqueConstraint("episode_id"),
        Index(None, "branch_id", "state"),
        Index(None, "branch_id", "closed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    opened_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="active")
    worker_id: Mapped[int | None]
    worker_name: Mapped[str] = mapped_column(String(120), default="")
    safety_assessed_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    exit_domains: Mapped[dict[str, int] | None] = mapped_column(JSON)
    contact: Mapped[bytes | None] = mapped_column(Sealed)


class FollowUp(CountryBase, Timestamped, Versioned):
    """A contact that is due some months after a stay, whether it was made or not.

    Whoever was not reached stays in the count with the reason. ``made_on`` is the day of the completed contact, or of
    the last try. ``domains`` are 1 (at risk) to 4; the two numbers beside it count them for the figures.
    ``ended_with_id`` is the follow-up whose refusal or death ended this one too.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("plan_id", "months"),
        Index(None, "branch_id", "state", "due_on", "id"),
        Index(None, "branch_id", "due_on"),
        Index(None, "episode_id"),
        # Holds all that figures count of a contact, so that a year of those who left is counted without fetching one.
        Index(
            "ix_follow_up_counted",
            "plan_id",
            "months",
            "state",
            "due_on",
            "made_on",
            "occupation",
            "reexploited",
            "branch_id",
        ),
        CheckConstraint("domains_at_risk BETWEEN 0 AND domains_scored", name="domains"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("aftercare_plan.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    months: Mapped[int]
    due_on: Mapped[date]
    window_days: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="due")
    made_on: Mapped[date | None]
    tries: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(12), default="")
    mode: Mapped[str] = mapped_column(String(12), default="")
    lost_reason: Mapped[str] = mapped_column(String(12), default="")
    occupation: Mapped[str] = mapped_column(String(12), default="")
    reexploited: Mapped[str] = mapped_column(String(12), default="")
    readmitted_elsewhere: Mapped[bool] = mapped_column(default=False)
    domains: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    domains_scored: Mapped[int] = mapped_column(default=0)
    domains_at_risk: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[int | None]
    made_by_name: Mapped[str] = mapped_column(String(120), default="")
    ended_with_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))
    note: Mapped[bytes | None] = mapped_column(Sealed)

    @property
    def open_until(self) -> date:
        """The last day on which it is in time for the house."""
        return self.due_on + timedelta(days=self.window_days)

    def takes(self, day: date) -> bool:
        """Tell whether a contact made on a day is this one, and neither before nor after it."""
        return abs((day - self.due_on).days) <= self.taken_days

    @property
    def taken_days(self) -> int:
        """How many days around its day a contact still is this one, be it late for the house."""
        return max(self.window_days, AROUND) if self.months in COUNTED else self.window_days

    @property
    def taken_from(self) -> date:
        """The first day on which a contact, or a try, is taken for it."""
        return self.due_on - timedelta(days=self.taken_days)

    @property
    def taken_until(self) -> date:
        """The last day on which a contact is still taken for it."""
        return self.due_on + timedelta(days=self.taken_days)
