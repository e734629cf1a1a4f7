"""What the public is told: one person proposes a period, sees what the audit found, and another one lets it go.

It is counted anew when it is let go: if by then anything else would be told, it has to be proposed again. What was
refused, by somebody or by the audit, stays in the list.

A period is told once. Where branches have restated a year since, all of it that was told is told anew as a whole, by
the same two people and the same audit, as a correction with a version and a reason. Three years are told once.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import canonical, digest
from core.errors import N_, Conflict, Invalid, NotFound, Refused
from core.hq.models import PublicRelease
from core.hq.outside import published
from core.hq.outside.corrections import need_reason
from core.hq.outside.rounding import Told
from core.hq.outside.sources import sources
from core.hq.public import former as public_former
from core.hq.public.figures import KINDS, Audit, Line, Made, gathered, make
from core.hq.release import periods_there
from core.hq.sums import rounds as sums
from core.hq.tables.rows import rows
from core.reporting.periods import Period

PROPOSED, ISSUED, REFUSED, STOPPED = "proposed", "issued", "refused", "stopped"
SHOWN = 50
ALREADY = N_("This period has been told already. A period is told once.")
NOTHING = N_("Nothing of this period can be told: nothing is accepted, or everything is small.")
UNCHANGED = N_("Nothing that was told of this year has been restated since, or not everything of it is accepted.")


@dataclass(frozen=True, slots=True)
class Part:
    """A period as it is read in a release.

    :param versions: of the figures it rests on, by branch.
    """

    period: Period
    lines: tuple[Line, ...]
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Read:
    """A release as it is read: one period, or, in a correction, all of a year that was told."""

    release: PublicRelease
    period: Period
    parts: tuple[Part, ...]
    audit: Audit

    @property
    def corrects(self) -> bool:
        """Whether it replaces what was told before."""
        return self.release.version > 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be told.

    :param period: that it is listed under; ``parts`` the periods that are told.
    """

    period: Period
    parts: tuple[Period, ...]
    version: int = 1
    why: str = ""


def listed(session: Session, actor: Actor) -> list[PublicRelease]:
    """List what was proposed, told and refused, the newest first."""
    policies.require(actor, "hq.read")
    return list(session.scalars(select(PublicRelease).order_by(PublicRelease.id.desc()).limit(SHOWN)))


def offered(session: Session, actor: Actor) -> list[Period]:
    """List the periods that can be proposed."""
    told = public_former.versions(session)
    return [each for each in periods_there(session, actor) if each.kind in KINDS and each not in told]


def correctable(session: Session, actor: Actor) -> list[Period]:
    """List the years of which something was told and has been restated since."""
    policies.require(actor, "hq.read")
    years = {each.year for each in public_former.versions(session) if each.kind in public_former.CORRECTED}
    return [Period(year, "A") for year in sorted(years, reverse=True) if public_former.restated(session, year)]


def propose(session: Session, actor: Actor, token: str, period: Period) -> PublicRelease:
    """Propose to tell the public a period; the same form again gives the proposal that is there.

    One from which a small count would follow whatever is withheld is kept as stopped.

    :raises Invalid: if such a period is not told, was told already, or nothing of it can be.
    """
    policies.require(actor, "hq.read")
    return _present(session, token) or _propose(session, actor, token, _Asked(period, (period,)))


def correct(session: Session, actor: Actor, token: str, year: Period, why: str) -> PublicRelease:
    """Propose to tell the public anew all of a year that it was told, since branches have restated it.

    :raises Invalid: without a reason, if nothing of it was restated, or if nothing of it can be told.
    """
    policies.require(actor, "hq.read")
    present = _present(session, token)
    if present is not None:
        return present
    need_reason("why", why)
    parts = public_former.restated(session, year.year)
    if not parts:
        raise Invalid({"period": [UNCHANGED]})
    version = 1 + max(public_former.versions(session)[each] for each in parts)
    return _propose(session, actor, token, _Asked(year, parts, version, why.strip()))


def approve(session: Session, actor: Actor, release_id: int) -> PublicRelease:
    """Let a proposal go, as another person than whoever made it.

    :raises Refused: if it is her own.
    :raises Conflict: if it was decided already, or something else would be told by now.
    """
    made, asked = _undecided(session, actor, release_id)
    if made.proposed_by == actor.user_id:
        raise Refused(message=N_("You have proposed it: another person decides."))
    try:
        found, versions = _made(session, actor, asked)
    except Invalid as error:
        said = next(iter(error.fields.values()))[0]
        raise Conflict(message=said) from error
    if _content(found, versions) != made.content:
        raise Conflict(message=N_("By now something else would be told. Propose it again."))
    _decide(made, actor, ISSUED)
    published.note_public(session, actor, made.period, made.version, found.act)
    return made


def refuse(session: Session, actor: Actor, release_id: int, why: str) -> PublicRelease:
    """Do not let a proposal go, and say why.

    :raises Invalid: without a reason.
    """
    made, _asked = _undecided(session, actor, release_id)
    need_reason("comment", why)
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
    parts = tuple(
        Part(
            Period.parse(period),
            tuple(Line(code, by, entry, Told(*each) if each else None) for code, by, entry, each in part["lines"]),
            part["versions"],
        )
        for period, part in told["parts"].items()
    )
    parts = tuple(sorted(parts, key=lambda each: (each.period.last, each.period.days)))
    return Read(made, Period.parse(made.period), parts, Audit(**told["audit"]))


def note_download(session: Session, actor: Actor, release_id: int) -> Read:
    """Note that what the public is told was downloaded.

    :raises NotFound: if it has not been let go.
    """
    shown = read(session, actor, release_id)
    if shown.release.state != ISSUED:
        raise NotFound()
    record(session, actor, "hq.public_fetch", _subject(shown.release), hash=shown.release.content_hash)
    return shown


def _present(session: Session, token: str) -> PublicRelease | None:
    return session.scalars(select(PublicRelease).where(PublicRelease.token == token)).first()


def _propose(session: Session, actor: Actor, token: str, asked: _Asked) -> PublicRelease:
    found, versions = _made(session, actor, asked)
    if not found.audit.told and not found.audit.exposed:
        raise Invalid({"period": [NOTHING]})
    content = _content(found, versions)
    made = PublicRelease(
        token=token, period=str(asked.period), version=asked.version, why=asked.why,
        state=STOPPED if found.audit.exposed else PROPOSED, content=content, content_hash=digest(content),
        proposed_at=clock.now(), proposed_by=actor.user_id, proposed_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event carries its id
    record(
        session, actor, "hq.public_propose", _subject(made), period=str(asked.period), version=asked.version,
        told=found.audit.told, passed=made.state == PROPOSED,
    )  # fmt: skip
    return made


def _made(session: Session, actor: Actor, asked: _Asked) -> tuple[Made, dict[Period, dict[str, int]]]:
    _need_current(session, asked)
    before, figures = published.before(session), {}
    versions = {each: dict(sources(session, each).versions) for each in asked.parts}
    for each in asked.parts:
        stands = public_former.told(session, each) if asked.version > 1 else None
        cells, added = list(rows(session, actor, each)), sums.sums_of(session, actor, each)
        figures[each] = gathered(cells, list(versions[each]), added, stands.branches if stands else None)
    return make(figures, before), versions


def _need_current(session: Session, asked: _Asked) -> None:
    """Make sure that what is asked for is not told already, or is what has been restated since it was told.

    :raises Invalid: if not.
    """
    told = public_former.versions(session)
    if asked.version == 1 and any(each in told or each.kind not in KINDS for each in asked.parts):
        raise Invalid({"period": [ALREADY if asked.period in told else NOTHING]})
    if asked.version > 1 and (
        public_former.restated(session, asked.period.year) != asked.parts
        or asked.version != 1 + max(told[each] for each in asked.parts)
    ):
        raise Invalid({"period": [UNCHANGED]})


def _content(found: Made, versions: Mapping[Period, Mapping[str, int]]) -> str:
    parts = {
        str(period): {
            "lines": [
                [each.indicator, each.breakdown, each.code, [each.told.value, each.told.of] if each.told else None]
                for each in part.lines
            ],
            "branches": part.branches,
            "versions": versions[period],
        }
        for period, part in found.parts.items()
    }
    return canonical({"parts": parts, "audit": asdict(found.audit)})


def _undecided(session: Session, actor: Actor, release_id: int) -> tuple[PublicRelease, _Asked]:
    shown = read(session, actor, release_id)
    made = shown.release
    if made.state != PROPOSED:
        raise Conflict(message=N_("It has been decided already."))
    return made, _Asked(shown.period, tuple(each.period for each in shown.parts), made.version, made.why)


def _decide(made: PublicRelease, actor: Actor, state: str) -> None:
    made.state, made.decided_at, made.decided_by_name = state, clock.now(), actor.name


def _subject(made: PublicRelease) -> Subject:
    return Subject("public_release", made.id)
