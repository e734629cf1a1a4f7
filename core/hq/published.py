"""The office's ledger of all that the public was ever told: each new release is held against it.

Lines are only added; the audit chain holds the hash of each, so that a line that was changed or taken away shows, and
nothing more is told until that is explained.
"""

import json
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.audit.service import Subject, noted, record
from core.canonical import canonical, digest
from core.errors import N_, Refused
from core.hq.models import PublicRelease, Published
from core.hq.public_control import Between, Known
from core.reporting.catalogue import Key
from core.reporting.fingerprints import means_the_same, today
from core.reporting.periods import Period

_ISSUED = "hq.public_issue"
TAMPERED = N_("The record of what was told before was changed. Nothing can be told until that is explained.")


def note(session: Session, actor: Actor, made: PublicRelease, known: Known) -> Published:
    """Write a line: what the public is told now, and what the office knows of it."""
    figures = [[*key, value, *(known.told.get(key) or (None, None))] for key, value in known.exact.items()]
    line = Published(
        release_id=made.id, period=made.period, definitions=canonical(today()), at=clock.now(), content_hash="",
        figures=json.dumps(figures),
    )  # fmt: skip
    line.content_hash = _hash(line)
    session.add(line)
    session.flush()  # the event carries its id
    subject = Subject("published", line.id)
    record(session, actor, "hq.public_issue", subject, period=made.period, hash=line.content_hash)
    return line


def before(session: Session) -> dict[Period, Known]:
    """List all that the public was told and that today's definitions still count.

    :raises Refused: if a line was changed or taken away.
    """
    lines = list(session.scalars(select(Published).order_by(Published.id)))
    _need_intact(session, lines)
    return {Period.parse(line.period): _read(line) for line in lines}


def _need_intact(session: Session, lines: Iterable[Published]) -> None:
    hashes = {int(number): told["hash"] for number, told in noted(session, _ISSUED)}
    if hashes != {line.id: _hash(line) for line in lines}:
        raise Refused(message=TAMPERED)


def _hash(line: Published) -> str:
    return digest(canonical({name: getattr(line, name) for name in ("period", "definitions", "figures")}))


def _read(line: Published) -> Known:
    now, then = today(), json.loads(line.definitions)
    exact: dict[Key, int | None] = {}
    told: dict[Key, Between] = {}
    for indicator, breakdown, code, component, value, low, high in json.loads(line.figures):
        key = indicator, breakdown, code, component
        if means_the_same(key, now, then):
            exact[key] = value
            if low is not None:
                told[key] = Between(low, high)
    return Known(exact, told)
