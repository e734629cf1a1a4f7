"""Transfers between branches: proposed with all that travels, decided by the director, given up, found again.

Out: ``proposed`` → ``authorised`` → ``packed`` → ``in_transit`` → ``received`` or ``refused``; the director may send a
proposal back, and until it is sealed it may be given up. In: ``arrived`` → ``admitted`` or ``refused``. Both sides keep
their own record; the sender's ends on the receipt. The package holds the listed parts and nothing else: process notes
have no field to travel in.
"""

from dataclasses import asdict
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.access.matrix import MATRIX
from core.actor import Actor
from core.audit.service import Subject, record
from core.db import CountryBase
from core.errors import N_, Conflict, Invalid, NotFound
from core.residents import consents, house, teams
from core.residents.models import Resident
from core.stages import episodes, steps
from core.stages.models import UNSENT, Episode, Transfer
from core.stages.packages import (
    OF_HER_FILE,
    OUT,
    TEXTS,
    WANTED,
    Counted,
    Leaving,
    Package,
    contents_of,
    keep,
    kept,
    need,
    package_of,
)
from core.stages.transfer_steps import advance
from plugins.contract.consent import Use
from plugins.profile import CountryProfile

__all__ = [
    "ASSENTS",
    "Counted",
    "Leaving",
    "Package",
    "authorise",
    "call_off",
    "drop_unsent",
    "get",
    "has_refused",
    "names_her",
    "propose",
    "read_proposal",
    "said",
    "send_back",
    "send_right",
]

ASSENTS = ("yes", "oral", "mark", "no")
_MOST_DOSES = 10_000
_SAID = {"reason": 1000, "residents_view": 1000}


def propose(session: Session, actor: Actor, country: CountryProfile, resident: Resident, leaving: Leaving) -> Transfer:
    """Propose to move a resident to another branch on an authority's order, with all that would go with her.

    :raises Invalid: with every field that cannot stand.
    :raises Conflict: if an exit or another transfer is under way for her.
    """
    send_right(session, actor, resident.id)
    house.own(actor, resident)
    episode = episodes.get_open(session, resident.id)
    episodes.lock(session, episode)
    _refuse_second(session, episode)
    _check(session, actor, country, resident, leaving)
    transfer = Transfer(
        branch_id=resident.branch_id,
        resident_id=resident.id,
        episode_id=episode.id,
        direction=OUT,
        other_branch=leaving.receiver,
        envelope_id=str(uuid4()),
        state="proposed",
        order_measure_id=leaving.order_measure_id,
        assent=leaving.assent,
        medical=WANTED if leaving.medical else "",
        contents=contents_of(leaving.package),
        created_by=actor.user_id or 0,
        created_by_name=actor.name,
    )
    session.add(transfer)
    session.flush()  # its id is part of what seals the package and the texts
    keep(session, transfer, {"package": asdict(leaving.package), "medical": None})
    for name in _SAID:
        setattr(transfer, name, session.info["vault"].seal("transfer", name, transfer.id, getattr(leaving, name)))
    advance(session, transfer, "proposed", actor.name, role=actor.role)
    record(session, actor, "transfer.propose", Subject("transfer", transfer.id), receiver=leaving.receiver)
    return transfer


def authorise(session: Session, actor: Actor, transfer: Transfer, comment: str = "") -> None:
    """Let her go: it may be packed and sent now.

    :raises Conflict: if somebody was faster, or decides on her own proposal (INV-30).
    :raises Invalid: if the order that moves her runs no longer.
    """
    _decide(session, actor, transfer)
    if not names_her(session, transfer.resident_id, transfer.order_measure_id):
        raise Invalid({"comment": [N_("The order that moves her runs no longer.")]})
    advance(session, transfer, "authorised", actor.name, role=actor.role, note=comment)
    record(session, actor, "transfer.authorise", Subject("transfer", transfer.id))


def send_back(session: Session, actor: Actor, transfer: Transfer, comment: str) -> None:
    """Send a proposal back; it may be made anew from what was written.

    :raises Invalid: without a comment that says why.
    """
    _decide(session, actor, transfer)
    if not comment.strip():
        raise Invalid({"comment": [N_("Write why you send it back.")]})
    advance(session, transfer, "returned", actor.name, role=actor.role, note=comment)
    record(session, actor, "transfer.return", Subject("transfer", transfer.id))


def call_off(session: Session, actor: Actor, transfer: Transfer) -> None:
    """Give up a transfer that has not been sealed."""
    send_right(session, actor, transfer.resident_id)
    need(session, actor, transfer, *UNSENT)
    _withdraw(session, actor, transfer)


def drop_unsent(session: Session, actor: Actor, episode: Episode) -> None:
    """Give up what was not sealed yet when her stay ends another way."""
    query = select(Transfer).where(Transfer.episode_id == episode.id, Transfer.state.in_(UNSENT))
    for transfer in session.scalars(query).all():
        _withdraw(session, actor, transfer)


def get(session: Session, actor: Actor, transfer_id: int) -> Transfer:
    """Find a transfer of the actor's house.

    :raises NotFound: if there is none, or the actor may not know of it.
    """
    policies.require(actor, "transfer.read")
    transfer = session.get(Transfer, transfer_id)
    if transfer is None or transfer.branch_id != actor.branch_id:
        raise NotFound()
    return transfer


def said(session: Session, transfer: Transfer, name: str) -> str:
    """Open why she goes, or her own words; the caller has asked whether the actor may."""
    blob = getattr(transfer, name)
    return str(session.info["vault"].open("transfer", name, transfer.id, blob)) if blob else ""


def read_proposal(session: Session, actor: Actor, transfer: Transfer) -> Package | None:
    """Read what would travel; once it is sealed for the other branch, this one cannot read it any more."""
    policies.require(actor, "transfer.read")
    house.own(actor, transfer)
    if transfer.direction != OUT or transfer.package is None or transfer.state not in (*UNSENT, "returned"):
        return None
    return package_of(kept(session, transfer))


def names_her(session: Session, resident_id: int | None, measure_id: int | None) -> bool:
    """Tell whether an order that is not over names her; one for the first nights moves nobody."""
    # The room of measures stands above this one, so its tables are asked by name, as the foreign key does.
    person, measure = (CountryBase.metadata.tables[name] for name in ("measure_person", "measure"))
    query = (
        select(person.c.id)
        .join(measure, measure.c.id == person.c.measure_id)
        .where(
            person.c.measure_id == measure_id,
            person.c.resident_id == resident_id,
            measure.c.provisional.is_(False),
            person.c.covers_until.is_(None) | (person.c.covers_until > clock.now()),
        )
    )
    return session.scalar(query) is not None


def has_refused(session: Session, actor: Actor, country: CountryProfile, resident_id: int) -> bool:
    """Tell whether her standing answer is that her file does not go with her."""
    kinds = {each.code for each in country.consents.values() if each.use is Use.TRANSFER}
    today = house.today(session, actor)
    standing = [each for each in consents.list_all(session, country, resident_id, today) if each.ended_on is None]
    return any(each.answer == "refused" for each in standing if each.kind in kinds)


def send_right(session: Session, actor: Actor, resident_id: int | None) -> None:
    """Stop unless the actor may send this resident: her case worker may.

    :raises NotFound: as if there were nothing.
    """
    policies.require(actor, "transfer.send", on_case=teams.on_case(session, actor, resident_id or 0))


def _decide(session: Session, actor: Actor, transfer: Transfer) -> None:
    policies.require(actor, "transfer.authorise")
    need(session, actor, transfer, "proposed")
    if transfer.created_by == actor.user_id:
        raise Conflict(message=N_("Somebody else has to decide on what you have proposed."))


def _withdraw(session: Session, actor: Actor, transfer: Transfer) -> None:
    transfer.package = None
    advance(session, transfer, "withdrawn", actor.name, role=actor.role)
    record(session, actor, "transfer.call_off", Subject("transfer", transfer.id))


def _refuse_second(session: Session, episode: Episode) -> None:
    pending = steps.find_pending(session, episode.id)
    unsent = select(Transfer.id).where(Transfer.episode_id == episode.id, Transfer.state.in_(UNSENT))
    if steps.transfer_under_way(session, episode.id) or session.scalar(unsent.limit(1)) is not None:
        raise Conflict(message=N_("A transfer is already under way for her."))
    if pending is not None and pending.kind == "exit":
        raise Conflict(message=N_("An exit is already under way for her."))


def _check(session: Session, actor: Actor, country: CountryProfile, resident: Resident, leaving: Leaving) -> None:
    package = leaving.package
    faults = house.text_faults({name: getattr(package, name) for name in TEXTS}, TEXTS)
    faults |= house.text_faults({name: getattr(leaving, name) for name in _SAID}, _SAID)
    checks = (
        ("order", not package.order.strip(), N_("Write which authority moves her, and by which order.")),
        ("reason", not leaving.reason.strip(), N_("Write why she goes.")),
        ("residents_view", not leaving.residents_view.strip(), N_("Write what she says about it, in her words.")),
        ("medicines", any(not _counts(each) for each in package.medicines),
         N_("Count every medicine: its name, how many doses, for how many days.")),
        ("assent", leaving.assent not in ASSENTS, N_("Record what she herself says to it.")),
        ("receiver", leaving.receiver in ("", actor.branch_code), N_("Choose another branch.")),
        ("medical", leaving.medical and not _has_health_staff(session, resident),
         N_("Nobody of the health staff is on her case team: add somebody first, or answer no.")),
        ("order_measure_id", not names_her(session, resident.id, leaving.order_measure_id),
         N_("Choose the order that moves her.")),
    )  # fmt: skip
    faults |= {name: [message] for name, wrong, message in checks if wrong}
    if has_refused(session, actor, country, resident.id):
        faults |= {name: [_REFUSED_FILE] for name in OF_HER_FILE if getattr(package, name).strip()}
    if faults:
        raise Invalid(faults)


_REFUSED_FILE = N_("She has said that her file does not go with her: leave this empty, or ask her again.")


def _has_health_staff(session: Session, resident: Resident) -> bool:
    may = {role for role, cells in MATRIX.items() if cells.get("MED-X", "").startswith("W")}
    return any(member.role in may for member in teams.team(session, resident.id))


def _counts(medicine: Counted) -> bool:
    named = 1 <= len(medicine.name.strip()) <= 120
    return named and 0 <= medicine.doses <= _MOST_DOSES and 0 <= medicine.days <= _MOST_DOSES
