"""Makes a signed package again, years later and under other definitions, and tells what has become of its figures.

What can be promised: the figures kept at the closing, what they were counted by, and what was hidden then give the
bytes that were signed, whatever the catalogue says today. And the figures are counted anew from today's records by the
definitions of then: where records were corrected or added late, they differ, and each difference is told. A store does
not keep how each record once was, so that a late correction cannot be undone; what was signed stays what was signed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.models import CountryEvent
from core.audit.service import GENESIS
from core.branches.models import Branch
from core.errors import N_, Conflict
from core.progress import WentOn, quietly
from core.reporting import closings, definitions, figures
from core.reporting.catalogue import Key
from core.reporting.definitions import Definition
from core.reporting.disclosure import Protected, Release, protect
from core.reporting.figures import Cell
from core.reporting.leaving import evidence, keys, package, signing
from core.reporting.leaving.former import former
from core.reporting.leaving.signing import Attached
from core.reporting.masking import public_of
from core.reporting.models import Closing
from core.reporting.periods import Period
from core.reporting.populations import POPULATIONS


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A package made again.

    :param same: whether it is what was signed, byte by byte.
    :param late: figures that today's records no longer give: the cell, the figure at the closing, the figure now.
    :param gone: indicators that this release can no longer count.
    """

    package: str
    same: bool
    late: tuple[tuple[Key, int, int], ...]
    gone: tuple[str, ...]


def rebuild(session: Session, actor: Actor, closing: Closing, went_on: WentOn = quietly) -> Rebuilt:
    """Make a signed package again from the store.

    :param went_on: told after each pass through the store.
    :raises Conflict: if it was never signed, or the record of access does not hold the head that the package names.
    """
    policies.require(actor, "figures.read")
    if closing.package is None or closing.branch_id != actor.branch_id:
        raise Conflict({"state": closing.state}, N_("It is not signed yet."))
    known = definitions.of(session, closing)
    kept = closings.cells_of(closing)
    made = _package(session, closing, known, kept)
    late, gone = _differences(session, closing, known, kept, went_on)
    return Rebuilt(made, made == closing.package, late, gone)


def _package(session: Session, closing: Closing, known: Definition, kept: Sequence[Cell]) -> str:
    hidden = closings.hidden_in(closing)
    release = Release(Period.parse(closing.period), {each.key: each.value for each in kept}, hidden)
    cells: list[Protected] = sorted(protect(release, known.catalogue), key=lambda cell: cell.key)
    branch = session.get_one(Branch, closing.branch_id).code
    content = signing.content(closing, known.catalogue, cells, branch, _attached(session, closing, known))
    return package.canonical(content)


def _attached(session: Session, closing: Closing, known: Definition) -> Attached:
    signed = json.loads(str(closing.package))
    seq = signed["audit_head"]["seq"]
    link = session.scalar(select(CountryEvent.hash).where(CountryEvent.seq == seq)) if seq else GENESIS
    if link is None:
        raise Conflict(message=N_("The record of access does not hold what the package names."))
    mask_key = public_of(keys.masking_key(session, closing.branch_id))
    note, levels = closings.note_of(session, closing), _levels(session, closing, known)
    before = former(session, closing, closings.hidden_in(closing))
    return Attached((seq, link), note, levels, mask_key, known.grades, signed["country"], before)


def _levels(session: Session, closing: Closing, known: Definition) -> dict[str, str]:
    """Give the level of each figure as it was known at the signature."""
    period = Period.parse(closing.period)
    found = {each.id: each.meaning.evidence for each in known.catalogue.due(period.kind)}
    for each in evidence.of_period(session, closing.branch_id, period):
        if each.indicator in found and closing.signed_at is not None and each.created_at <= closing.signed_at:
            found[each.indicator] = max(found[each.indicator], each.level)
    return found


def _differences(
    session: Session, closing: Closing, known: Definition, kept: Sequence[Cell], went_on: WentOn
) -> tuple[tuple[tuple[Key, int, int], ...], tuple[str, ...]]:
    """Count anew by the definitions of then, and hold it against what was closed."""
    used = {each.id: {each.numerator, each.denominator} - {None} for each in known.catalogue.indicators.values()}
    gone = tuple(code for code, names in used.items() if not names <= POPULATIONS.keys())
    left = {code: each for code, each in known.catalogue.indicators.items() if code not in gone}
    zone = session.get_one(Branch, closing.branch_id).time_zone
    scope = known.scope(closing.branch_id, Period.parse(closing.period), zone)
    counted = figures.compute(session, replace(known.catalogue, indicators=left), scope, went_on)
    now = {each.key: each.value for each in counted}
    late = ((each.key, each.value, now[each.key]) for each in kept if each.key in now)
    return tuple(each for each in late if each[1] != each[2]), gone
