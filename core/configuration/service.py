"""Changes a branch's configuration: drafted by one person, approved by another, in force from a day, and back again.

What is in force is never edited: every change is a version of its own, also the way back (CFG-1, CFG-6).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import SYSTEM, Actor
from core.audit.service import Subject, record
from core.canonical import canonical, digest
from core.configuration import effect
from core.configuration.kinds import Content, Ground, Kind
from core.configuration.models import ConfigurationVersion
from core.configuration.versions import (
    DRAFT,
    LIVE,
    OPEN,
    PREVIEWED,
    SCHEDULED,
    SENT,
    content_of,
    find_live,
    find_under_way,
)
from core.errors import N_, Conflict, Invalid, NotFound, Refused

LONGEST = 500
_UNDER_WAY = N_("A change of this is under way already. Finish it or throw it away first.")


def begin(ground: Ground, actor: Actor, kind: Kind, content: Content | None = None) -> ConfigurationVersion:
    """Begin a draft from what is in force.

    :param content: what to begin with instead, for a version that comes from elsewhere.
    :raises Conflict: if a change is under way already.
    """
    policies.require(actor, "configuration.write")
    _own(ground, actor, kind)
    _need_free(ground, kind)
    live = _settled(ground, kind)
    return _add(ground, actor, kind, content_of(live) if content is None else content)


def save(
    session: Session, actor: Actor, version: ConfigurationVersion, content: Content, *, revision: int
) -> None:  # fmt: skip
    """Write the content of a draft.

    :param revision: the one the writer had before her.
    :raises Conflict: if somebody else has written it, or it has been sent.
    """
    policies.require(actor, "configuration.write")
    _need_state(session, actor, version, OPEN)
    if version.revision != revision:
        raise Conflict()
    version.content = canonical(content)
    version.sha256 = digest(version.content)
    version.state = DRAFT
    version.author_id, version.author_name = actor.user_id, actor.name
    record(session, actor, "configuration.save", _subject(version), kind=version.kind, hash=version.sha256)


def mark_previewed(session: Session, actor: Actor, version: ConfigurationVersion) -> None:
    """Note that a draft was tried on invented people."""
    policies.require(actor, "configuration.write")
    _need_state(session, actor, version, OPEN)
    version.state = PREVIEWED
    record(session, actor, "configuration.preview", _subject(version), kind=version.kind)


def send(
    ground: Ground, actor: Actor, kind: Kind, version: ConfigurationVersion, *, reason: str, effective_on: date
) -> None:
    """Send a draft for approval; from here on its content never changes.

    :raises Invalid: if it says why in no word, its day is past, it changes nothing, or its bounds are not kept.
    """
    policies.require(actor, "configuration.write")
    _need_state(ground.session, actor, version, OPEN)
    after = content_of(version)
    faults = _faults_of_sending(ground, reason, effective_on)
    if against := kind.standing_against(ground, after):
        faults["content"] = against
    elif canonical(after) == _settled(ground, kind).content:
        faults["content"] = [N_("It says the same as what is in force.")]
    if faults:
        raise Invalid(faults)
    version.reason, version.effective_on = reason.strip(), effective_on
    version.author_id, version.author_name = actor.user_id, actor.name
    version.state, version.sent_at = SENT, clock.now()
    record(ground.session, actor, "configuration.send", _subject(version), kind=kind.code, hash=version.sha256)


def approve(ground: Ground, actor: Actor, kind: Kind, version: ConfigurationVersion, comment: str = "") -> None:
    """Approve as the second person; it counts from its day on, or at once if that has come.

    :raises NotFound: if this kind is approved by somebody else.
    :raises Refused: if the actor wrote it herself.
    """
    _decide(ground, actor, kind, version, comment)
    version.state = SCHEDULED
    record(ground.session, actor, "configuration.approve", _subject(version), kind=kind.code, hash=version.sha256)
    if version.effective_on is not None and version.effective_on <= ground.day:
        effect.take(ground, actor, kind, version, _settled(ground, kind))


def send_back(ground: Ground, actor: Actor, kind: Kind, version: ConfigurationVersion, comment: str) -> None:
    """Return a version to its author with a comment; its content is free to be written again.

    :raises Invalid: without a comment.
    """
    if not comment.strip():
        raise Invalid({"comment": [N_("Write what has to change.")]})
    _decide(ground, actor, kind, version, comment)
    version.state, version.sent_at = DRAFT, None
    record(ground.session, actor, "configuration.return", _subject(version), kind=kind.code)


def acknowledge(ground: Ground, actor: Actor, kind: Kind, content: Content) -> ConfigurationVersion:
    """Note what nobody drafts here as read, a version of its own: what came from elsewhere and counts already.

    :raises NotFound: if somebody else answers for this kind.
    :raises Conflict: if it is known as it is.
    """
    policies.require(actor, "configuration.approve")
    _own(ground, actor, kind)
    if actor.role != kind.approver:
        raise NotFound()
    before = find_live(ground.session, ground.branch_id, kind.code, ground.key)
    if before is not None and before.content == canonical(content):
        raise Conflict(message=N_("It says the same as what is in force."))
    version = _add(ground, SYSTEM, kind, content)
    version.approver_id, version.approver_name, version.decided_at = actor.user_id, actor.name, clock.now()
    version.effective_on = ground.day
    record(ground.session, actor, "configuration.acknowledge", _subject(version), kind=kind.code, hash=version.sha256)
    if before is None:
        version.state, version.live_at = LIVE, clock.now()
    else:
        effect.take(ground, actor, kind, version, before)
    return version


def discard(session: Session, actor: Actor, version: ConfigurationVersion) -> None:
    """Give up a version that is not in force yet; it stays in the list."""
    policies.require(actor, "configuration.write")
    _need_state(session, actor, version, (*OPEN, SENT, SCHEDULED))
    version.state = "discarded"
    record(session, actor, "configuration.discard", _subject(version), kind=version.kind)


def roll_back(ground: Ground, actor: Actor, kind: Kind, older: ConfigurationVersion, reason: str) -> None:
    """Put an older version back in force, as a copy with a number of its own: the same bytes, the same hash.

    One act of one person, since a second one has approved it before; where the data-protection officer approves, hers.

    :raises NotFound: if the actor may not.
    :raises Invalid: without a reason, or if the bounds of today no longer allow it.
    """
    _require_restoring(actor, kind)
    _own(ground, actor, kind)
    _need_free(ground, kind)
    if older.state != "superseded":
        raise Conflict({"state": older.state}, N_("Only a version that was in force can come back."))
    if not reason.strip():
        raise Invalid({"reason": [N_("Write why.")]})
    if bounds := kind.faults(ground, content_of(older)):
        raise Invalid({"content": bounds})
    copy = _add(ground, actor, kind, content_of(older))
    copy.copy_of, copy.reason, copy.effective_on = older.id, reason.strip()[:LONGEST], ground.day
    copy.state, copy.decided_at = SCHEDULED, clock.now()
    copy.approver_id, copy.approver_name = older.approver_id, older.approver_name
    record(ground.session, actor, "configuration.restore", _subject(copy), kind=kind.code, of=older.number)
    effect.take(ground, actor, kind, copy, _settled(ground, kind))


def apply_due(actor: Actor, kinds: Mapping[str, Kind], ground: Ground) -> int:
    """Let approved versions whose day has come take effect, and tell how many did."""
    query = select(ConfigurationVersion).where(
        or_(ConfigurationVersion.branch_id == ground.branch_id, ConfigurationVersion.branch_id.is_(None)),
        ConfigurationVersion.state == SCHEDULED,
        ConfigurationVersion.effective_on <= ground.day,
    )
    due = [each for each in ground.session.scalars(query.order_by(ConfigurationVersion.id)) if each.kind in kinds]
    for version in due:
        place, kind = replace(ground, key=version.key), kinds[version.kind]
        effect.take(place, actor, kind, version, _settled(place, kind))
    return len(due)


def may_restore(actor: Actor, kind: Kind) -> bool:
    """Tell whether the actor may put an older version of a kind back."""
    return kind.may_change(actor) and policies.may(actor, "configuration.read") and actor.role in _restorers(kind)


def _restorers(kind: Kind) -> tuple[str, ...]:
    return (kind.approver,) if kind.approver == "dpo" else (kind.approver, "config_admin")


def _require_restoring(actor: Actor, kind: Kind) -> None:
    if not may_restore(actor, kind):
        raise NotFound()


def _decide(ground: Ground, actor: Actor, kind: Kind, version: ConfigurationVersion, comment: str) -> None:
    policies.require(actor, "configuration.approve")
    _own(ground, actor, kind)
    if actor.role != kind.approver:
        raise NotFound()
    _need_state(ground.session, actor, version, (SENT,))
    if actor.user_id == version.author_id:
        raise Refused(message=N_("Whoever writes a change does not approve it."))
    version.approver_id, version.approver_name = actor.user_id, actor.name
    version.decided_at, version.comment = clock.now(), comment.strip()[:LONGEST]


def _faults_of_sending(ground: Ground, reason: str, effective_on: date) -> dict[str, list[Any]]:
    faults: dict[str, list[Any]] = {}
    if not 1 <= len(reason.strip()) <= LONGEST:
        faults["reason"] = [N_("Write why, in 1 to 500 characters.")]
    if effective_on < ground.day:
        faults["effective_on"] = [N_("This day is past: nothing counts backwards.")]
    return faults


def _settled(ground: Ground, kind: Kind) -> ConfigurationVersion:
    """Find what is in force; where nothing was configured yet, write down as first version what counts now."""
    live = find_live(ground.session, kind.owner(ground.branch_id), kind.code, ground.key)
    if live is not None:
        return live
    first = _add(ground, SYSTEM, kind, kind.baseline(ground))
    first.state, first.effective_on, first.live_at = "live", ground.day, clock.now()
    ground.session.flush()  # the next one is numbered after it
    return first


def _add(ground: Ground, actor: Actor, kind: Kind, content: Content) -> ConfigurationVersion:
    owner = kind.owner(ground.branch_id)
    newest = select(func.max(ConfigurationVersion.number)).where(
        ConfigurationVersion.branch_id == owner,
        ConfigurationVersion.kind == kind.code,
        ConfigurationVersion.key == ground.key,
    )
    written = canonical(content)
    version = ConfigurationVersion(
        branch_id=owner,
        kind=kind.code,
        key=ground.key,
        number=(ground.session.scalar(newest) or 0) + 1,
        content=written,
        sha256=digest(written),
        author_id=actor.user_id,
        author_name=actor.name,
    )
    ground.session.add(version)
    ground.session.flush()  # the event names its id
    record(ground.session, actor, "configuration.begin", _subject(version), kind=kind.code, key=ground.key)
    return version


def _need_free(ground: Ground, kind: Kind) -> None:
    if find_under_way(ground.session, kind.owner(ground.branch_id), kind.code, ground.key) is not None:
        raise Conflict(message=_UNDER_WAY)


def _need_state(session: Session, actor: Actor, version: ConfigurationVersion, states: tuple[str, ...]) -> None:
    if version.branch_id != actor.branch_id and not (version.branch_id is None and actor.leads):
        raise NotFound()
    session.flush()  # reading the row anew would undo what this session has changed of it
    # Two who decide at once come one after the other, and the second sees what the first did.
    session.refresh(version, with_for_update=True)
    if version.state not in states:
        raise Conflict({"state": version.state}, N_("This version has gone on in the meantime."))


def _own(ground: Ground, actor: Actor, kind: Kind) -> None:
    if actor.branch_id != ground.branch_id or not kind.may_change(actor):
        raise NotFound()


def _subject(version: ConfigurationVersion) -> Subject:
    return Subject("configuration_version", version.id)
