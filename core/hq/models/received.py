"""What comes to the office from branches, what was said of it, and what follows from it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
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


class Mark(NetworkBase):
    """What was said of a submission, never changed: a question about a figure, an answer, or that it is accepted.

    :param kind: ``asked``, ``answered``, ``settled`` or ``accepted``; ``indicator`` is empty where all is meant.
    :param side: ``office`` or ``branch``.
    """

    __tablename__ = "submission_mark"
    __table_args__ = (Index(None, "branch_code", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_code: Mapped[str] = mapped_column(String(16))
    period: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    side: Mapped[str] = mapped_column(String(8))
    indicator: Mapped[str] = mapped_column(String(8), default="")
    text: Mapped[str] = mapped_column(String(600), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_name: Mapped[str] = mapped_column(String(120))


class TurnedAway(NetworkBase):
    """A package that was refused, with the one reason; what it says of itself is not believed.

    :param package_hash: of the package if its branch has signed it, else of all that came; nothing itself is kept.
    :param counted_on: the day whose unsigned ones are counted here; None where the line is of one package alone.
    """

    __tablename__ = "turned_away"
    __table_args__ = (UniqueConstraint("counted_on", "came_by", "reason"), Index(None, "package_hash"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    came_by: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(200))
    package_hash: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    claimed_branch: Mapped[str] = mapped_column(String(16), default="")
    claimed_period: Mapped[str] = mapped_column(String(8), default="")
    counted_on: Mapped[date | None]
    times: Mapped[int] = mapped_column(default=1)


class SumRound(NetworkBase):
    """A round in which branches let the office read a sum of what each of them hides.

    :param call: what the office asked for, word for word; ``settled`` who took part, once that is known.
    """

    __tablename__ = "sum_round"
    __table_args__ = (UniqueConstraint("period", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    call: Mapped[str]
    settled: Mapped[str | None]
    sums: Mapped[str | None]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_name: Mapped[str] = mapped_column(String(120))


class SumPart(NetworkBase):
    """What one branch gave in a round: numbers that look like chance until all are added up."""

    __tablename__ = "sum_part"
    __table_args__ = (UniqueConstraint("round_id", "branch_code", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("sum_round.id"))
    branch_code: Mapped[str] = mapped_column(String(16))
    step: Mapped[int]
    numbers: Mapped[str]
    signature: Mapped[str] = mapped_column(String(128))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Newest(NetworkBase):
    """The newest submission of a branch and period: kept beside the submissions by each write that changes it.

    :param first_received_at: of the first version; ``cells`` of the newest, hidden ones included.
    :param state: how far the newest has come at the office.
    """

    __tablename__ = "newest_submission"

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    branch_code: Mapped[str] = mapped_column(String(16), primary_key=True)
    country_code: Mapped[str] = mapped_column(String(8))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    version: Mapped[int]
    catalogue: Mapped[str] = mapped_column(String(24))
    first_received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cells: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="received")


class CellNames(NetworkBase):
    """What names the cells of submissions, in their order: kept once for all that have the same.

    :param keys: indicator, breakdown, entry and component of each, as JSON; ``digest`` the SHA-256 of that.
    """

    __tablename__ = "cell_names"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    keys: Mapped[str]


class NewestFigures(NetworkBase):
    """The figures of the newest submission of a branch and period in one row: a copy, kept like :class:`Newest`.

    :param digest: of what names its cells; ``cells`` the value of each as JSON, null where it is hidden.
    :param standing: grade and level of evidence of each indicator, as JSON.
    """

    __tablename__ = "newest_figures"

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    branch_code: Mapped[str] = mapped_column(String(16), primary_key=True)
    country_code: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(ForeignKey("cell_names.digest"))
    cells: Mapped[str]
    standing: Mapped[str]


class Figure(NetworkBase):
    """One protected cell of a submission; a suppressed one has no value."""

    __tablename__ = "figure"
    __table_args__ = (
        # A figure over time reads its totals here and nowhere else.
        Index(
            "ix_figure_total",
            "indicator",
            "submission_id",
            "component",
            "value",
            "grade",
            sqlite_where=text("breakdown = '_T'"),
            postgresql_where=text("breakdown = '_T'"),
        ),
    )

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
    evidence: Mapped[str] = mapped_column(String(2), default="E1")


class Arriving(NetworkBase):
    """A package on its way over a line that breaks: what has come of it so far, for a day at most.

    :param digest: SHA-256 of the whole, by which the sender names it; ``total`` its length in bytes.
    :param branch_code: the branch that has announced it and signed that.
    """

    __tablename__ = "arriving"
    __table_args__ = (Index(None, "touched_at"), Index(None, "branch_code"))

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    branch_code: Mapped[str] = mapped_column(String(16))
    total: Mapped[int]
    content: Mapped[bytes]
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)
