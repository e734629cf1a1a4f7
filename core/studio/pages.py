"""What the studio's pages show: every object with its state, and one object's versions with what each changed."""

from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy.orm import Session

from core.actor import Actor
from core.configuration import service, versions
from core.configuration.kinds import MAIN, Ground, Kind, Touched
from core.configuration.models import ConfigurationVersion
from core.errors import Message
from core.i18n import lazy as _
from core.studio.moved import Moved, moved_by
from core.studio.register import KINDS
from plugins.contract.text import Text
from plugins.profile import CountryProfile


@dataclass(frozen=True, slots=True)
class Line:
    """One object: what it is, which version counts, and which one is under way."""

    kind: Kind
    key: str
    name: Message | Text
    live: ConfigurationVersion | None
    under_way: ConfigurationVersion | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A version: what it changed against the one it replaced, what it touched, whether the reader may restore it."""

    version: ConfigurationVersion
    changes: list[str]
    touched: list[Touched]
    may_restore: bool


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The version that is worked on or waits: what it changes, what stands against it, whom and what it touches."""

    version: ConfigurationVersion
    changes: list[str]
    faults: list[Message]
    impact: list[Touched]
    moved: list[Moved]


@dataclass(frozen=True, slots=True)
class Group:
    """Objects that stand together: those of one kind, or all kinds of which a branch has one."""

    label: Message
    lines: list[Line]
    folded: bool = False

    @property
    def touched(self) -> int:
        """How many of them are configured or under way."""
        return sum(bool(each.live or each.under_way) for each in self.lines)


def overview(session: Session, actor: Actor, country: CountryProfile) -> list[Group]:
    """List every object a branch may configure; one statement, whatever there is."""
    lines = _lines(session, actor, country)
    single = Group(_("The house"), [each for each in lines if each.key == MAIN and not each.kind.of_country])
    shared = Group(_("Every house of the country"), [each for each in lines if each.kind.of_country])
    several = [kind for kind in KINDS.values() if kind.keys(country) and MAIN not in kind.keys(country)]
    return [
        single,
        *([shared] if shared.lines else []),
        *(Group(kind.label, [each for each in lines if each.kind is kind], folded=True) for kind in several),
    ]


def _lines(session: Session, actor: Actor, country: CountryProfile) -> list[Line]:
    found: dict[tuple[str, str], dict[bool, ConfigurationVersion]] = {}
    for version in versions.list_current(session, actor):
        found.setdefault((version.kind, version.key), {})[version.state == versions.LIVE] = version
    return [
        Line(kind, key, name, there.get(True), there.get(False))
        for kind in KINDS.values()
        for key, name in kind.keys(country).items()
        for there in [found.get((kind.code, key), {})]
    ]


def history(ground: Ground, actor: Actor, kind: Kind) -> list[Shown]:
    """List the versions of an object that were ever in force, newest first."""
    counted = [each for each in _all(ground, actor, kind) if each.live_at is not None]
    labels = _labels(ground, kind) if counted else {}
    return [
        Shown(each, _changes(ground, kind, before, each), _touched(each, labels), _restorable(actor, kind, each))
        for each, before in zip_longest(counted, counted[1:])
    ]


def under_way(ground: Ground, kind: Kind) -> UnderWay | None:
    """Describe the version under way; its impact is counted, nothing stays touched."""
    found = versions.find_under_way(ground.session, kind.owner(ground.branch_id), kind.code, ground.key)
    if found is None:
        return None
    before, after = versions.in_force(ground, kind), versions.content_of(found)
    faults = kind.standing_against(ground, after)
    impact = [] if faults else kind.impact(ground, before, after)
    moved = [] if faults else moved_by(ground, kind, before, after)
    return UnderWay(found, kind.diff(ground, before, after), faults, impact, moved)


def _all(ground: Ground, actor: Actor, kind: Kind) -> list[ConfigurationVersion]:
    return versions.list_versions(ground.session, actor, kind.code, ground.key)


def _changes(ground: Ground, kind: Kind, before: ConfigurationVersion | None, after: ConfigurationVersion) -> list[str]:
    return kind.diff(ground, versions.content_of(before), versions.content_of(after)) if before else []


def _labels(ground: Ground, kind: Kind) -> dict[str, Message]:
    content = versions.in_force(ground, kind)
    return {each.code: each.label for each in kind.impact(ground, content, content)}


def _touched(version: ConfigurationVersion, labels: dict[str, Message]) -> list[Touched]:
    return [Touched(code, labels[code], count) for code, count in version.touched.items() if code in labels]


def _restorable(actor: Actor, kind: Kind, version: ConfigurationVersion) -> bool:
    return version.state == "superseded" and service.may_restore(actor, kind)
