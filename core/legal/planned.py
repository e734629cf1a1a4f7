"""What a planned act asks of the house: the lawyer is there, and the shift lets her go out and expects her back.

The shift learns when, and who goes along; not before which authority, and not why.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.actor import Actor
from core.agenda import service as agenda
from core.branches import service as branches
from core.errors import N_
from core.legal import case_people
from core.legal.models import LegalAct

SOURCE = "legal_act"
_HEARING = N_("An act of a legal case: be there")
_OUT = N_("Errand")
_OUT_WITH = N_("Errand, %(name)s goes along")
_OUT_AND_BACK = N_("Errand, leaves %(leaves)s, returns %(returns)s")
_OUT_AND_BACK_WITH = N_("Errand, leaves %(leaves)s, returns %(returns)s, %(name)s goes along")


def plan(session: Session, actor: Actor, act: LegalAct) -> None:
    """Write the tasks of an act that is planned."""
    if act.state != "planned" or act.at is None:
        return
    agenda.add(
        session, branch_id=act.branch_id, code="act.be_there", source=SOURCE, source_id=act.id, title=_HEARING,
        role="lawyer", due_at=act.at, data_class="LEG-C", actor=actor,
    )  # fmt: skip
    for resident, _role in case_people.of_case(session, act.case_id):
        send_out(session, actor, act, resident.id)


def plan_again(session: Session, actor: Actor, act: LegalAct) -> None:
    """Open the tasks of an act again that was noted as done by mistake."""
    going = [f"act.outside:{resident.id}" for resident, _role in case_people.of_case(session, act.case_id)]
    for code in ("act.be_there", *going):
        agenda.open_again(session, actor, source=SOURCE, source_id=act.id, code=code)
    plan(session, actor, act)


def send_out(session: Session, actor: Actor, act: LegalAct, resident_id: int) -> None:
    """Tell the shift that somebody goes out, from the hour on at which she leaves the house."""
    due = act.leaves_at or act.at
    if due is None:
        return
    title, params = _errand(act, ZoneInfo(branches.time_zone(session, actor)))
    agenda.add(
        session, branch_id=act.branch_id, code=f"act.outside:{resident_id}", source=SOURCE, source_id=act.id,
        title=title, params=params, role="educator", due_at=due, resident_id=resident_id, data_class="HDR",
        actor=actor,
    )  # fmt: skip


def stay_in(session: Session, actor: Actor, act_id: int, resident_id: int) -> None:
    """Tell the shift that somebody does not go out after all."""
    agenda.cancel(session, actor, source=SOURCE, source_id=act_id, code=f"act.outside:{resident_id}")


def _errand(act: LegalAct, zone: ZoneInfo) -> tuple[str, dict[str, str | int]]:
    params: dict[str, str | int] = {"name": act.support_name} if act.support_name else {}
    if act.leaves_at is None or act.returns_at is None:
        return (_OUT_WITH if params else _OUT), params
    hours = {"leaves": _hour(act.leaves_at, zone), "returns": _hour(act.returns_at, zone)}
    return (_OUT_AND_BACK_WITH if params else _OUT_AND_BACK), params | hours


def _hour(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"
