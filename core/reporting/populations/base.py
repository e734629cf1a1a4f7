"""What every population is made of: the scope, a branch's stays, and their nights."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, String, and_, case, column, func, literal, select, values
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from core.reporting import rules
from core.reporting.periods import Period
from core.reporting.sql import filter_only
from core.residents.models import Resident
from core.stages.models import Episode, EpisodeFact

RESIDENTIAL = "residential"
#: A country's list, its code, and what it means regionally.
Meanings = tuple[tuple[str, str, str], ...]
BABY = "baby"
#: Bands of age: each ends before an age in completed years, the last one never.
Bands = tuple[tuple[int | None, str], ...]
REGIONAL_AGES: Bands = ((9, "Y0T8"), (15, "Y9T14"), (18, "Y15T17"), (21, "Y18T20"), (None, "Y_GE21"))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is computed for.

    :param purposes: the country's entries that map to the purposes of exploitation: its list, code, regional code.
    :param means: those that map to the means of control, likewise.
    :param due: the indicators that the period's submission holds, with the evidence that each has by itself.
    :param ages: the bands of age that are counted in: the region's, or a country's own.
    :param window: days of the cohort's window, where the indicator has several.
    :param places: licensed places to count by instead of those of the house, for what a change would do.
    :param statistics: the country's consents to counting a score; without any no score counts.
    :param majority: years at which somebody comes of age there.
    :param today: a period that still runs is counted up to tonight; None counts all of it.
    """

    branch_id: int
    period: Period
    zone: str
    purposes: Meanings = ()
    ages: Bands = REGIONAL_AGES
    window: int = 0
    places: int | None = None
    today: date | None = None
    means: Meanings = ()
    due: Mapping[str, str] = field(default_factory=dict)
    statistics: tuple[str, ...] = ()
    majority: int = 18

    @property
    def first(self) -> date:
        """The first day that is counted."""
        return self.period.first

    @property
    def last(self) -> date:
        """The last day that is counted."""
        return self.period.last if self.today is None else min(self.period.last, self.today)

    @property
    def eve(self) -> date:
        """The day before the first."""
        return self.first - timedelta(days=1)

    @property
    def day_after(self) -> date:
        """The day after the last: the end, open."""
        return self.last + timedelta(days=1)


#: A statement whose rows are counted; its columns differ from population to population.
Counted = Select[*tuple[Any, ...]]
Population = Callable[[Scope], Counted]


def stays(scope: Scope, which: ColumnElement[bool] | None = None, *, age: ColumnElement[Any] | None = None) -> Counted:
    """A branch's residential stays, with what they may be broken down by.

    :param which: :func:`inside` or :func:`has_night`, which say whose stays they are; else the branch's of all times.
    """
    band = age_band(Episode.age_at_admission if age is None else age, scope.ages)
    return (
        select(
            literal(1).label("amount"),
            Resident.sex.label("SEX"),
            band.label("AGE"),
            Episode.referrer.label("REFERRER"),
            func.coalesce(Episode.destination, "_U").label("DESTINATION"),
        )
        .select_from(Episode)
        .join(Resident, Resident.id == Episode.resident_id)
        .where(of_the_house(Episode, scope) if which is None else which)
    )


def of_the_house(episode: Any, scope: Scope) -> ColumnElement[bool]:
    """A residential stay in this branch."""
    return and_(episode.branch_id == scope.branch_id, episode.modality == RESIDENTIAL)


def of_branch(record: Any, scope: Scope) -> ColumnElement[bool]:
    """A row of this branch."""
    branch: ColumnElement[bool] = record.branch_id == scope.branch_id
    return branch


def also_of_the_house(episode: Any, scope: Scope) -> ColumnElement[bool]:
    """The same of a stay that is found by its resident."""
    return and_(filter_only(episode.branch_id) == scope.branch_id, episode.modality == RESIDENTIAL)


def age_band(age: Any, bands: Bands = REGIONAL_AGES) -> ColumnElement[Any]:
    """The band of an age in completed years."""
    *younger, (_never, oldest) = bands
    return case((age.is_(None), "_U"), *((age < limit, code) for limit, code in younger), else_=oldest)


def counts(record: Any, scope: Scope) -> ColumnElement[bool]:
    """The branch's own records that nobody has struck out."""
    return and_(record.branch_id == scope.branch_id, record.voided_at.is_(None))


def also_counts(record: Any, scope: Scope) -> ColumnElement[bool]:
    """The same of records that are found by what they belong to, and not by the branch."""
    return and_(filter_only(record.branch_id) == scope.branch_id, record.voided_at.is_(None))


def meaning(known: Meanings) -> FromClause:
    """What the country's entries mean regionally; SQL has no empty list of values, so one row never matches."""
    columns = (column("list_code", String), column("code", String), column("regional", String))
    return values(*columns, name="meaning").data(list(known) or [("", "", "")]).cte("meaning")


def recorded(known: Meanings) -> Counted:
    """Something recorded of the stay that has a meaning."""
    means = meaning(known)
    same = and_(EpisodeFact.list_code == means.c.list_code, EpisodeFact.code == means.c.code)
    return select(EpisodeFact.id).join(means, same).where(EpisodeFact.episode_id == Episode.id).correlate(Episode)


def inside(scope: Scope, day: Any) -> ColumnElement[bool]:
    """The branch's stays, in the house at 24:00 of a day."""
    there = rules.stock(Episode.admitted_on, Episode.closed_on, day, of_branch(Episode, scope))
    return and_(also_of_the_house(Episode, scope), there)


def nights(scope: Scope) -> ColumnElement[Any]:
    """Nights of a stay within the period."""
    return rules.exposure(Episode.admitted_on, Episode.closed_on, scope)


def has_night(scope: Scope) -> ColumnElement[bool]:
    """The branch's stays with a night in the period."""
    there = rules.touches(Episode.admitted_on, Episode.closed_on, scope, of_branch(Episode, scope))
    return and_(also_of_the_house(Episode, scope), there)
