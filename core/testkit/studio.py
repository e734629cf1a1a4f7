"""Short ways through the studio for tests: publish a change as two people do, and take it back."""

from collections.abc import Callable
from datetime import date
from typing import Any

from core import clock
from core.configuration import service, versions
from core.configuration.kinds import MAIN, Ground, Kind
from core.configuration.models import ConfigurationVersion
from core.testkit.house import Home


def content_of(home: Home, kind: Kind, key: str = MAIN) -> dict[str, Any]:
    """Read what is in force."""
    with home.reading() as session:
        return dict(versions.in_force(Ground(session, home.country, home.id, today(home), key), kind))


def counted(home: Home, kind: Kind, new: dict[str, Any], key: str = MAIN) -> dict[str, int]:
    """Count what publishing a content would touch."""
    with home.reading() as session:
        ground = Ground(session, home.country, home.id, today(home), key)
        return {each.code: each.count for each in kind.impact(ground, versions.in_force(ground, kind), new)}


def publish(home: Home, kind: Kind, new: dict[str, Any], key: str = MAIN) -> ConfigurationVersion:
    """Draft, send and approve a content that counts at once."""
    admin, approver = home.actor("config_admin"), home.actor(kind.approver)
    with home.transaction() as session:
        ground = Ground(session, home.country, home.id, today(home), key)
        draft = service.begin(ground, admin, kind)
        service.save(session, admin, draft, new, revision=draft.revision)
        service.send(ground, admin, kind, draft, reason="Prueba", effective_on=ground.day)
        service.approve(ground, approver, kind, draft)
        return draft


def change(home: Home, kind: Kind, edit: Callable[[dict[str, Any]], object], key: str = MAIN) -> ConfigurationVersion:
    """Publish what is in force with an edit."""
    new = content_of(home, kind, key)
    edit(new)
    return publish(home, kind, new, key)


def roll_back(home: Home, kind: Kind, version: ConfigurationVersion) -> ConfigurationVersion | None:
    """Put back what was in force before a version, and give what is in force then."""
    approver = home.actor(kind.approver)
    with home.transaction() as session:
        ground = Ground(session, home.country, home.id, today(home), version.key)
        older = versions.get(session, approver, kind.code, version.key, version.number - 1)
        service.roll_back(ground, approver, kind, older, "Prueba")
        live = versions.find_live(session, kind.owner(home.id), kind.code, version.key)
        assert live is not None
        assert (live.sha256, live.content) == (older.sha256, older.content)
        return live


def today(home: Home) -> date:
    """Tell which day it is in the house."""
    return clock.today(home.country.country.time_zone)
