"""Exits: what must be done before, and what ends with the stay."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import clock
from core.absences import service as absences
from core.actor import Actor
from core.aftercare import service as aftercare
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.branches import service as branches
from core.errors import N_
from core.residents import family
from core.residents.models import Resident
from core.stages import episodes, moves, transfers
from core.stages.criteria import Checklist, Standing
from core.stages.models import Episode, StageMove
from plugins.contract.text import Text
from plugins.profile import CountryProfile

#: What somebody attests before an exit (INV-20); the rest the file knows.
ATTESTED = (
    ("belongings", N_("Her belongings are returned or accounted for")),
    ("medicines", N_("Her medicines are reconciled")),
    ("aftercare", N_("An after-care plan is agreed, or her refusal is recorded")),
)


def checklist(session: Session, resident: Resident, attested: Collection[str]) -> Checklist:
    """Tell what is done before she leaves, and what is not."""
    said = [Standing(code, _text(label), code in attested, known=False) for code, label in ATTESTED]
    return Checklist((*said, *_baby(session, resident)))


def finish(session: Session, actor: Actor, country: CountryProfile, move: StageMove, today: date) -> bool:
    """Let an approved exit take effect if its day has come: episode, bed and open tasks end together.

    :returns: whether it did.
    """
    if move.kind != "exit" or move.state != "approved" or move.effective_on is None or move.effective_on > today:
        return False
    episode = session.get_one(Episode, move.episode_id)
    if episode.closed_at is not None:
        return False
    move.state = "effective"
    end(session, actor, country, episode, str(move.exit_kind), move.effective_on)
    record(session, actor, "exit.effective", Subject("stage_move", move.id))
    return True


def end(session: Session, actor: Actor, country: CountryProfile, episode: Episode, exit_kind: str, on: date) -> None:
    """End a stay: nothing of it stays open. Its last instant lies on its last day, however late it is written."""
    kind = country.exit_kinds[exit_kind]
    at = _last_instant(branches.time_zone(session, actor), episode, on)
    episodes.close(session, actor, episode, kind, on, at=at)
    moves.drop_pending(session, actor, episode)
    transfers.drop_unsent(session, actor, episode)
    branches.end_bed_stay(session, actor, resident_id=episode.resident_id, at=episode.closed_at)
    absences.end_with_stay(session, actor, episode)
    agenda.cancel(session, actor, resident_id=episode.resident_id)
    aftercare.ask_for_plan(session, actor, episode, kind.canonical)
    if kind.canonical == "death":
        session.get_one(Resident, episode.resident_id).deceased_on = on


def apply_due(session: Session, actor: Actor, country: CountryProfile, branch_id: int, today: date) -> int:
    """Let every approved step of a branch take effect whose day has come.

    :returns: how many did.
    """
    done = 0
    for move in moves.due_moves(session, branch_id, today):
        done += moves.apply_due(session, actor, today, move) or finish(session, actor, country, move, today)
    return done


def _last_instant(zone: str, episode: Episode, on: date) -> datetime:
    if on == clock.today(zone):
        return clock.now()
    last = datetime.combine(on, time.max, ZoneInfo(zone)).astimezone(UTC)
    return max(last, episode.admitted_at)


def _baby(session: Session, resident: Resident) -> list[Standing]:
    links = family.babies_of(session, resident.id)
    inside = [link for link in links if link.relative_id and episodes.find_open(session, link.relative_id)]
    label = _text(N_("Who cares for her baby is decided and recorded"))
    return [
        Standing(f"baby:{link.id}", label, link.carer_decision is not None, known=True, must=True) for link in inside
    ]


def _text(message: str) -> Text:
    return Text((("en", message),))
