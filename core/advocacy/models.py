"""Policy instruments by stage, and actions. No case and no person is ever named here (class PUB)."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Correctable, CountryBase, Timestamped, Versioned, Written


class PolicyInstrument(CountryBase, Timestamped, Versioned, Written, Correctable):
    """A law, rule, protocol, budget or agreement that the network follows; its stage follows its steps."""

    __tablename__ = "policy_instrument"
    __table_args__ = (Index(None, "branch_id", "opened_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    ask: Mapped[str] = mapped_column(String(600), default="")
    opened_on: Mapped[date]
    stage: Mapped[str] = mapped_column(String(12), default="idea")
    stage_on: Mapped[date]
    adopted_on: Mapped[date | None]
    implemented_on: Mapped[date | None]
    closed_on: Mapped[date | None]


class PolicyStep(CountryBase, Timestamped, Written, Correctable):
    """An instrument moved, forward or back. ``position`` counts the stage reached; one that is dropped has none."""

    __tablename__ = "policy_step"
    __table_args__ = (Index(None, "instrument_id", "on_day"), Index(None, "branch_id", "on_day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    instrument_id: Mapped[int] = mapped_column(ForeignKey("policy_instrument.id"))
    from_stage: Mapped[str] = mapped_column(String(12), default="")
    to_stage: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    on_day: Mapped[date]
    evidence: Mapped[str] = mapped_column(String(12), default="")
    evidence_ref: Mapped[str] = mapped_column(String(200), default="")
    contribution: Mapped[bool] = mapped_column(default=False)


class AdvocacyAction(CountryBase, Timestamped, Written, Correctable):
    """Something done for a cause: a meeting, a letter, a campaign; and what somebody promised in it."""

    __tablename__ = "advocacy_action"
    __table_args__ = (Index(None, "branch_id", "on_day", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    instrument_id: Mapped[int | None] = mapped_column(ForeignKey("policy_instrument.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    on_day: Mapped[date]
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    summary: Mapped[str] = mapped_column(String(600))
    commitment: Mapped[str] = mapped_column(String(300), default="")
    commitment_due: Mapped[date | None]
    commitment_kept_on: Mapped[date | None]
