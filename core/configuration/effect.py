"""Lets an approved version count: the one before it steps back, the room does its part, what was touched is kept."""

from core import clock
from core.actor import Actor
from core.audit.service import Subject, record
from core.configuration.kinds import Ground, Kind, Touched
from core.configuration.models import ConfigurationVersion
from core.configuration.versions import LIVE, content_of


def take(
    ground: Ground, actor: Actor, kind: Kind, version: ConfigurationVersion, before: ConfigurationVersion
) -> list[Touched]:
    """Put a version in force in the place of another."""
    before.state, before.superseded_at = "superseded", clock.now()
    ground.session.flush()  # of an object only one version may be in force
    version.state, version.live_at = LIVE, clock.now()
    ground.session.flush()  # the room may read what is in force now
    touched = kind.take_effect(ground, actor, content_of(before), content_of(version))
    version.touched = {each.code: each.count for each in touched}
    subject = Subject("configuration_version", version.id)
    record(
        ground.session, actor, "configuration.live", subject, kind=kind.code, number=version.number, **version.touched
    )
    return touched
