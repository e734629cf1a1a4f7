"""Reads versions of a branch's configuration: what is in force, what is under way, and what was before."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.canonical import digest
from core.configuration.kinds import Content, Ground, Kind
from core.configuration.models import ConfigurationVersion
from core.errors import Damaged, NotFound

DRAFT, PREVIEWED, SENT, SCHEDULED, LIVE = "draft", "previewed", "sent", "scheduled", "live"
#: States in which somebody still works on a version, or waits for it.
UNDER_WAY = (DRAFT, PREVIEWED, SENT, SCHEDULED)
#: States in which the content may still be written.
OPEN = (DRAFT, PREVIEWED)


def content_of(version: ConfigurationVersion) -> dict[str, Any]:
    """Read what a version says.

    :raises Damaged: if it is not what was hashed when it was written.
    """
    return _read(version.content, version.sha256)


def find_live(session: Session, branch_id: int | None, kind: str, key: str) -> ConfigurationVersion | None:
    """Find the version of an object that is in force."""
    return _one(session, branch_id, kind, key, (LIVE,))


def find_under_way(session: Session, branch_id: int | None, kind: str, key: str) -> ConfigurationVersion | None:
    """Find the version of an object that is worked on or waits."""
    return _one(session, branch_id, kind, key, UNDER_WAY)


def in_force(ground: Ground, kind: Kind) -> Content:
    """Read what is in force of an object, configured or not."""
    live = find_live(ground.session, kind.owner(ground.branch_id), kind.code, ground.key)
    return content_of(live) if live else kind.baseline(ground)


def contents(session: Session, branch_id: int, kinds: Collection[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Read what is in force of some kinds in one statement: kind, key and content of what was configured.

    What is set for the whole country is among it.
    """
    # Every page asks this, so it goes past the unit of work.
    for row in session.connection().execute(_CONTENTS, {"branch": branch_id, "kinds": list(kinds)}):
        yield row.kind, row.key, _read(row.content, row.sha256)


def timeline(
    session: Session, branch_id: int, kinds: Collection[str]
) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    """Read what was ever in force of some kinds, the oldest first: since when, kind and content."""
    for row in session.connection().execute(_TIMELINE, {"branch": branch_id, "kinds": list(kinds)}):
        yield row.live_at, row.kind, _read(row.content, row.sha256)


def numbered(
    session: Session, branch_id: int, kind: str, numbers: Collection[int | None], key: str | None = None
) -> list[ConfigurationVersion]:
    """Find versions by their numbers, of one object or of every object of a kind."""
    query = select(ConfigurationVersion).where(
        ConfigurationVersion.branch_id == branch_id,
        ConfigurationVersion.kind == kind,
        ConfigurationVersion.number.in_(numbers),
    )
    return list(session.scalars(query if key is None else query.where(ConfigurationVersion.key == key)))


def list_current(session: Session, actor: Actor) -> list[ConfigurationVersion]:
    """List what is in force or under way at the actor's branch and in her country, of every object."""
    policies.require(actor, "configuration.read")
    query = select(ConfigurationVersion).where(_of(actor), ConfigurationVersion.state.in_((*UNDER_WAY, LIVE)))
    return list(session.scalars(query.order_by(ConfigurationVersion.id)))


def list_versions(session: Session, actor: Actor, kind: str, key: str) -> list[ConfigurationVersion]:
    """List every version of an object, newest first."""
    policies.require(actor, "configuration.read")
    query = select(ConfigurationVersion).where(
        _of(actor),
        ConfigurationVersion.kind == kind,
        ConfigurationVersion.key == key,
    )
    return list(session.scalars(query.order_by(ConfigurationVersion.number.desc())))


def get(session: Session, actor: Actor, kind: str, key: str, number: int) -> ConfigurationVersion:
    """Find one version at the actor's branch.

    :raises NotFound: if there is none.
    """
    found = next((each for each in list_versions(session, actor, kind, key) if each.number == number), None)
    if found is None:
        raise NotFound()
    return found


_CONTENTS = (
    select(
        ConfigurationVersion.kind,
        ConfigurationVersion.key,
        ConfigurationVersion.content,
        ConfigurationVersion.sha256,
    )
    .where(
        or_(ConfigurationVersion.branch_id == bindparam("branch"), ConfigurationVersion.branch_id.is_(None)),
        ConfigurationVersion.kind.in_(bindparam("kinds", expanding=True)),
        ConfigurationVersion.state == LIVE,
    )
    .order_by(ConfigurationVersion.kind, ConfigurationVersion.key)
)

_TIMELINE = (
    select(
        ConfigurationVersion.live_at,
        ConfigurationVersion.kind,
        ConfigurationVersion.content,
        ConfigurationVersion.sha256,
    )
    .where(
        ConfigurationVersion.branch_id == bindparam("branch"),
        ConfigurationVersion.kind.in_(bindparam("kinds", expanding=True)),
        ConfigurationVersion.live_at.is_not(None),
    )
    .order_by(ConfigurationVersion.live_at, ConfigurationVersion.id)
)


def _read(written: str, sha256: str) -> dict[str, Any]:
    if digest(written) != sha256:
        raise Damaged()
    found: dict[str, Any] = json.loads(written)
    return found


def _of(actor: Actor) -> ColumnElement[bool]:
    """What is the actor's branch's own, or her whole country's."""
    return or_(ConfigurationVersion.branch_id == actor.branch_id, ConfigurationVersion.branch_id.is_(None))


def _one(
    session: Session, branch_id: int | None, kind: str, key: str, states: Collection[str]
) -> ConfigurationVersion | None:
    query = select(ConfigurationVersion).where(
        ConfigurationVersion.branch_id == branch_id,
        ConfigurationVersion.kind == kind,
        ConfigurationVersion.key == key,
        ConfigurationVersion.state.in_(states),
    )
    return session.scalar(query)
