"""The ledger of all figures that ever left a branch, by submission or document: nothing may add up to a small count.

A line is written when figures are signed and when a document is prepared: a page that was printed may have left,
whatever the file says of it. Lines are only added; the audit chain holds the hash of each, so that a line that was
changed or taken away shows, and nothing more leaves until that is explained.
"""

import json
from collections.abc import Iterable, Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import canonical, digest
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.disclosure import Release
from core.reporting.fingerprints import means_the_same, today
from core.reporting.leaving import sum_steps
from core.reporting.leaving.intact import need_intact
from core.reporting.models import Closing, Disclosed
from core.reporting.periods import Period

OFFICE, DOCUMENT = "office", "document"
#: What is noted in the audit chain when figures leave.
RELEASED = "figures.release"


def note(
    session: Session, actor: Actor, branch_id: int, release: Release, shown: Iterable[Key], *, version: int = 0
) -> Disclosed:
    """Write a line: figures that leave now, exact and with what is hidden of them.

    :param shown: the cells that the recipient sees, hidden ones included.
    :param version: of the submission; 0 where it is a document.
    """
    line = Disclosed(
        branch_id=branch_id,
        recipient=OFFICE if version else DOCUMENT,
        period=str(release.period),
        version=version,
        catalogue=catalogues.current().label,
        definitions=canonical(today()),
        figures=json.dumps([[*key, release.values[key], key in release.hidden, key in release.few] for key in shown]),
        content_hash="",
    )
    line.content_hash = _hash(line)
    session.add(line)
    session.flush()  # the event carries its id
    subject = Subject("disclosed", line.id)
    record(session, actor, "figures.release", subject, branch_id=branch_id, hash=line.content_hash)
    return line


def released(session: Session, branch_id: int, before: Closing | None = None) -> list[Release]:
    """List all that ever left a branch and that today's definitions still count, in the order in which it left.

    :param before: a closing whose own time it is: what left with it or later had not left yet.
    :raises Refused: if a line was changed or taken away.
    """
    lines = list(session.scalars(select(Disclosed).where(Disclosed.branch_id == branch_id).order_by(Disclosed.id)))
    need_intact(session, branch_id, "disclosed", RELEASED, {line.id: _hash(line) for line in lines})
    own = (line.id for line in lines if before is not None and _is_of(line, before))
    end = next(own, None)
    given = sum_steps.given(session, branch_id)
    left = (line for line in lines if end is None or line.id < end)
    return [_read(line, given.get((line.period, line.version), set())) for line in left]


def _hash(line: Disclosed) -> str:
    told = {
        name: getattr(line, name)
        for name in ("branch_id", "recipient", "period", "version", "catalogue", "definitions", "figures")
    }
    return digest(canonical(told))


def _is_of(line: Disclosed, closing: Closing) -> bool:
    return (line.recipient, line.period, line.version) == (OFFICE, closing.period, closing.version)


def _read(line: Disclosed, given: Set[Key]) -> Release:
    """Read what of a line still means the same."""
    now, then = today(), json.loads(line.definitions)
    cells = [((row[0], row[1], row[2], row[3]), *row[4:]) for row in json.loads(line.figures)]
    same = [(key, *told) for key, *told in cells if means_the_same(key, now, then)]
    return Release(
        Period.parse(line.period),
        {key: value for key, value, _hidden, _few in same},
        frozenset(key for key, _value, hidden, _few in same if hidden),
        frozenset(key for key, _value, _hidden, few in same if few),
        frozenset(key for key, *_told in same if key in given),
    )
