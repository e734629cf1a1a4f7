"""Policy instruments and the steps by which they move; actions, and commitments that become tasks. No case is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import reminders, slips
from core.access import policies
from core.actor import Actor
from core.advocacy.models import AdvocacyAction, PolicyInstrument, PolicyStep
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.errors import N_, Conflict
from core.partners.models import Partner
from core.residents import house

SOURCE = "advocacy_action"
KINDS: Mapping[str, str] = {
    "law": N_("Law"),
    "regulation": N_("Regulation"),
    "protocol": N_("Protocol"),
    "budget": N_("Budget"),
    "agreement": N_("Agreement"),
}
#: The stages in their order; one that is given up is dropped.
STAGES: Mapping[str, str] = {
    "idea": N_("Idea"),
    "drafted": N_("Drafted"),
    "tabled": N_("Tabled"),
    "adopted": N_("Adopted"),
    "regulated": N_("Regulated or funded"),
    "in_force": N_("In force"),
}
DROPPED = "dropped"
STEP_WORDS: Mapping[str, str] = {**STAGES, DROPPED: N_("Dropped")}
EVIDENCE: Mapping[str, str] = {
    "minutes": N_("Minutes of a meeting"),
    "bill": N_("Text of the bill or rule"),
    "letter": N_("Letter"),
    "publication": N_("Official publication"),
}
ACTIONS: Mapping[str, str] = {
    "meeting": N_("Meeting"),
    "coalition": N_("Meeting of a coalition"),
    "hearing": N_("Public hearing"),
    "letter": N_("Letter or proposal"),
    "campaign": N_("Campaign"),
    "report": N_("Report published"),
}
_TITLE = N_("Ask whether a commitment was kept")
_LIMITS = {"title": 200, "ask": 600}
_ACTION = {"summary": 600, "commitment": 300}
_STEP = {"evidence_ref": 200}
_CHOOSE = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step as it is recorded.

    :param contribution: an outside document shows what the network put in.
    """

    to_stage: str
    on_day: date
    evidence: str = ""
    evidence_ref: str = ""
    contribution: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An instrument with its steps and actions, newest first."""

    instrument: PolicyInstrument
    partner: str
    steps: Sequence[PolicyStep]
    actions: Sequence[tuple[AdvocacyAction, str]]


def follow(session: Session, actor: Actor, values: Mapping[str, Any], stage: str = "idea") -> PolicyInstrument:
    """Put an instrument on the agenda, at the stage it has.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "advocacy.write")
    clean = _clean(session, actor, values)
    if stage not in STAGES:
        slips.refuse({"stage": [_CHOOSE]})
    made = PolicyInstrument(
        branch_id=actor.branch_id, stage=stage, stage_on=clean["opened_on"], created_by=actor.user_id or 0,
        created_by_name=actor.name, **clean,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its first step carries its id
    _append(session, actor, made, "", NewStep(stage, made.opened_on))
    record(session, actor, "policy.follow", Subject("policy_instrument", made.id), kind=made.kind)
    return made


def edit(session: Session, actor: Actor, instrument_id: int, values: Mapping[str, Any], *, revision: int) -> None:
    """Change what an instrument is called and asks for.

    :raises Conflict: if somebody else changed it meanwhile.
    """
    policies.require(actor, "advocacy.write")
    found = slips.own(session, actor, PolicyInstrument, instrument_id)
    clean = _clean(session, actor, values)
    different = {name for name, value in clean.items() if getattr(found, name) != value}
    if found.revision != revision:
        raise Conflict({name: getattr(found, name) for name in different})
    for name in different:
        setattr(found, name, clean[name])
    if different:
        record(session, actor, "policy.edit", Subject("policy_instrument", found.id), fields=sorted(different))


def move(session: Session, actor: Actor, instrument_id: int, new: NewStep) -> PolicyStep:
    """Record that an instrument moved, forward or back, and what shows it.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "advocacy.write")
    found = slips.own(session, actor, PolicyInstrument, instrument_id)
    faults = slips.day_faults(house.today(session, actor), found.stage_on, on_day=new.on_day)
    if new.to_stage not in STEP_WORDS or new.to_stage == found.stage or found.closed_on is not None:
        faults["to_stage"] = [N_("Choose a stage that it did not have.")]
    if new.evidence and new.evidence not in EVIDENCE:
        faults["evidence"] = [_CHOOSE]
    if new.contribution and not (new.evidence and new.evidence_ref.strip()):
        faults["contribution"] = [N_("A contribution needs an outside document that shows it.")]
    slips.refuse(faults | house.text_faults({"evidence_ref": new.evidence_ref}, _STEP))
    made = _append(session, actor, found, found.stage, new)
    _follow_steps(session, found)
    session.flush()  # the event names its id
    record(session, actor, "policy.move", Subject("policy_step", made.id), to=new.to_stage)
    return made


def change(session: Session, actor: Actor, kind: str, row_id: int, how: str) -> int | None:
    """Strike an instrument, a step or an action out, or bring it back.

    :param kind: ``instrument``, ``step`` or ``action``.
    :returns: the instrument it belongs to.
    """
    policies.require(actor, "advocacy.write")
    row: Any = slips.own(session, actor, _TABLES[kind], row_id)
    (slips.strike if how == "strike" else slips.restore)(session, actor, row)
    if kind == "action" and how == "strike":
        agenda.cancel(session, actor, source=SOURCE, source_id=row.id)
    if kind == "step":
        _follow_steps(session, session.get_one(PolicyInstrument, row.instrument_id))
    found: int | None = row.id if kind == "instrument" else row.instrument_id
    return found


def act(session: Session, actor: Actor, values: Mapping[str, Any]) -> AdvocacyAction:
    """Record an action; what somebody promised becomes a task on the day it is due.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "advocacy.write")
    texts = {name: str(values.get(name) or "").strip() for name in _ACTION}
    due, partner_id, instrument_id = (values.get(name) for name in ("commitment_due", "partner_id", "instrument_id"))
    faults = slips.day_faults(house.today(session, actor), None, on_day=values["on_day"])
    if values["kind"] not in ACTIONS:
        faults["kind"] = [_CHOOSE]
    if not texts["summary"]:
        faults["summary"] = [N_("Write in one sentence what was done.")]
    if bool(texts["commitment"]) != (due is not None):
        faults["commitment_due"] = [N_("A commitment has a day, and a day a commitment.")]
    if partner_id is not None and session.get(Partner, partner_id) is None:
        faults["partner_id"] = [_CHOOSE]
    slips.refuse(faults | house.text_faults(texts, _ACTION))
    if instrument_id is not None:
        slips.own(session, actor, PolicyInstrument, instrument_id)
    made = AdvocacyAction(
        branch_id=actor.branch_id, instrument_id=instrument_id, kind=values["kind"], on_day=values["on_day"],
        partner_id=partner_id, commitment_due=due, created_by=actor.user_id or 0, created_by_name=actor.name, **texts,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its task names it
    if due is not None:
        agenda.add(
            session, branch_id=made.branch_id, code="commitment", source=SOURCE, source_id=made.id, title=_TITLE,
            role="training_officer", due_at=reminders.due_at(session, actor, due), data_class="PUB", actor=actor,
        )  # fmt: skip
    record(session, actor, "advocacy.act", Subject("advocacy_action", made.id), kind=made.kind)
    return made


def keep(session: Session, actor: Actor, action_id: int, on: date) -> AdvocacyAction:
    """Note that a commitment was kept.

    :raises Conflict: if it was noted already, or nothing was promised.
    """
    policies.require(actor, "advocacy.write")
    found = slips.own(session, actor, AdvocacyAction, action_id)
    if not found.commitment or found.commitment_kept_on is not None:
        raise Conflict
    found.commitment_kept_on = on
    agenda.close(session, actor, source=SOURCE, source_id=found.id)
    record(session, actor, "advocacy.keep", Subject("advocacy_action", found.id))
    return found


def list_page(
    session: Session, actor: Actor, *, after: tuple[Any, ...] | None = None, before: tuple[Any, ...] | None = None
) -> list[PolicyInstrument]:
    """List the house's instruments, newest first; one more than a page."""
    policies.require(actor, "advocacy.read")
    query = select(PolicyInstrument).where(PolicyInstrument.branch_id == actor.branch_id)
    key = (PolicyInstrument.opened_on, PolicyInstrument.id)
    return [row[0] for row in slips.page(session, query, key, after=after, before=before)]


def actions_page(
    session: Session, actor: Actor, *, after: tuple[Any, ...] | None = None, before: tuple[Any, ...] | None = None
) -> list[tuple[AdvocacyAction, str]]:
    """List the house's actions, newest first, each with the partner's name; one more than a page."""
    policies.require(actor, "advocacy.read")
    query = _actions().where(AdvocacyAction.branch_id == actor.branch_id)
    rows = slips.page(session, query, (AdvocacyAction.on_day, AdvocacyAction.id), after=after, before=before)
    return [(row[0], row[1] or "") for row in rows]


def show(session: Session, actor: Actor, instrument_id: int) -> Shown:
    """Open an instrument."""
    policies.require(actor, "advocacy.read")
    found = slips.own(session, actor, PolicyInstrument, instrument_id)
    partner = session.get(Partner, found.partner_id) if found.partner_id else None
    steps = select(PolicyStep).where(PolicyStep.instrument_id == found.id)
    rows = session.execute(_actions().where(AdvocacyAction.instrument_id == found.id)
                           .order_by(AdvocacyAction.on_day.desc(), AdvocacyAction.id.desc()))  # fmt: skip
    return Shown(
        found, partner.name if partner else "",
        list(session.scalars(steps.order_by(PolicyStep.on_day.desc(), PolicyStep.id.desc()))),
        [(row[0], row[1] or "") for row in rows],
    )  # fmt: skip


_TABLES: Mapping[str, type[Any]] = {
    "instrument": PolicyInstrument, "step": PolicyStep, "action": AdvocacyAction,
}  # fmt: skip


def _actions() -> Any:
    return select(AdvocacyAction, Partner.name).outerjoin(Partner, Partner.id == AdvocacyAction.partner_id)


def _append(session: Session, actor: Actor, instrument: PolicyInstrument, before: str, new: NewStep) -> PolicyStep:
    made = PolicyStep(
        branch_id=instrument.branch_id, instrument_id=instrument.id, from_stage=before, to_stage=new.to_stage,
        position=list(STEP_WORDS).index(new.to_stage) if new.to_stage in STAGES else -1, on_day=new.on_day,
        evidence=new.evidence, evidence_ref=new.evidence_ref.strip(), contribution=new.contribution,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    return made


def _follow_steps(session: Session, instrument: PolicyInstrument) -> None:
    """Let an instrument's stage and days follow its steps that count."""
    session.flush()  # they are asked from the store
    query = select(PolicyStep).where(PolicyStep.instrument_id == instrument.id, PolicyStep.voided_at.is_(None))
    steps = list(session.scalars(query.order_by(PolicyStep.on_day, PolicyStep.id)))
    if not steps:
        return
    last, places = steps[-1], list(STAGES)
    dropped = last.to_stage == DROPPED
    instrument.stage = last.from_stage if dropped else last.to_stage
    instrument.stage_on, instrument.closed_on = last.on_day, last.on_day if dropped else None

    def first(stage: str) -> date | None:
        return next((each.on_day for each in steps if each.position >= places.index(stage)), None)

    instrument.adopted_on, instrument.implemented_on = first("adopted"), first("regulated")


def _clean(session: Session, actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: str(values.get(name) or "").strip() for name in _LIMITS}
    faults = slips.day_faults(house.today(session, actor), None, opened_on=values["opened_on"])
    if values["kind"] not in KINDS:
        faults["kind"] = [_CHOOSE]
    if not texts["title"]:
        faults["title"] = [N_("Please fill this in.")]
    partner_id = values.get("partner_id")
    if partner_id is not None and session.get(Partner, partner_id) is None:
        faults["partner_id"] = [_CHOOSE]
    slips.refuse(faults | house.text_faults(texts, _LIMITS))
    return {**texts, "kind": values["kind"], "partner_id": partner_id, "opened_on": values["opened_on"]}
