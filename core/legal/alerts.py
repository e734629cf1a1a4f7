"""What the house is told before the basis of a stay ends, and from the hour on which nothing covers it.

Written from how each stay stands now: asked again it writes nothing twice, and what a renewal, a replacement or a
revocation has overtaken is taken back.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.agenda import service as agenda
from core.branches import clocks
from core.errors import N_
from core.legal.cover import Interval, Standing, State, covered_until, standing
from core.legal.models import Measure, MeasurePerson
from core.legal.standings import cover_of
from core.stages.models import Episode
from plugins.contract.text import LegalBasis
from plugins.profile import CountryProfile

SOURCE = "episode"
#: Days before the end of a measure at which the house is told (CLK-02); the last of them is urgent.
BEFORE = (60, 30, 15, 7)
#: Whom a gap is told, all of it anew every day until there is cover (ME-3); within which clock she acts, or at once.
_GAP = (
    ("lawyer", N_("Obtain a legal basis: nothing covers the stay"), None),
    ("director", N_("Nothing covers the stay: write the reason and what is being done"), "gap_explain"),
)


@dataclass(frozen=True, slots=True)
class Alert:
    """A task that a stay asks for as it stands."""

    code: str
    title: str
    role: str
    due_at: datetime
    urgent: bool = True
    params: dict[str, str | int] = field(default_factory=dict)
    basis: LegalBasis | None = None


class _Stay(NamedTuple):
    id: int
    resident_id: int
    admitted_at: datetime


def refresh(
    session: Session, actor: Actor, country: CountryProfile, branch_id: int, residents: Collection[int] | None = None
) -> None:
    """Write the alerts of a house's stays and take back those that are overtaken.

    :param residents: only of these; None for everybody in the house.
    """
    session.flush()  # what was written a moment ago counts
    stays = _stays(session, branch_id, residents)
    people = [stay.resident_id for stay in stays]
    lengths = clocks.lengths(session, branch_id)
    cover, bases, open_codes = cover_of(session, people), _bases(session, country, people), _open_codes(session, stays)
    for stay in stays:
        at = max(clock.now(), stay.admitted_at)  # a clock in the house may be some minutes fast
        found = standing(cover[stay.resident_id], at, stay.admitted_at)
        alerts = list(alerts_for(found, cover[stay.resident_id], at, bases.get(stay.resident_id), lengths))
        _settle(session, actor, branch_id, stay, alerts, open_codes.get(stay.id, []))


def alerts_for(
    found: Standing, cover: Sequence[Interval], at: datetime, basis: LegalBasis | None, lengths: Mapping[str, int]
) -> Iterator[Alert]:
    """Give what a stay asks for: the order, its renewal, or any basis at all.

    :param basis: the rule that limits her provisional basis.
    :param lengths: the clocks of the house.
    """
    if found.since is not None:
        yield from _gap(found.since, at, lengths)
    elif found.until is None:
        return
    elif found.state is State.PROVISIONAL and found.until == _provisional_until(cover, at):
        title = N_("Obtain the order before the provisional basis ends")
        for role, *_rest in _GAP:
            yield Alert(f"basis.order.{role}", title, role, found.until, basis=basis)
    else:
        yield from _ending(found.until, at, lengths["measure_notice"])


def next_end(session: Session, after: datetime) -> datetime | None:
    """Tell when the cover of somebody in the store ends next: from that hour on her stay may be without a basis."""
    query = (
        select(MeasurePerson.covers_until)
        .join(Episode, Episode.resident_id == MeasurePerson.resident_id)
        .where(Episode.closed_at.is_(None), MeasurePerson.covers_until > after)
    )
    return session.scalar(query.order_by(MeasurePerson.covers_until).limit(1))


def _gap(since: datetime, at: datetime, lengths: Mapping[str, int]) -> Iterator[Alert]:
    days = (at - since).days
    for role, title, limit in _GAP:
        within = clocks.as_span(limit, lengths[limit]) if limit else timedelta()
        due = since + timedelta(days=days) + within
        yield Alert(f"basis.none.{role}:{since:%Y%m%dT%H%M}+{days}", title, role, due)


def _ending(until: datetime, at: datetime, first: int) -> Iterator[Alert]:
    """Give the latest of the alerts that are due: who records late does not get all of them.

    :param first: days before the end at which the house wants to hear of it first.
    """
    passed = [days for days in (*([first] if first > BEFORE[0] else []), *BEFORE) if until - at <= timedelta(days=days)]
    if passed:
        yield Alert(
            f"basis.ends.{passed[-1]}:{until:%Y%m%dT%H%M}",
            N_("Renew or replace the measure: alert of %(days)s days"),
            "lawyer",
            until,
            urgent=passed[-1] == BEFORE[-1],
            params={"days": passed[-1]},
        )


def _provisional_until(cover: Sequence[Interval], at: datetime) -> datetime | None:
    return covered_until([each for each in cover if each.provisional], at)


def _stays(session: Session, branch_id: int, residents: Collection[int] | None) -> Sequence[_Stay]:
    query = select(Episode.id, Episode.resident_id, Episode.admitted_at)
    query = query.where(Episode.branch_id == branch_id, Episode.closed_at.is_(None))
    if residents is not None:
        query = query.where(Episode.resident_id.in_(residents))
    return [_Stay(*row) for row in session.execute(query.order_by(Episode.id))]


def _bases(session: Session, country: CountryProfile, residents: Sequence[int]) -> dict[int, LegalBasis | None]:
    """Give the rule that limits each resident's provisional basis, that of the one which lasts longest."""
    query = (
        select(MeasurePerson.resident_id, Measure.kind)
        .join(Measure, Measure.id == MeasurePerson.measure_id)
        .where(MeasurePerson.resident_id.in_(residents), Measure.covers_stay, Measure.provisional)
    )
    rows = session.execute(query.order_by(MeasurePerson.covers_until))
    return {row.resident_id: country.measure_kinds[row.kind].limit_basis for row in rows}


def _open_codes(session: Session, stays: Sequence[_Stay]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for source_id, code in agenda.open_codes(session, SOURCE, [stay.id for stay in stays], "basis."):
        found.setdefault(source_id, []).append(code)
    return found


def _settle(
    session: Session, actor: Actor, branch_id: int, stay: _Stay, alerts: Sequence[Alert],
    open_codes: Sequence[str],
) -> None:  # fmt: skip
    for alert in alerts:
        _write(session, actor, branch_id, stay, alert)
    for code in set(open_codes) - {alert.code for alert in alerts}:
        # A gap that is closed is done with. Any other alert may have its reason again, when an order is taken back.
        done = code.startswith("basis.none.") and all(not alert.code.startswith("basis.none.") for alert in alerts)
        end = agenda.close if done else agenda.cancel
        end(session, actor, source=SOURCE, source_id=stay.id, code=code)


def _write(session: Session, actor: Actor, branch_id: int, stay: _Stay, alert: Alert) -> None:
    agenda.add(
        session,
        branch_id=branch_id,
        code=alert.code,
        source=SOURCE,
        source_id=stay.id,
        title=alert.title,
        params=alert.params,
        role=alert.role,
        due_at=alert.due_at,
        resident_id=stay.resident_id,
        data_class="LEG-C",
        urgent=alert.urgent,
        basis=alert.basis,
        actor=actor,
    )
