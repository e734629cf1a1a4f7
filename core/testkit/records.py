"""Random records of a small house, as plain rows: what is done for residents, and what the teams outside do.

Days play about the ends of a period and of every term, since that is where a rule changes its mind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.partners import models as partners
from core.reporting.periods import Period
from core.residents import models as residents
from core.stages.models import Episode
from core.testkit.worlds import Person, Stay, World, write

#: Far above what a database counts by itself.
_ids = count(5_000_000)
EDGES: tuple[int, ...] = (-1096, -761, -760, -730, -395, -394, -366, -365, -364, -213, -212, -184, -183, -91, -90, -60)
EDGES += (-31, -30, -29, -15, -8, -7, -6, -1, 0, 0, 0, 1, 7)
AFTER = (0, 1, 6, 7, 8, 15, 29, 30, 31, 56, 90, 91, 182, 183, 184, 364, 365, 366, 730, 731)
AROUND = (-31, -30, -29, -1, 0, 1, 29, 30, 31)
Row = Any
#: Draws some records of a house.
Part = Callable[["Records"], None]


def new_id() -> int:
    """Give a number that no database has given by itself."""
    return next(_ids)


@dataclass
class Records:
    """Plain rows of one house.

    :param rows: of each table, as namespaces with the columns' names.
    """

    chance: Random
    period: Period
    zone: str
    branch: int = 0
    people: list[Row] = field(default_factory=list)
    stays: list[Row] = field(default_factory=list)
    rows: dict[type, list[Row]] = field(default_factory=dict)
    partner: int = 0

    def of(self, model: type) -> list[Row]:
        """Give a table's rows that nobody has struck out."""
        return [each for each in self.rows.get(model, []) if getattr(each, "voided_at", None) is None]

    def day(self) -> date:
        """Draw a day near an end of the period or of a term before it."""
        return self.chance.choice([self.period.first, self.period.last]) + timedelta(days=self.pick(EDGES))

    def near(self, other: date | None, offsets: Sequence[int] = AFTER) -> date:
        """Draw a day at a distance from another one at which a rule may change its mind."""
        return (other or self.day()) + timedelta(days=self.pick(offsets))

    def pick(self, values: Sequence[Any]) -> Any:
        """Draw one of some values."""
        return self.chance.choice(values)

    def maybe(self, value: Any) -> Any:
        """Draw something or nothing."""
        return self.pick([None, value])

    def yes(self) -> bool:
        """Draw a truth."""
        return bool(self.pick([True, False]))

    def instant(self, day: date) -> datetime:
        """Draw an instant of a local day, often its very first."""
        hours = self.pick([0, 0, 1, 23])
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone)) + timedelta(hours=hours)

    def add(self, model: Any, **values: Any) -> Row:
        """Keep a row; one in six of those that can be struck out is."""
        columns = model.__table__.columns.keys()
        common: dict[str, Any] = {"branch_id": self.branch}
        if "id" in columns:
            common["id"] = new_id()
        if "created_by" in columns:
            common |= {"created_by": 1, "created_by_name": "Test"}
        if "voided_at" in columns:
            common["voided_at"] = self.pick([None] * 5 + [datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))])
        row = SimpleNamespace(**common, **values)
        self.rows.setdefault(model, []).append(row)
        return row


def draw(session: Session, made: Records, size: int, parts: Sequence[Part]) -> Records:
    """Draw a house with its records and write it.

    :param parts: what is drawn for it, each of them ``size`` times.
    """
    _house(session, made, size)
    for part in parts:
        for _ in range(size):
            part(made)
    for model, rows in made.rows.items():
        session.execute(insert(model), [vars(each) for each in rows])
    return made


def _house(session: Session, made: Records, size: int) -> None:
    people = tuple(_person(made, number) for number in range(size + 1))
    made.branch = write(session, World(people, opened_on=date(2019, 1, 1), zone=made.zone))
    mine = residents.Resident.branch_id == made.branch
    ids = session.scalars(select(residents.Resident.id).where(mine).order_by(residents.Resident.id)).all()
    episodes = select(Episode.id).where(Episode.branch_id == made.branch).order_by(Episode.id)
    numbers = iter(session.scalars(episodes).all())
    for number, (resident, person) in enumerate(zip(ids, people, strict=True)):
        mother = None if person.mother is None else ids[person.mother]
        made.people.append(SimpleNamespace(id=resident, kind=person.kind, person=person, mother=mother, number=number))
        for stay in person.stays:
            made.stays.append(SimpleNamespace(id=next(numbers), resident_id=resident, stay=stay, kind=person.kind))
    made.partner = session.execute(
        insert(partners.Partner).values(kind="x", name="Unit").returning(partners.Partner.id)
    ).scalar_one()


def _person(made: Records, number: int) -> Person:
    stays: list[Stay] = []
    start = made.day()
    for _ in range(made.pick([1, 1, 2])):
        left = made.maybe(made.near(start))
        way_out = made.pick([("family", "FAM_PERM"), ("transfer", "BRANCH"), ("death", "DECEASED")])
        stays.append(Stay(start, left, exit=way_out[0], destination=way_out[1], age=made.pick([None, 8, 14, 16])))
        if left is None:
            break
        start = made.near(left, (1, 14, 30))
    baby = number > 0 and made.pick([True, False, False])
    mother = made.chance.randrange(number) if baby else None
    kind = "baby" if baby else "resident"
    return Person(tuple(stays), kind, made.pick(["F", "M"]), made.pick([None, 2005, 2008, 2012, 2017]), mother=mother)
