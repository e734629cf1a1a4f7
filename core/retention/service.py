"""The review of files at the end of their term: what is due, proposed by one person, decided by another."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches.models import Branch
from core.errors import N_, Conflict, Invalid, NotFound, Refused
from core.i18n import lazy
from core.residents import house
from core.residents.models import Resident
from core.retention import erasing, register, terms
from core.retention.decided import rules_in_force
from core.retention.holds import LONGEST
from core.retention.models import ERASED, PROPOSED, RETURNED, Erasure
from core.retention.terms import File
from plugins.contract.consent import RetentionRule
from plugins.profile import CountryProfile

NOT_DUE = N_("The term of this file is not over, or something keeps it: nothing is proposed.")
SAME_PERSON = N_("Another person decides than the one who has proposed it.")
#: So many decisions as a page shows; older ones stand in the record of access.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Review:
    """What the page shows: files whose term is over, and what was decided about others.

    :param known: whether there is a term at all; ``rule`` is the country's, or what was decided for it.
    """

    due: list[File]
    kept: list[File]
    waiting: list[tuple[Erasure, str]]
    decided: list[tuple[Erasure, str]]
    known: bool
    rule: RetentionRule | None


def review(session: Session, actor: Actor, country: CountryProfile) -> Review:
    """List what has come to its end, what keeps some of it, and what was decided."""
    policies.require(actor, "retention.read")
    branch_id = actor.branch_id or 0
    files = terms.over(session, country, branch_id, house.today(session, actor))
    return Review(
        due=[each for each in files if not each.obstacles and not each.proposed],
        kept=[each for each in files if each.obstacles and not each.proposed],
        waiting=_decisions(session, branch_id, PROPOSED),
        decided=_decisions(session, branch_id, ERASED, RETURNED),
        known=terms.FILE in terms.rules_of(session, country, branch_id),
        rule=rules_in_force(session, country, branch_id).get(terms.FILE),
    )


def find(session: Session, actor: Actor, code: str) -> Resident:
    """Find the resident whose file is meant, for whoever looks after its end; nothing but its code is read.

    :raises NotFound: if there is none in the actor's house.
    """
    policies.require(actor, "retention.read")
    found = session.scalar(select(Resident).where(Resident.code == code, Resident.branch_id == actor.branch_id))
    if found is None:
        raise NotFound()
    return found


def standing(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident
) -> tuple[File | None, Erasure | None]:
    """Tell how a file stands, and the newest decision about it."""
    policies.require(actor, "retention.read")
    query = select(Erasure).where(Erasure.resident_id == resident.id).order_by(Erasure.id.desc()).limit(1)
    return terms.find(session, country, actor.branch_id or 0, resident), session.scalar(query)


def propose(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, reason: str, *, nothing_open: bool
) -> Erasure:
    """Propose to destroy a file whose term is over.

    :param nothing_open: whoever proposes it says that no proceeding needs the file, as far as she knows.
    :raises Refused: if its term is not over, or something keeps it.
    :raises Conflict: if it is proposed already.
    :raises Invalid: without a reason or her word.
    """
    policies.require(actor, "retention.decide")
    house.own(actor, resident)
    faults: dict[str, list[Any]] = {}
    if not reason.strip() or len(reason.strip()) > LONGEST:
        faults["reason"] = [N_("Write in at most 500 characters why, and nobody's name.")]
    if not nothing_open:
        faults["nothing_open"] = [N_("Ask the lawyer first: while a proceeding needs the file, it stays.")]
    if faults:
        raise Invalid(faults)
    file = _require_free(session, actor, country, resident)
    if file.proposed:
        raise Conflict
    rule = terms.rules_of(session, country, resident.branch_id)[terms.FILE]
    made = Erasure(
        branch_id=resident.branch_id,
        resident_id=resident.id,
        due_on=file.due_on,
        rule={
            "years": terms.years_of(session, country, resident.branch_id)[terms.FILE],
            "counted_from": rule.counted_from,
            "citation": rule.basis.citation,
            "grade": rule.basis.grade.value,
        },
        proposed_at=clock.now(),
        proposed_by=actor.user_id,
        proposed_by_name=actor.name,
    )
    session.add(made)
    session.flush()  # its id is part of what seals the reason
    made.reason = session.info["vault"].seal("erasure", "reason", made.id, reason.strip())
    record(session, actor, "retention.propose", Subject("resident", resident.id), due_on=file.due_on.isoformat())
    return made


def approve(session: Session, actor: Actor, country: CountryProfile, resident: Resident) -> Erasure:
    """Approve what somebody else has proposed: the file is destroyed at once, and for good.

    :raises Refused: if she has proposed it herself, or something keeps the file meanwhile.
    """
    made = _proposed(session, actor, resident)
    _require_free(session, actor, country, resident)
    _decide(made, actor, ERASED)
    session.flush()  # what a measure names is asked of those whose files are gone
    made.counts = erasing.erase(session, resident, house.today(session, actor))
    record(session, actor, "retention.erase", Subject("resident", resident.id), rows=sum(made.counts.values()))
    register.keep(session)
    return made


def send_back(session: Session, actor: Actor, resident: Resident, comment: str) -> Erasure:
    """Keep a file that somebody has proposed to destroy; whoever has proposed it may take it back herself.

    :raises Invalid: without a reason.
    """
    made = _proposed(session, actor, resident, by_another=False)
    if not comment.strip() or len(comment.strip()) > LONGEST:
        raise Invalid({"comment": [N_("Write in at most 500 characters why, and nobody's name.")]})
    _decide(made, actor, RETURNED)
    made.comment = session.info["vault"].seal("erasure", "comment", made.id, comment.strip())
    record(session, actor, "retention.return", Subject("resident", resident.id))
    return made


def words_of(session: Session, made: Erasure) -> tuple[str, str]:
    """Open why a destruction was proposed, and why it was sent back."""
    vault = session.info["vault"]
    return (
        vault.open("erasure", "reason", made.id, made.reason) if made.reason else "",
        vault.open("erasure", "comment", made.id, made.comment) if made.comment else "",
    )


def _proposed(session: Session, actor: Actor, resident: Resident, *, by_another: bool = True) -> Erasure:
    policies.require(actor, "retention.decide")
    house.own(actor, resident)
    query = select(Erasure).where(Erasure.resident_id == resident.id, Erasure.state == PROPOSED)
    made = session.scalar(query.with_for_update())
    if made is None:
        raise NotFound()
    if by_another and made.proposed_by == actor.user_id:
        raise Refused(message=lazy(SAME_PERSON))
    return made


def _require_free(session: Session, actor: Actor, country: CountryProfile, resident: Resident) -> File:
    # Whoever puts a hold waits here, or is waited for.
    session.get_one(Branch, resident.branch_id, with_for_update=True)
    file = terms.find(session, country, resident.branch_id, resident)
    if file is None or file.obstacles or not file.is_over(house.today(session, actor)):
        raise Refused(message=lazy(NOT_DUE))
    return file


def _decide(made: Erasure, actor: Actor, state: str) -> None:
    made.state, made.decided_at = state, clock.now()
    made.decided_by, made.decided_by_name = actor.user_id, actor.name


def _decisions(session: Session, branch_id: int, *states: str) -> list[tuple[Erasure, str]]:
    query = (
        select(Erasure, Resident.code)
        .join(Resident, Resident.id == Erasure.resident_id)
        .where(Erasure.branch_id == branch_id, Erasure.state.in_(states))
        .order_by(Erasure.id.desc())
        .limit(SHOWN)
    )
    return [(made, code) for made, code in session.execute(query)]
