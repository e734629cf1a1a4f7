"""Rounds of masked sums at the office: it asks, settles who took part, and reads what all of them hide together.

What it reads are sums of at least three branches; the arithmetic is in :mod:`core.reporting.masking`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import canonical
from core.errors import N_, Conflict, Invalid, NotFound
from core.hq.models import Figure, Newest, Submission, SumPart, SumRound
from core.hq.receiving.reading import open_envelope, parsed, refused
from core.hq.receiving.schemas import SumPartSchema
from core.hq.receiving.service import FOREIGN
from core.hq.receiving.signed import FORGED, is_signed
from core.hq.sums.kept import beside, safe
from core.hq.sums.sent import unclear
from core.hq.tables.pools import NOT_COMPARABLE
from core.progress import WentOn, quietly
from core.reporting import catalogue as catalogues
from core.reporting import masking
from core.reporting.masking import FEWEST, FIRST, SECOND, Call, name_of
from core.reporting.periods import Period

#: Days in which branches may take part.
DAYS = 14
NOTHING_TO_ADD = N_("No figure of this period is hidden by at least three branches whose figures can be added.")
STILL_RUNNING = N_("The round before has not run out yet.")
TOO_FEW = N_("At least three branches have to take part.")
UNKNOWN_ROUND = N_("Nobody has asked for this.")
OTHER_NUMBERS = N_("It does not answer what was asked.")
ALREADY_SETTLED = N_("It is settled already who took part.")


@dataclass(frozen=True, slots=True)
class Sum:
    """What some branches hide of one cell, together."""

    value: int
    branches: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a round has come.

    :param given: who has taken each of the two steps.
    """

    round: SumRound
    call: Call
    given: Mapping[int, tuple[str, ...]]

    @property
    def settleable(self) -> bool:
        """Whether the office may settle who took part."""
        return self.round.settled is None and len(self.given.get(FIRST, ())) >= FEWEST

    @property
    def missing(self) -> list[str]:
        """Who has not taken the step that is awaited."""
        if self.round.sums is not None:
            return []
        settled = self.round.settled
        awaited = json.loads(settled)["alive"] if settled else list(self.call.members)
        return sorted(set(awaited) - set(self.given.get(SECOND if settled else FIRST, ())))


def open_round(session: Session, actor: Actor, period: Period, *, today: date, went_on: WentOn = quietly) -> SumRound:
    """Ask the branches for the sums of what at least three of them hide.

    :param went_on: told after each branch that was read.
    :raises Invalid: if there is nothing to add, or a round of the period still runs.
    """
    policies.require(actor, "hq.read")
    last = newest(session, actor, period)
    if last is not None and last.round.sums is None and date.fromisoformat(last.call.until) >= today:
        raise Invalid({"sums": [STILL_RUNNING]})
    call = _call(session, period, last.round.number + 1 if last else 1, today + timedelta(days=DAYS), went_on)
    if not call.cells:
        raise Invalid({"sums": [NOTHING_TO_ADD]})
    made = SumRound(
        period=str(period), number=call.number, call=call.text, opened_at=clock.now(), opened_by_name=actor.name
    )
    session.add(made)
    session.flush()  # the event carries its id
    record(session, actor, "hq.sum_open", Subject("sum_round", made.id), period=str(period), hash=call.digest)
    return made


def newest(session: Session, actor: Actor, period: Period) -> Standing | None:
    """Tell how far the newest round of a period has come."""
    policies.require(actor, "hq.read")
    query = select(SumRound).where(SumRound.period == str(period)).order_by(SumRound.number.desc()).limit(1)
    found = session.scalars(query).first()
    return None if found is None else _standing(session, found)


def receive_part(session: Session, envelope: str) -> SumPart:
    """Take in what a branch gives in a round; the same again changes nothing.

    :raises Invalid: with the one reason why it is refused.
    """
    sealed = open_envelope(envelope)
    told = parsed(SumPartSchema(), sealed["package"])
    if not is_signed(session, told["branch"], sealed):
        raise refused(FORGED)
    standing = _asked(session, told)
    number = standing.round.id, told["branch"], told["step"]
    before = _part(session, *number)
    if before is not None:
        if before.numbers != canonical(told["numbers"]):
            raise refused(OTHER_NUMBERS)
        return before
    _need_fitting(standing, told)
    part = SumPart(
        round_id=number[0], branch_code=number[1], step=number[2], numbers=canonical(told["numbers"]),
        signature=sealed["signature"], received_at=clock.now(),
    )  # fmt: skip
    session.add(part)
    session.flush()  # counted with the others below
    _add_up(session, standing.round)
    return part


def settle(session: Session, actor: Actor, period: Period) -> SumRound:
    """Say once and for all who took part; whoever comes later stays out of this round.

    :raises NotFound: if there is no round.
    :raises Conflict: if it is settled already.
    :raises Invalid: if fewer than three took part.
    """
    policies.require(actor, "hq.read")
    standing = newest(session, actor, period)
    if standing is None:
        raise NotFound()
    if standing.round.settled is not None:
        raise Conflict(message=ALREADY_SETTLED)
    alive = sorted(standing.given.get(FIRST, ()))
    if len(alive) < FEWEST:
        raise Invalid({"sums": [TOO_FEW]})
    standing.round.settled = canonical({"call": standing.call.digest, "alive": alive})
    record(session, actor, "hq.sum_settle", Subject("sum_round", standing.round.id), branches=len(alive))
    return standing.round


def sums_of(session: Session, actor: Actor, period: Period) -> dict[str, Sum]:
    """Give the sums of the newest round that came to its end; none that holds what a branch has replaced since."""
    policies.require(actor, "hq.read")
    query = select(SumRound).where(SumRound.period == str(period), SumRound.sums.is_not(None))
    found = session.scalars(query.order_by(SumRound.number.desc()).limit(1)).first()
    if found is None:
        return {}
    told, versions = json.loads(str(found.sums)), json.loads(found.call)["versions"]
    newest_ = select(Newest.branch_code, Newest.version).where(Newest.period == str(period))
    old = {branch for branch, version in session.execute(newest_) if versions.get(branch, version) != version}
    summed = {name: Sum(each["value"], frozenset(each["branches"])) for name, each in told.items()}
    return {name: each for name, each in summed.items() if old.isdisjoint(each.branches)}


def _call(session: Session, period: Period, number: int, until: date, went_on: WentOn) -> Call:
    out = unclear(session, beside(period))
    submissions = [
        each for each in _newest_submissions(session, period)
        if each.catalogue == _catalogue() and each.branch_code not in out
    ]  # fmt: skip
    hiding: dict[str, list[str]] = {}
    for done, each in enumerate(submissions, start=1):
        cells = select(Figure.indicator, Figure.breakdown, Figure.code, Figure.component).where(
            Figure.submission_id == each.id, Figure.value.is_(None), Figure.grade != NOT_COMPARABLE
        )
        for indicator, breakdown, code, component in session.execute(cells):
            hiding.setdefault(name_of((indicator, breakdown, code, component)), []).append(each.branch_code)
        went_on(done, len(submissions))
    several = {name: tuple(sorted(codes)) for name, codes in sorted(hiding.items()) if len(codes) >= FEWEST}
    asked = {code for codes in several.values() for code in codes}
    members = {each.branch_code: each for each in submissions if each.branch_code in asked}
    named = {code: json.loads(members[code].package)["mask_key"] for code in sorted(asked)}
    versions = {code: members[code].version for code in sorted(asked)}
    return Call(str(period), number, _catalogue(), until.isoformat(), named, versions, several)


def _catalogue() -> str:
    return catalogues.current().label


def _newest_submissions(session: Session, period: Period) -> Iterable[Submission]:
    last = (
        select(Submission.branch_code, func.max(Submission.version).label("version"))
        .where(Submission.period == str(period))
        .group_by(Submission.branch_code)
        .subquery()
    )
    same = (last.c.branch_code == Submission.branch_code) & (last.c.version == Submission.version)
    query = select(Submission).join(last, same).where(Submission.period == str(period))
    return session.scalars(query.order_by(Submission.branch_code)).all()


def _standing(session: Session, found: SumRound) -> Standing:
    given: dict[int, list[str]] = {}
    for part in session.scalars(select(SumPart).where(SumPart.round_id == found.id).order_by(SumPart.branch_code)):
        given.setdefault(part.step, []).append(part.branch_code)
    return Standing(found, masking.read(json.loads(found.call)), {step: tuple(all_) for step, all_ in given.items()})


def _asked(session: Session, told: Mapping[str, Any]) -> Standing:
    query = select(SumRound).where(SumRound.period == told["period"], SumRound.number == told["number"])
    found = session.scalars(query).first()
    if found is None:
        raise refused(UNKNOWN_ROUND)
    standing = _standing(session, found)
    if standing.call.digest != told["call"]:
        raise refused(UNKNOWN_ROUND)
    if told["branch"] not in standing.call.members:
        raise refused(FOREIGN)
    return standing


def _need_fitting(standing: Standing, told: Mapping[str, Any]) -> None:
    settled = json.loads(standing.round.settled)["alive"] if standing.round.settled else None
    if told["step"] == FIRST and settled is not None:
        raise refused(ALREADY_SETTLED)
    if told["step"] == SECOND and (settled is None or told["branch"] not in settled):
        raise refused(UNKNOWN_ROUND)
    wanted = standing.call.of(told["branch"], settled if told["step"] == SECOND else None)
    if set(told["numbers"]) != set(wanted):
        raise refused(OTHER_NUMBERS)


def _part(session: Session, round_id: int, branch: str, step: int) -> SumPart | None:
    query = select(SumPart).where(SumPart.round_id == round_id, SumPart.branch_code == branch, SumPart.step == step)
    return session.scalars(query).first()


def _add_up(session: Session, found: SumRound) -> None:
    """Once everybody who took part has given the second step, the sums can be read."""
    if found.settled is None or found.sums is not None:
        return
    alive = json.loads(found.settled)["alive"]
    parts = list(session.scalars(select(SumPart).where(SumPart.round_id == found.id)))
    numbers = {(each.branch_code, each.step): json.loads(each.numbers) for each in parts}
    if any((code, SECOND) not in numbers for code in alive):
        return
    firsts, seconds = ({code: numbers[code, step] for code in alive} for step in (FIRST, SECOND))
    call = masking.read(json.loads(found.call))
    added = masking.add_up(call, firsts, seconds)
    there = {name: sorted(set(call.cells[name]) & set(alive)) for name in added}
    told = {name: {"value": value, "branches": there[name]} for name, value in added.items()}
    found.sums = canonical(safe(session, found, told))
