"""Changes rehearsed on a twin of the house before anybody publishes them: what would break, and what they would touch.

They take effect there one after the other, as they would here, in the order in which the studio lists its kinds;
then every part of the configuration is looked at again, and each change is taken back to see that the way back is
exact. Nothing real is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import canonical
from core.configuration import service, versions
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.configuration.models import ConfigurationVersion
from core.errors import DomainError, Invalid, Message
from core.i18n import lazy as _
from core.i18n import say
from core.settings import Settings
from core.stages.models import Episode, ProgrammeStage
from core.studio import twin
from core.studio.register import KINDS
from plugins.contract.text import Text

#: Kind, key and content.
Change = tuple[str, str, Content]


@dataclass(frozen=True, slots=True)
class Tried:
    """A change as it went on the twin.

    :param faults: what stands against it; empty if it took effect.
    """

    kind: Kind
    key: str
    name: Message | Text
    faults: Sequence[Any]
    touched: Sequence[Touched]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of a rehearsal.

    :param episodes: running stays that were looked at.
    :param broken: what would not hold afterwards, whatever each change says of itself.
    """

    tried: Sequence[Tried]
    episodes: int
    broken: Sequence[Message]

    @property
    def fine(self) -> bool:
        """Whether nothing would break."""
        return not self.broken and not any(each.faults for each in self.tried)


def waiting(session: Session, actor: Actor) -> list[Change]:
    """List the changes that are under way at the actor's house."""
    policies.require(actor, "configuration.write")
    found = [each for each in versions.list_current(session, actor) if each.state in versions.UNDER_WAY]
    return [(each.kind, each.key, versions.content_of(each)) for each in found if each.kind in KINDS]


def rehearse(settings: Settings, ground: Ground, actor: Actor, changes: Sequence[Change]) -> Rehearsed:
    """Let changes take effect on a twin of the house, look whether everything holds, and throw the twin away.

    :param ground: where the real house is read.
    """
    policies.require(actor, "configuration.write")
    order = list(KINDS)
    known = [each for each in changes if each[0] in KINDS and each[1] in KINDS[each[0]].keys(ground.country)]
    with twin.of_house(settings, ground.session, ground.country, ground.branch_id) as session:
        there = replace(ground, session=session)
        _lay_aside(session)
        tried, made = [], []
        for code, key, content in sorted(known, key=lambda change: (order.index(change[0]), change[1])):
            done, version = _try(replace(there, key=key), KINDS[code], content)
            tried.append(done)
            made += [version] if version is not None else []
        broken = [*_broken(there), *_ways_back(there, made)]
        return Rehearsed(tried, _running(there), broken)


def note(session: Session, actor: Actor, found: Rehearsed) -> None:
    """Note in the record that changes were rehearsed."""
    subject = Subject("branch", actor.branch_id or 0)
    record(session, actor, "configuration.rehearse", subject, objects=len(found.tried), fine=found.fine)


def _lay_aside(session: Session) -> None:
    """On the twin nothing is under way: each change begins anew."""
    for version in session.scalars(
        select(ConfigurationVersion).where(ConfigurationVersion.state.in_(versions.UNDER_WAY))
    ):
        version.state = "discarded"
    session.flush()  # an object has one version under way at most


def _try(ground: Ground, kind: Kind, content: Content) -> tuple[Tried, ConfigurationVersion | None]:
    """Go the way every change goes, with two people who do not exist."""
    name = kind.keys(ground.country)[ground.key]
    author = Actor(1, "-", "config_admin", ground.branch_id, leads=True)
    try:
        with ground.session.begin_nested():
            if canonical(versions.in_force(ground, kind)) == canonical(content):
                return Tried(kind, ground.key, name, (), ()), None
            draft = service.begin(ground, author, kind, content)
            service.send(ground, author, kind, draft, reason="-", effective_on=ground.day)
            service.approve(ground, Actor(2, "-", kind.approver, ground.branch_id, leads=True), kind, draft)
    except Invalid as error:
        faults = [message for messages in error.fields.values() for message in messages]
        return Tried(kind, ground.key, name, faults, ()), None
    except (DomainError, LookupError, TypeError, ValueError) as error:
        return Tried(kind, ground.key, name, [_said(error)], ()), None
    labels = {each.code: each.label for each in kind.impact(ground, content, content)}
    touched = [Touched(code, labels[code], count) for code, count in draft.touched.items() if code in labels]
    return Tried(kind, ground.key, name, (), touched), draft


def _broken(ground: Ground) -> list[Message]:
    """Look at every part again as it stands now: a change may take away what another one stands on."""
    found: list[Message] = []
    for code, key, content in list(versions.contents(ground.session, ground.branch_id, tuple(KINDS))):
        kind, place = KINDS[code], replace(ground, key=key)
        # What the country brings may have loose ends that only whoever changes it is asked about.
        if key in kind.keys(ground.country) and content != kind.baseline(place):
            faults = kind.faults(place, content)
            found += [_("%(kind)s: %(fault)s", kind=kind.label, fault=fault) for fault in faults]
    lost = _without_stage(ground)
    return [*found, *([_("%(n)s running stays would stand in no stage.", n=lost)] if lost else [])]


def _ways_back(ground: Ground, made: Sequence[ConfigurationVersion]) -> list[Message]:
    """Take each change back, the last first, and see that what was in force before is in force again, byte for byte."""
    found: list[Message] = []
    for version in reversed(made):
        kind, place = KINDS[version.kind], replace(ground, key=version.key)
        reader = Actor(3, "-", kind.approver, ground.branch_id, leads=True)
        older = _in_force_before(ground, reader, version)
        try:
            with ground.session.begin_nested():
                service.roll_back(place, reader, kind, older, "-")
        except DomainError as error:
            found.append(_("%(kind)s: there would be no way back: %(why)s", kind=kind.label, why=say(error.message)))
            continue
        live = versions.find_live(ground.session, kind.owner(ground.branch_id), kind.code, version.key)
        if live is None or live.sha256 != older.sha256:
            found.append(_("%(kind)s: the way back would not be exact.", kind=kind.label))
    return found


def _in_force_before(ground: Ground, reader: Actor, version: ConfigurationVersion) -> ConfigurationVersion:
    """Find what was in force before a version; drafts that were laid aside stand between them."""
    earlier = versions.list_versions(ground.session, reader, version.kind, version.key)
    return next(each for each in earlier if each.number < version.number and each.live_at is not None)


def _said(error: Exception) -> str:
    return say(error.message) if isinstance(error, DomainError) else str(error) or type(error).__name__


def _running(ground: Ground) -> int:
    query = select(func.count(Episode.id)).where(Episode.branch_id == ground.branch_id, Episode.closed_at.is_(None))
    return ground.session.scalar(query) or 0


def _without_stage(ground: Ground) -> int:
    """Count the running stays whose stage is none of the programme version they run on."""
    kept = select(ProgrammeStage.id).where(ProgrammeStage.version_id == Episode.version_id)
    query = select(func.count(Episode.id)).where(
        Episode.branch_id == ground.branch_id, Episode.closed_at.is_(None), Episode.stage_id.not_in(kept)
    )
    return ground.session.scalar(query) or 0


def changes_of(bundle: Mapping[str, Any]) -> list[Change]:
    """Give the changes that a sister's file holds."""
    return [(each["kind"], each["key"], each["content"]) for each in bundle["objects"] if _travels(each["kind"])]


def _travels(code: str) -> bool:
    return code in KINDS and KINDS[code].travels
