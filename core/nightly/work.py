"""The day's due work of each house: steps whose day has come, majorities, consents and agreements that ended.

Each branch's work is one transaction and is done once for each of its local days, whoever asks first. Doing it again
changes nothing. Alerts of what ends are brought up to date each time, since a basis may end at any hour.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import clock, courier
from core.absences import outings
from core.absences import service as absences
from core.access.models import SignInAttempt, WebSession
from core.actor import Actor
from core.agenda import service as agenda
from core.audit import witnesses
from core.audit.models import CountryEvent
from core.audit.service import Subject, record
from core.branches import clocks
from core.branches.models import Branch
from core.configuration import service as configuration
from core.configuration.kinds import Ground
from core.continuity import service as continuity
from core.courier import Post
from core.errors import N_
from core.evidence import extracts, recall
from core.forms import files
from core.intake import exits, majority
from core.legal import alerts
from core.nightly import clearances, sharing, stories
from core.nightly.nights import mark_of
from core.obligations import tasks as obligations
from core.partners.models import Agreement
from core.residents import consents, works
from core.retention import register
from core.retention import tasks as retention
from core.scope import ALL, set_branch_scope
from core.stages import episodes
from core.stores import Stores
from core.studio import preview
from core.studio.register import KINDS
from plugins.profile import CountryProfile

log = logging.getLogger(__name__)

#: How long the row of an ended web session is kept, to answer what happened.
SESSIONS_KEPT = timedelta(days=30)
_ATTEMPTS_KEPT = timedelta(days=1)
_AT_THE_OFFICE = (stories.offer, sharing.remind)


@dataclass(frozen=True, slots=True)
class House:
    """A branch whose day it is."""

    post: Post
    zone: str

    @property
    def today(self) -> date:
        """The day there."""
        return clock.today(self.zone)


def run(stores: Stores, countries: Mapping[str, CountryProfile], *, again: bool = True) -> bool:
    """Do the day's work for every branch; one that fails does not keep the others from theirs.

    :param again: do it although it was done today.
    :returns: whether all of it was done.
    """
    stores.tighten({code: clocks.tighter_in(country) for code, country in countries.items()})
    houses: list[House] = []
    outcomes = [_tried(code, partial(_settle, stores, code)) for code in countries]
    outcomes += [_tried(code, partial(_gather, stores, country, houses)) for code, country in countries.items()]
    steps: list[tuple[str, Callable[[], object]]] = [
        (house.post.branch_code, partial(_night, house, again=again)) for house in houses
    ]
    # Twice around: what the first branch sends the second takes in, and the first learns of the answer.
    steps += [(house.post.branch_code, partial(courier.carry, house.post)) for house in houses * 2]
    steps += [(house.post.branch_code, partial(act, house.post)) for act in _AT_THE_OFFICE for house in houses]
    steps += [("network", partial(_tidy, stores)), ("witness", partial(witnesses.witness, stores))]
    outcomes += [_tried(name, act) for name, act in steps]
    return all(outcomes)


def _tried(name: str, act: Callable[[], object]) -> bool:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - one house's trouble, a country's fault too, is not the others'
        # The error's text may hold a name; its kind may not.
        log.error("nightly_failed %s %s", name, type(error).__name__)
        return False
    return True


def houses_of(stores: Stores, countries: Mapping[str, CountryProfile]) -> Iterator[House]:
    """Give every house that is open."""
    for country in countries.values():
        yield from _houses_in(stores, country)


def _gather(stores: Stores, country: CountryProfile, houses: list[House]) -> None:
    houses += _houses_in(stores, country)


def _settle(stores: Stores, code: str) -> None:
    """Hold the register of destroyed files against a store that somebody may have put back from an older copy."""
    register.settle(stores.country(code), register.place(stores.settings.home, code))


def _houses_in(stores: Stores, country: CountryProfile) -> list[House]:
    with stores.country(country.code).reading() as session:
        set_branch_scope(session, ALL)
        query = select(Branch.id, Branch.code, Branch.time_zone).where(Branch.closed_on.is_(None))
        rows = session.execute(query.order_by(Branch.id)).all()
    return [House(Post(stores, country, row.id, row.code), row.time_zone) for row in rows]


def _night(house: House, *, again: bool) -> None:
    post, today = house.post, house.today
    mark = mark_of(post.branch_code, today)
    with post.store.transaction() as session:
        set_branch_scope(session, [post.branch_id])
        # Two servers may see the new day at once: the second waits here, and then finds the work done.
        session.get_one(Branch, post.branch_id, with_for_update=True)
        if again or not _done(session, mark):
            _work(session, post.actor, house)
            record(session, post.actor, "nightly.run", mark)
        for outing in outings.overdue(session, post.branch_id, clock.now()):
            absences.open_late(session, post.actor, post.country, outing)
        alerts.refresh(session, post.actor, post.country, post.branch_id)


def _done(session: Session, mark: Subject) -> bool:
    query = select(CountryEvent.seq).where(CountryEvent.subject == mark.kind, CountryEvent.subject_id == str(mark.id))
    return session.scalar(query.limit(1)) is not None


def _work(session: Session, actor: Actor, house: House) -> None:
    country, branch_id, today = house.post.country, house.post.branch_id, house.today
    exits.apply_due(session, actor, country, branch_id, today)
    majority.run(session, actor, country, branch_id, house.zone, today)
    configuration.apply_due(actor, KINDS, Ground(session, country, branch_id, today))
    for consent in consents.ran_out(session, branch_id, today):
        consents.expire(session, actor, consent)
        if episodes.find_open(session, consent.resident_id) is None:
            continue
        _task(session, actor, house, "consent", consent.id, "consent.ask_again", _ASK_AGAIN, consent.resident_id)
    works.refresh(session, actor, country, branch_id, today)
    for agreement in _ended_agreements(session, branch_id, today):
        _task(session, actor, house, "agreement", agreement.id, "agreement.ended", _RENEW)
    obligations.refresh(session, actor, country, branch_id, today)
    retention.refresh(session, actor, country, zone=house.zone, today=today)
    clearances.refresh(session, actor, country, house.post.stores, zone=house.zone, today=today)
    continuity.forget_old(session)
    files.forget_unsaved(session, branch_id)
    recall.refresh(session, actor, branch_id, partial(extracts.withdrawn, session, country))


_ASK_AGAIN = N_("A consent has run out: ask her again")
_RENEW = N_("An agreement with a partner has ended: renew it, or do without")


def _ended_agreements(session: Session, branch_id: int, today: date) -> list[Agreement]:
    query = select(Agreement).where(
        Agreement.branch_id == branch_id,
        Agreement.valid_until < today,
        Agreement.ended_on.is_(None),
        Agreement.signed_on.is_not(None),
    )
    return list(session.scalars(query.order_by(Agreement.id)))


def _task(
    session: Session, actor: Actor, house: House, source: str, source_id: int, code: str, title: str,
    resident_id: int | None = None,
) -> None:  # fmt: skip
    if agenda.find(session, house.post.branch_id, source, source_id, code) is not None:
        return
    agenda.add(
        session,
        branch_id=house.post.branch_id,
        code=code,
        source=source,
        source_id=source_id,
        title=title,
        role="social_worker" if resident_id else "director",
        due_at=datetime.combine(house.today + timedelta(days=7), time(12), ZoneInfo(house.zone)),
        resident_id=resident_id,
        data_class="SOC" if resident_id else "HDR",
        actor=actor,
    )


def _tidy(stores: Stores) -> None:
    """Forget web sessions, failed attempts and trials of a configuration that are long over."""
    now = clock.now()
    with stores.network.transaction() as session:
        session.execute(delete(WebSession).where(WebSession.expires_at < now - SESSIONS_KEPT))
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - _ATTEMPTS_KEPT))
    preview.sweep(stores.settings)
