"""Closes a period for a branch: exact figures and their checks, kept as versions that never overwrite each other."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches.models import Branch
from core.errors import N_, Conflict, Invalid, NotFound
from core.progress import WentOn, quietly
from core.reporting import catalogue as catalogues
from core.reporting import checks, definitions, figures, pooling
from core.reporting.catalogue import Key
from core.reporting.counting import contributors
from core.reporting.disclosure import Protected
from core.reporting.disclosure.dominance import Behind
from core.reporting.figures import Cell
from core.reporting.models import Closing
from core.reporting.periods import POOLED, Period
from core.reporting.populations import Scope
from core.reporting.populations.agreed import count_left_out
from plugins.contract.consent import Use
from plugins.profile import CountryProfile

OPEN, CHECKED, SIGNED, SENT = "open", "checked", "signed", "sent"
LONGEST_NOTE = 600
NOT_BEGUN = N_("This period has not begun yet.")
#: Periods before to which the soft checks compare.
_LOOK_BACK = 12


def scope_of(session: Session, country: CountryProfile, branch_id: int, period: Period) -> Scope:
    """Describe a branch and period to the populations."""
    zone = session.get_one(Branch, branch_id).time_zone
    due = {each.id: each.meaning.evidence for each in catalogues.current().due(period.kind)}
    purposes, means = (_meanings(country, name) for name in ("EXPLOITATION", "MEANS"))
    counted = tuple(each.code for each in country.consents.values() if each.use is Use.STATISTICS)
    return Scope(
        branch_id, period, zone, purposes, today=clock.today(zone), means=means, due=due, statistics=counted,
        majority=country.country.majority_age,
    )  # fmt: skip


def _meanings(country: CountryProfile, regional_list: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (each.code, entry.code, regional)
        for each in country.code_lists.values()
        if each.regional_list == regional_list
        for entry in each.entries
        for regional in entry.regional
        if regional != "_U"  # "not determined" is not recorded
    )


def preview(
    session: Session, actor: Actor, country: CountryProfile, period: Period, went_on: WentOn = quietly
) -> list[Cell]:
    """Compute a period's figures as they stand now, exact; nothing is kept.

    :param went_on: told after each pass through the store.
    :raises NotFound: if the actor may not see figures.
    :raises Invalid: if the period has not begun.
    """
    policies.require(actor, "figures.read")
    scope = scope_of(session, country, branch_of(actor), period)
    if scope.last < scope.first:
        raise Invalid({"period": [NOT_BEGUN]})
    return figures.compute(session, catalogues.current(), scope, went_on)


def behind(session: Session, country: CountryProfile, branch_id: int, period: Period) -> list[Behind]:
    """Tell who stands behind a period's counts as they stand now, for whoever judges what of them may leave."""
    catalogue, scope = catalogues.current(), scope_of(session, country, branch_id, period)
    return contributors.behind(session, catalogue, scope, figures.wanted(catalogue, period.kind))


def close(
    session: Session, actor: Actor, country: CountryProfile, period: Period, *, today: date, note: str = "",
    anew: bool = False, went_on: WentOn = quietly,
) -> Closing:  # fmt: skip
    """Close a period: compute, check and keep its figures as a new version, ready for the director's signature.

    Closing again without any change gives the version that is there, so that a second click does nothing.

    :param anew: give a version that is not signed yet, even where nothing has changed.
    :param went_on: told after each pass through the store.
    :raises Invalid: if the period has not ended, or the note is too long; if of three years one is not signed, or they
        are signed themselves already.
    """
    policies.require(actor, "figures.close")
    _need_end(session, branch_of(actor), period, today)
    if period.kind == POOLED:
        pooling.need_years(session, branch_of(actor), period)
    if len(note.strip()) > LONGEST_NOTE:
        raise Invalid({"note": [N_("This is too long.")]})
    made = _content(session, actor, country, period, went_on, explained=bool(note.strip()))
    last = latest(session, branch_of(actor), period)
    if last is not None and not (anew and last.package) and _says(session, last, made, note.strip()):
        return last
    if period.kind == POOLED:
        pooling.need_first(last)
    closing = _keep(session, actor, country, period, last.version + 1 if last else 1, made)
    if note.strip():
        closing.note = session.info["vault"].seal("closing", "note", closing.id, note.strip())
    return closing


def get(session: Session, actor: Actor, closing_id: int) -> Closing:
    """Find a closing of the actor's branch.

    :raises NotFound: if there is none.
    """
    policies.require(actor, "figures.read")
    closing = session.get(Closing, closing_id)
    if closing is None or closing.branch_id != actor.branch_id:
        raise NotFound()
    return closing


def closings(session: Session, actor: Actor, limit: int = 36) -> list[Closing]:
    """List a branch's closings, newest period first."""
    policies.require(actor, "figures.read")
    query = select(Closing).where(Closing.branch_id == actor.branch_id)
    return list(session.scalars(query.order_by(Closing.period.desc(), Closing.version.desc()).limit(limit)))


def latest(session: Session, branch_id: int, period: Period) -> Closing | None:
    """Find the newest version of a period."""
    query = select(Closing).where(Closing.branch_id == branch_id, Closing.period == str(period))
    return session.scalars(query.order_by(Closing.version.desc()).limit(1)).first()


def newest_by_period(session: Session, branch_id: int, periods: list[Period]) -> dict[Period, Closing]:
    """Find the newest version of each of some periods."""
    wanted = {str(period): period for period in periods}
    query = select(Closing).where(Closing.branch_id == branch_id, Closing.period.in_(wanted)).order_by(Closing.version)
    return {wanted[each.period]: each for each in session.scalars(query)}


def outdated(session: Session, branch_id: int, year: int) -> list[Period]:
    """List the quarters and the year that were signed before a part of them was signed anew.

    A restatement replaces all of a year: a month that was put right alone would no longer add up.
    """
    query = select(Closing.period, func.max(Closing.signed_at)).where(
        Closing.branch_id == branch_id, Closing.period.startswith(str(year)), Closing.signed_at.is_not(None)
    )
    found = session.execute(query.group_by(Closing.period))
    signed = {Period.parse(written): at for written, at in found if at is not None}
    again = select(Closing.period).where(
        Closing.branch_id == branch_id, Closing.period.startswith(str(year)), Closing.signed_at.is_not(None)
    )
    twice = {Period.parse(each) for each in session.scalars(again.group_by(Closing.period).having(func.count() > 1))}
    late = {
        whole
        for whole, at in signed.items()
        for part in twice
        if part != whole and whole.first <= part.first and part.last <= whole.last and signed[part] > at
    }
    return sorted(late)


def signed_of(session: Session, branch_id: int, year: int) -> list[Period]:
    """List the periods of a year that were ever signed, the parts before what adds them up."""
    query = select(Closing.period).where(
        Closing.branch_id == branch_id, Closing.period.startswith(str(year)), Closing.package.is_not(None)
    )
    found = {Period.parse(each) for each in session.scalars(query)}
    return sorted(found, key=lambda each: (each.last, each.days))


def is_signed(session: Session, branch_id: int, period: Period) -> bool:
    """Tell whether any version of a period was signed."""
    query = select(Closing.id).where(
        Closing.branch_id == branch_id, Closing.period == str(period), Closing.package.is_not(None)
    )
    return session.scalars(query.limit(1)).first() is not None


def corrects(session: Session, closing: Closing) -> bool:
    """Tell whether a closing would replace, or has replaced, a part of a year that is signed."""
    year = Period(Period.parse(closing.period).year, "A")
    before = select(Closing.id).where(
        Closing.branch_id == closing.branch_id, Closing.period == closing.period, Closing.package.is_not(None),
        Closing.version < closing.version,
    )  # fmt: skip
    return is_signed(session, closing.branch_id, year) and session.scalars(before.limit(1)).first() is not None


def hidden_in(closing: Closing) -> frozenset[Key]:
    """List the cells that a signed package hides."""
    figures = [Protected(**each) for each in json.loads(str(closing.package))["figures"]]
    return frozenset(each.key for each in figures if each.value is None)


def note_of(session: Session, closing: Closing) -> str:
    """Open the branch's word on a closing."""
    sealed = closing.note
    return str(session.info["vault"].open("closing", "note", closing.id, sealed)) if sealed else ""


def cells_of(closing: Closing) -> list[Cell]:
    """Read the exact figures of a closing."""
    return [Cell(**each) for each in json.loads(closing.figures)]


def behind_of(closing: Closing) -> list[Behind]:
    """Read who stands behind the figures of a closing."""
    return [Behind(**each) for each in json.loads(closing.behind)]


def checks_of(closing: Closing) -> list[checks.Check]:
    """Read the checks of a closing."""
    return [checks.Check(**{**each, "indicators": tuple(each["indicators"])}) for each in json.loads(closing.checks)]


def branch_of(actor: Actor) -> int:
    """Give the actor's branch.

    :raises NotFound: if she belongs to none, as the regional office's people.
    """
    if actor.branch_id is None:
        raise NotFound()
    return actor.branch_id


def _need_end(session: Session, branch_id: int, period: Period, today: date) -> None:
    if period.last >= today:
        raise Invalid({"period": [N_("This period has not ended yet.")]})
    if period.last < session.get_one(Branch, branch_id).opened_on:
        raise Invalid({"period": [N_("The house was not open yet.")]})


def _says(session: Session, closing: Closing, made: dict[str, Any], note: str) -> bool:
    return note_of(session, closing) == note and all(getattr(closing, name) == made[name] for name in made)


def _content(
    session: Session, actor: Actor, country: CountryProfile, period: Period, went_on: WentOn, *, explained: bool
) -> dict[str, Any]:
    cells = preview(session, actor, country, period, went_on)
    before = earlier(session, branch_of(actor), period)
    found = check(session, branch_of(actor), period, cells, before, explained=explained)
    return {
        "catalogue": catalogues.current().label,
        "figures": json.dumps([asdict(cell) for cell in cells]),
        "checks": json.dumps([asdict(check) for check in found]),
        "behind": json.dumps([asdict(each) for each in behind(session, country, branch_of(actor), period)]),
        "left_out": count_left_out(session, scope_of(session, country, branch_of(actor), period)),
    }


def check(
    session: Session, branch_id: int, period: Period, cells: list[Cell], before: list[list[Cell]], *, explained: bool
) -> list[checks.Check]:
    """Check a period's exact figures.

    :param before: those of the periods before, as :func:`earlier` gives them.
    """
    if period.kind == POOLED:
        return [*checks.run_pooled(cells), pooling.check(session, branch_id, period, cells)]
    return checks.run(cells, before, explained=explained)


def earlier(session: Session, branch_id: int, period: Period) -> list[list[Cell]]:
    """Give the exact figures of the periods before as they were closed, newest first; empty where one never was."""
    periods = [period.previous()]
    while len(periods) < _LOOK_BACK:
        periods.append(periods[-1].previous())
    known = newest_by_period(session, branch_id, periods)
    return [cells_of(known[each]) if each in known else [] for each in periods]


def _keep(
    session: Session, actor: Actor, country: CountryProfile, period: Period, version: int, made: dict[str, Any]
) -> Closing:
    counted_by = definitions.keep(session, country, scope_of(session, country, branch_of(actor), period))
    closing = Closing(
        branch_id=branch_of(actor), period=str(period), version=version, closed_by_name=actor.name,
        definition_id=counted_by.id, **made,
    )  # fmt: skip
    closing.state = OPEN if checks.blocking(checks_of(closing)) else CHECKED
    session.add(closing)
    try:
        session.flush()  # the event carries its id
    except IntegrityError as error:
        raise Conflict() from error
    record(session, actor, "figures.close", Subject("closing", closing.id), period=str(period), version=version)
    return closing
