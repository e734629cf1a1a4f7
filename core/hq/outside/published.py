"""The office's ledger of all that the public and donors were ever told: whatever is told later is held against it.

Lines are only added; the audit chain holds the hash of each, so that a line that was changed or taken away shows, and
nothing more is told until that is explained.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.audit.service import Subject, noted, record
from core.canonical import canonical, digest
from core.errors import N_, Refused
from core.hq.models import Published
from core.hq.outside.control import Act, Telling
from core.hq.outside.dominance import Between
from core.reporting.catalogue import Key
from core.reporting.fingerprints import means_the_same, today
from core.reporting.periods import Period

PUBLIC, DONOR = "public", "donor"
#: What is noted in the audit chain when somebody is told.
_ISSUED, _TO_DONOR = "hq.public_issue", "hq.donor_told"
TAMPERED = N_("The record of what was told before was changed. Nothing can be told until that is explained.")


def note_public(session: Session, actor: Actor, period: str, version: int, act: Act) -> Published:
    """Write a line: what the public is told now, and what the office knows of it."""
    line = _add(session, PUBLIC, period, version, act)
    subject = Subject("published", line.id)
    record(session, actor, "hq.public_issue", subject, period=period, version=version, hash=line.content_hash)
    return line


def note_donor(session: Session, actor: Actor, period: str, report_id: int, act: Act) -> Published:
    """Write a line: what a donor is told now, likewise."""
    line = _add(session, DONOR, period, report_id, act)
    subject = Subject("published", line.id)
    record(session, actor, "hq.donor_told", subject, period=period, report=report_id, hash=line.content_hash)
    return line


def before(session: Session) -> list[Act]:
    """List all that anybody outside was told and that today's definitions still count, in the order in which it was.

    :raises Refused: if a line was changed or taken away.
    """
    found = list(session.scalars(select(Published).order_by(Published.id)))
    _need_intact(session, found)
    return [read(line) for line in found]


def told_to_public(session: Session) -> dict[Period, tuple[str, int]]:
    """Give every period that the public was told, with the one it was listed under last, and the newest version.

    As the lines stand: whoever only reads may not see the audit chain.
    """
    heads = select(Published.periods, Published.period, Published.number).where(Published.recipient == PUBLIC)
    found = session.execute(heads.order_by(Published.id))
    return {Period.parse(each): (period, number) for periods, period, number in found for each in periods}


def read(line: Published) -> Act:
    """Read what of a line still means the same."""
    now, then, kept = today(), json.loads(line.definitions), json.loads(line.figures)
    cells = {
        Period.parse(period): {branch: _counts(own, now, then) for branch, own in branches.items()}
        for period, branches in kept["cells"].items()
    }
    told, totals = (
        {Telling(Period.parse(period), key, frozenset(branches)): value
         for period, *rest, branches, value in kept[name] if means_the_same(key := _key(rest), now, then)}
        for name in ("told", "totals")
    )  # fmt: skip
    return Act(cells, {each: Between(*value) for each, value in told.items()}, totals)


def _add(session: Session, recipient: str, period: str, number: int, act: Act) -> Published:
    line = Published(
        recipient=recipient, number=number, period=period, periods=sorted(map(str, act.cells)),
        definitions=canonical(today()), at=clock.now(), content_hash="", figures=json.dumps(_written(act)),
    )  # fmt: skip
    line.content_hash = _hash(line)
    session.add(line)
    session.flush()  # the event carries its id
    return line


def _written(act: Act) -> dict[str, Any]:
    cells = {
        str(period): {branch: [[*key, value] for key, value in own.items()] for branch, own in branches.items()}
        for period, branches in act.cells.items()
    }
    told, totals = (
        [[str(each.period), *each.key, sorted(each.branches), value] for each, value in found.items()]
        for found in (act.told, act.totals)
    )
    return {"cells": cells, "told": told, "totals": totals}


def _need_intact(session: Session, found: Iterable[Published]) -> None:
    events = [*noted(session, "published", _ISSUED), *noted(session, "published", _TO_DONOR)]
    hashes = {int(number): told["hash"] for number, told in events}
    if hashes != {line.id: _hash(line) for line in found}:
        raise Refused(message=TAMPERED)


def _hash(line: Published) -> str:
    names = ("recipient", "number", "period", "periods", "definitions", "figures")
    return digest(canonical({name: getattr(line, name) for name in names}))


def _counts(own: Iterable[list[Any]], now: Mapping[str, str], then: Mapping[str, str]) -> dict[Key, int | None]:
    return {key: value for *rest, value in own if means_the_same(key := _key(rest), now, then)}


def _key(written: list[str]) -> Key:
    indicator, breakdown, code, component = written
    return indicator, breakdown, code, component
