"""What stories need that run over several houses and days: a clock set as the wall shows it, and ways to look."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock, courier
from core.actor import SYSTEM
from core.agenda import sealed
from core.agenda.models import Task
from core.branches.houses import add_bed
from core.courier import Post
from core.intake import tasks
from core.intake.admission import Admitted
from core.legal import measures
from core.legal.cover import Standing
from core.nightly import work
from core.reporting.closings import scope_of
from core.reporting.counting.passes import Asked, count
from core.reporting.periods import Period
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.stages import episodes
from core.stages.models import Episode
from core.stores import Stores
from core.testkit.house import Home, open_home
from core.testkit.houses import OPENED
from plugins.profile import CountryProfile

_MORE_BEDS = (("1", "1-C", "bed"), ("1", "1-D", "bed"), ("4", "4-B", "bed"), ("4", "4-b", "crib"))


@dataclass
class Network:
    """Houses of several countries in one network.

    :param homes: by the country's code.
    """

    stores: Stores
    countries: Mapping[str, CountryProfile]
    homes: dict[str, Home] = field(default_factory=dict)

    def open(self) -> None:
        """Open a house in each country."""
        for code, country in self.countries.items():
            self.homes[code] = open_home(self.stores, country)
            _furnish(self.homes[code])

    def night(self) -> None:
        """Let the night's work be done."""
        assert work.run(self.stores, self.countries)

    def carry(self, home: Home) -> None:
        """Carry the post of a house."""
        courier.carry(Post(self.stores, home.country, home.id, home.code))


def _furnish(home: Home) -> None:
    with home.store.transaction() as session:
        set_branch_scope(session, ALL)
        for room, label, kind in _MORE_BEDS:
            home.beds[label] = add_bed(session, SYSTEM, home.rooms[room], label, kind=kind, since=OPENED).id


def local(home: Home, written: str) -> datetime:
    """Read an instant as the wall of a house shows it."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(home.country.country.time_zone))


@contextmanager
def at(home: Home, written: str) -> Iterator[datetime]:
    """Stop the clock as the wall of a house shows it."""
    with clock.freeze(local(home, written)) as instant:
        yield instant


def admit(home: Home, **changes: object) -> Admitted:
    """Admit somebody as a screen does: the country learns of it after the commit."""
    done = home.admit(**changes)  # type: ignore[arg-type]
    tasks.tell_country(home.store, home.actor(), home.country, done.view, done.resident.id, done.episode.id)
    return done


def standing(home: Home, girl: Resident) -> Standing:
    """Tell how a stay stands now."""
    with home.reading() as session:
        since = episodes.get_open(session, girl.id).admitted_at
        return measures.standings(session, {girl.id: since}, clock.now())[girl.id]


def open_tasks(home: Home, girl: Resident, role: str | None = None) -> list[Task]:
    """List her open tasks, perhaps of one role, in the order of their due instants; what is sealed only when due."""
    query = select(Task).where(Task.resident_id == girl.id, Task.done_at.is_(None))
    with home.reading() as session:
        found = session.scalars(query if role is None else query.where(Task.role == role)).all()
        due = sealed.open_many(session, ((task.id, task.sealed_due) for task in found))
        session.expunge_all()
    shown = [task for task in found if task.id not in due or due[task.id].shown(clock.now())]
    for task in shown:
        task.due_at = due[task.id].at if task.id in due else task.due_at
    return sorted(shown, key=lambda task: (task.due_at, task.code))


def inside(home: Home) -> int:
    """Count who is in the house now."""
    query = select(func.count()).where(Episode.branch_id == home.id, Episode.closed_at.is_(None))
    with home.reading() as session:
        return session.scalar(query) or 0


def counted(home: Home, population: str, period: str) -> int:
    """Count one population of the regional figures in a period."""
    with home.reading() as session:
        return _sum(session, home, population, Period.parse(period))


def _sum(session: Session, home: Home, population: str, period: Period) -> int:
    asked = Asked(population)
    return count(session, scope_of(session, home.country, home.id, period), (asked,))[asked]


def day(written: str) -> date:
    """Read a day."""
    return date.fromisoformat(written)
