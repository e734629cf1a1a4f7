"""Episodes of care: opened at admission, closed at exit, never reopened (INV-22)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.residents.models import Resident
from core.stages import programme
from core.stages.models import Episode, EpisodeFact, StageMove
from plugins.contract.stages import ExitKind
from plugins.profile import CountryProfile

ALREADY = N_("She is already in the programme.")


@dataclass(frozen=True, slots=True)
class NewEpisode:
    """An admission as the stages see it.

    :param admitted_on: the branch's local day of ``admitted_at``.
    :param age: completed years by the latest possible birth date, or None.
    :param facts: codes recorded, by the country's code list (purposes of exploitation, means of control).
    """

    entry_kind: str
    admitted_at: datetime
    admitted_on: date
    age: int | None = None
    modality: str = "residential"
    brought_by: str = ""
    facts: dict[str, tuple[str, ...]] = field(default_factory=dict)


def open_episode(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, new: NewEpisode
) -> Episode:
    """Open an episode in the first stage of the current programme; an earlier one makes it a re-entry.

    :raises Invalid: if she is in the house already (INV-01), or the way she came, the day or a fact cannot stand.
    """
    before = find_last(session, resident.id)
    _check_free(resident, before, new)
    kind = country.entry_kinds.get(new.entry_kind)
    if kind is None:
        raise Invalid({"entry_kind": [N_("Choose how she came.")]})
    version = programme.find_current(session, resident.branch_id, new.admitted_on)
    if version is None:
        raise Invalid({"admitted_at": [N_("The house had no programme on that day.")]})
    stage = programme.first_stage(session, version.id)
    episode = Episode(
        branch_id=resident.branch_id,
        resident_id=resident.id,
        modality=new.modality,
        entry_kind=kind.code,
        referrer=kind.referrer,
        admitted_at=new.admitted_at,
        admitted_on=new.admitted_on,
        received_by_name=actor.name,
        age_at_admission=new.age,
        version_id=version.id,
        stage_id=stage.id,
        stage_since=new.admitted_on,
        reentry_of=before.id if before else None,
    )
    _insert(session, episode)
    _seal(session, episode, new.brought_by)
    _write_facts(session, country, episode, new.facts)
    session.add(_first_step(actor, episode))
    record(session, actor, "episode.open", Subject("episode", episode.id), reentry=before is not None)
    return episode


def find_open(session: Session, resident_id: int) -> Episode | None:
    """Find the episode that runs now."""
    return session.scalar(select(Episode).where(Episode.resident_id == resident_id, Episode.closed_at.is_(None)))


def get_open(session: Session, resident_id: int) -> Episode:
    """Find the episode that runs now.

    :raises NotFound: if none does.
    """
    episode = find_open(session, resident_id)
    if episode is None:
        raise NotFound()
    return episode


def find_last(session: Session, resident_id: int) -> Episode | None:
    """Find the newest episode, open or closed."""
    query = select(Episode).where(Episode.resident_id == resident_id).order_by(Episode.admitted_at.desc())
    return session.scalars(query.limit(1)).first()


def list_all(session: Session, resident_id: int) -> list[Episode]:
    """List every episode of a resident, newest first."""
    query = select(Episode).where(Episode.resident_id == resident_id).order_by(Episode.admitted_at.desc())
    return list(session.scalars(query))


def inside(session: Session, actor: Actor) -> list[tuple[int, str, str]]:
    """List who lives in the actor's house by house name: id, code and name; the caller asks whether she may know."""
    query = (
        select(Resident.id, Resident.code, Resident.house_name)
        .join(Episode, Episode.resident_id == Resident.id)
        .where(Episode.branch_id == actor.branch_id, Episode.closed_at.is_(None))
        .order_by(Resident.house_name, Resident.code)
    )
    return [(key, code, name) for key, code, name in session.execute(query)]


def brought_by(session: Session, episode: Episode) -> str:
    """Open who brought her."""
    blob = episode.brought_by
    return session.info["vault"].open("episode", "brought_by", episode.id, blob) if blob else ""


def close(
    session: Session, actor: Actor, episode: Episode, kind: ExitKind, on: date, *, at: datetime | None = None
) -> None:
    """Close an episode with its exit; what it leaves behind (bed, tasks) is ended by the caller.

    :raises Conflict: if it is closed already: nobody leaves twice.
    """
    if episode.closed_at is not None:
        raise Conflict({"state": episode.state}, N_("She has left already."))
    episode.state = "closed"
    episode.closed_at = at or clock.now()
    episode.closed_on = on
    episode.exit_kind = kind.code
    episode.exit_canonical = kind.canonical
    episode.destination = kind.destination
    episode.planned_exit = kind.planned
    record(session, actor, "episode.close", Subject("episode", episode.id), exit_kind=kind.code)


def facts_of(session: Session, episode_id: int) -> dict[str, tuple[str, ...]]:
    """Give the codes recorded of an episode, by code list."""
    query = select(EpisodeFact.list_code, EpisodeFact.code).where(EpisodeFact.episode_id == episode_id)
    found: dict[str, tuple[str, ...]] = {}
    for list_code, code in session.execute(query.order_by(EpisodeFact.id)):
        found[list_code] = (*found.get(list_code, ()), code)
    return found


def lock(session: Session, episode: Episode) -> None:
    """Let two acts on one episode come one after the other, and let the second see what the first did.

    :raises Conflict: if it has been closed in the meantime.
    """
    session.flush()  # reading the row anew would undo what this session has changed of it
    session.refresh(episode, with_for_update=True)
    if episode.closed_at is not None:
        raise Conflict({"state": episode.state}, N_("She has left already."))


def _check_free(resident: Resident, before: Episode | None, new: NewEpisode) -> None:
    if resident.deceased_on is not None or (before is not None and before.closed_at is None):
        raise Invalid({"resident": [ALREADY]})
    if before is not None and before.closed_at is not None and new.admitted_at < before.closed_at:
        raise Invalid({"admitted_at": [N_("At that time her earlier stay had not ended.")]})


def _insert(session: Session, episode: Episode) -> None:
    try:
        with session.begin_nested():
            session.add(episode)
    except IntegrityError as error:
        # Somebody admitted her at this very moment: only the index can know.
        raise Invalid({"resident": [ALREADY]}) from error


def _seal(session: Session, episode: Episode, brought_by: str) -> None:
    if brought_by.strip():
        vault = session.info["vault"]
        episode.brought_by = vault.seal("episode", "brought_by", episode.id, brought_by.strip())


def _write_facts(
    session: Session, country: CountryProfile, episode: Episode, facts: dict[str, tuple[str, ...]]
) -> None:
    if unknown := set(facts) - set(country.code_lists):
        raise Invalid({name: [N_("This answer is not on the list.")] for name in unknown})
    for list_code, chosen in facts.items():
        session.add_all(_fact_rows(country, episode, list_code, chosen))


def _fact_rows(country: CountryProfile, episode: Episode, list_code: str, chosen: Iterable[str]) -> list[EpisodeFact]:
    entries = {entry.code: entry for entry in country.code_lists[list_code].entries}
    unknown = [code for code in chosen if code not in entries]
    if unknown:
        raise Invalid({list_code: [N_("This answer is not on the list.")]})
    return [
        EpisodeFact(
            branch_id=episode.branch_id,
            episode_id=episode.id,
            list_code=list_code,
            code=code,
            regional=(entries[code].regional or ("_U",))[0],
        )
        for code in dict.fromkeys(chosen)
    ]


def _first_step(actor: Actor, episode: Episode) -> StageMove:
    return StageMove(
        branch_id=episode.branch_id,
        episode_id=episode.id,
        kind="admission",
        to_stage_id=episode.stage_id,
        state="effective",
        proposed_by=actor.user_id or 0,
        proposed_by_name=actor.name,
        proposed_by_role=actor.role,
        effective_on=episode.admitted_on,
        decided_at=episode.admitted_at,
    )
