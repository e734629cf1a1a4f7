"""What the public is told: one person proposes a period, sees what the audit found, and another one lets it go.

A period is told once. It is counted anew when it is let go: if by then anything else would be told, it has to be
proposed again. What was refused, by somebody or by the audit, stays in the list.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import canonical, digest
from core.errors import N_, Conflict, Invalid, NotFound, Refused
from core.hq import published, sums
from core.hq.donor_figures import How, sources
from core.hq.models import DonorReport, PublicRelease, Published
from core.hq.outside import Told
from core.hq.public_figures import KINDS, Audit, Line, Made, gathered, make
from core.hq.release import periods_there
from core.hq.rows import rows
from core.reporting.periods import Period

PROPOSED, ISSUED, REFUSED, STOPPED = "proposed", "issued", "refused", "stopped"
LONGEST_COMMENT = 300
SHOWN = 50
ALREADY = N_("This period has been told already. A period is told once.")
NOTHING = N_("Nothing of this period can be told: nothing is accepted, or everything is small.")


@dataclass(frozen=True, slots=True)
class Read:
    """A release as it is read.

    :param versions: of the figures it rests on, by branch.
    """

    release: PublicRelease
    period: Period
    lines: tuple[Line, ...]
    audit: Audit
    versions: dict[str, int]


def listed(session: Session, actor: Actor) -> list[PublicRelease]:
    """List what was proposed, told and refused, the newest first."""
    policies.require(actor, "hq.read")
    return list(session.scalars(select(PublicRelease).order_by(PublicRelease.id.desc()).limit(SHOWN)))


def offered(session: Session, actor: Actor) -> list[Period]:
    """List the periods that can be proposed."""
    told = set(session.scalars(select(Published.period)))
    return [each for each in periods_there(session, actor) if each.kind in KINDS and str(each) not in told]


def propose(session: Session, actor: Actor, token: str, period: Period) -> PublicRelease:
    """Propose to tell the public a period; the same form again gives the proposal that is there.

    One from which a small count would follow whatever is withheld is kept as stopped.

    :raises Invalid: if such a period is not told, was told already, or nothing of it can be.
    """
    policies.require(actor, "hq.read")
    present = session.scalars(select(PublicRelease).where(PublicRelease.token == token)).first()
    if present is not None:
        return present
    found, versions = _made(session, actor, period)
    if not found.audit.told and not found.audit.exposed:
        raise Invalid({"period": [NOTHING]})
    content = _content(found, versions)
    made = PublicRelease(
        token=token, period=str(period), state=STOPPED if found.audit.exposed else PROPOSED, content=content,
        content_hash=digest(content), proposed_at=clock.now(), proposed_by=actor.user_id, proposed_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event carries its id
    record(
        session, actor, "hq.public_propose", _subject(made), period=str(period), told=found.audit.told,
        passed=made.state == PROPOSED,
    )  # fmt: skip
    return made


def approve(session: Session, actor: Actor, release_id: int) -> PublicRelease:
    """Let a proposal go, as another person than whoever made it.

    :raises Refused: if it is her own.
    :raises Conflict: if it was decided already, or something else would be told by now.
    """
    made = _undecided(session, actor, release_id)
    if made.proposed_by == actor.user_id:
        raise Refused(message=N_("You have proposed it: another person decides."))
    try:
        found, versions = _made(session, actor, Period.parse(made.period))
    except Invalid as error:
        raise Conflict(message=ALREADY) from error
    if _content(found, versions) != made.content:
        raise Conflict(message=N_("By now something else would be told. Propose it again."))
    _decide(made, actor, ISSUED)
    published.note(session, actor, made, found.known)
    return made


def refuse(session: Session, actor: Actor, release_id: int, why: str) -> PublicRelease:
    """Do not let a proposal go, and say why.

    :raises Invalid: without a reason.
    """
    made = _undecided(session, actor, release_id)
    if not 0 < len(why.strip()) <= LONGEST_COMMENT:
        raise Invalid({"comment": [N_("Write in at most 300 characters why.")]})
    made.comment = why.strip()
    _decide(made, actor, REFUSED)
    record(session, actor, "hq.public_refuse", _subject(made))
    return made


def read(session: Session, actor: Actor, release_id: int) -> Read:
    """Read a release as it was proposed.

    :raises NotFound: if there is none.
    """
    policies.require(actor, "hq.read")
    made = session.get(PublicRelease, release_id)
    if made is None:
        raise NotFound()
    told = json.loads(made.content)
    lines = tuple(Line(code, by, entry, Told(*each) if each else None) for code, by, entry, each in told["lines"])
    audit = Audit(**{**told["audit"], "earlier": tuple(told["audit"]["earlier"])})
    return Read(made, Period.parse(made.period), lines, audit, told["versions"])


def note_download(session: Session, actor: Actor, release_id: int) -> Read:
    """Note that what the public is told was downloaded.

    :raises NotFound: if it has not been let go.
    """
    shown = read(session, actor, release_id)
    if shown.release.state != ISSUED:
        raise NotFound()
    record(session, actor, "hq.public_fetch", _subject(shown.release), hash=shown.release.content_hash)
    return shown


def _made(session: Session, actor: Actor, period: Period) -> tuple[Made, dict[str, int]]:
    before = published.before(session)
    if period.kind not in KINDS or period in before:
        raise Invalid({"period": [ALREADY if period in before else NOTHING]})
    accepted = dict(sources(session, period).versions)
    found = gathered(list(rows(session, actor, period)), list(accepted), sums.sums_of(session, actor, period))
    return make(period, found, _barred(session, period), before), accepted


def _barred(session: Session, period: Period) -> Sequence[str]:
    """List what a donor was told of the same years; the public knows that too, of other branches or periods."""
    years = [DonorReport.period.startswith(str(year)) for year in range(period.first.year, period.last.year + 1)]
    issued = select(DonorReport.content).where(DonorReport.content.is_not(None), or_(*years))
    sections = (each for content in session.scalars(issued) for each in json.loads(str(content))["sections"])
    lines = (line for section in sections for line in section["lines"])
    return sorted({line["indicator"] for line in lines if How.TOLD in _ways(line)})


def _ways(line: dict[str, Any]) -> set[str]:
    return {each["how"] for each in (line["network"], *line["branches"], *line["apart"])}


def _content(found: Made, versions: dict[str, int]) -> str:
    lines = [
        [each.indicator, each.breakdown, each.code, [each.told.value, each.told.of] if each.told else None]
        for each in found.lines
    ]
    told = {"lines": lines, "audit": asdict(found.audit), "versions": versions, "branches": found.branches}
    return canonical(told)


def _undecided(session: Session, actor: Actor, release_id: int) -> PublicRelease:
    made = read(session, actor, release_id).release
    if made.state != PROPOSED:
        raise Conflict(message=N_("It has been decided already."))
    return made


def _decide(made: PublicRelease, actor: Actor, state: str) -> None:
    made.state, made.decided_at, made.decided_by_name = state, clock.now(), actor.name


def _subject(made: PublicRelease) -> Subject:
    return Subject("public_release", made.id)
