"""In what terms populations speak of a branch and a period: by name, so that they are said once and asked of any.

Saying some hundred questions takes longer than answering them for a house of ordinary size.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Date, Integer, String, bindparam

from core.db import UtcDateTime
from core.legal.cover import midnights
from core.reporting.populations.scope import NUMBERED_BEFORE, Bands, Meanings, Scope
from core.reporting.sql.midnights import Stretch

_SECOND = timedelta(seconds=1)
Filling = Callable[[Scope], Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """What statements say of a branch and a period: the country's lists themselves, and names for all that differs.

    :param supposed: whether licensed places are supposed.
    :param stretches: in how many stretches local midnights lie a day apart.
    :param window: days of the cohort's window, where the population has several.
    :param filled: how a scope fills in each name that was used.
    """

    ages: Bands
    purposes: Meanings
    means: Meanings
    due: tuple[tuple[str, str], ...]
    statistics: tuple[str, ...]
    majority: int
    supposed: bool
    stretches: int
    window: int = 0
    filled: dict[str, Filling] = field(default_factory=dict, compare=False)

    @property
    def branch_id(self) -> BindParameter[int]:
        """The branch."""
        return self.named("branch", Integer, lambda scope: scope.branch_id)

    @property
    def year(self) -> BindParameter[int]:
        """The year in which the period lies."""
        return self.named("year", Integer, lambda scope: scope.year)

    @property
    def period(self) -> BindParameter[str]:
        """The period as it is written."""
        return self.named("period", String, lambda scope: str(scope.period))

    @property
    def places(self) -> BindParameter[int] | None:
        """Licensed places to count by instead of those of the house."""
        return self.named("places", Integer, lambda scope: scope.places) if self.supposed else None

    @property
    def places_from(self) -> BindParameter[date]:
        """The day from which they count."""
        return self.named("places_from", Date, lambda scope: scope.places_from)

    @property
    def first(self) -> "Day":
        """The first day that is counted."""
        return Day(self, "first", lambda scope: scope.first)

    @property
    def last(self) -> "Day":
        """The last day that is counted."""
        return Day(self, "last", lambda scope: scope.last)

    @property
    def eve(self) -> "Day":
        """The day before the first."""
        return self.first - timedelta(days=1)

    @property
    def day_after(self) -> "Day":
        """The day after the last: the end, open."""
        return self.last + timedelta(days=1)

    @property
    def last_month(self) -> "Day":
        """The first day of the last month."""
        return Day(self, "month", lambda scope: scope.last.replace(day=1))

    @property
    def day_0(self) -> "Day":
        """The day from which local days are numbered."""
        return self.first - timedelta(days=NUMBERED_BEFORE)

    def ends_of_days(self, shift: timedelta = timedelta()) -> tuple[Stretch, ...]:
        """Give the ends of local days from :attr:`day_0` on.

        :param shift: so much later.
        """
        return tuple(self._stretch(place, shift) for place in range(self.stretches))

    def values(self, scope: Scope) -> dict[str, Any]:
        """Fill in every name that was used."""
        return {name: filling(scope) for name, filling in self.filled.items()}

    def named(self, name: str, kind: Any, filling: Filling) -> BindParameter[Any]:
        """Name something that a scope fills in."""
        self.filled[name] = filling
        return bindparam(name, type_=kind)

    def _stretch(self, place: int, shift: timedelta) -> Stretch:
        name = f"ends_{place}_{shift // _SECOND % 60}"
        return Stretch(
            self.named(f"{name}_first", UtcDateTime, lambda scope: scope.ends_of_days[place].first + shift),
            self.named(f"{name}_last", UtcDateTime, lambda scope: scope.ends_of_days[place].last + shift),
            self.named(f"{name}_number", Integer, lambda scope: scope.ends_of_days[place].number),
        )


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a scope fills in, or so many days from it."""

    terms: Terms
    name: str
    filling: Filling
    distance: timedelta = timedelta()

    def __add__(self, days: timedelta) -> "Day":
        """Go so many days on."""
        return replace(self, distance=self.distance + days)

    def __sub__(self, days: timedelta) -> "Day":
        """Go so many days back."""
        return replace(self, distance=self.distance - days)

    def __clause_element__(self) -> BindParameter[date]:
        """Stand in a statement."""
        return self.terms.named(self._written, Date, lambda scope: self.filling(scope) + self.distance)

    @property
    def midnight(self) -> BindParameter[datetime]:
        """The instant with which it begins where the branch is."""
        return self.terms.named(f"{self._written}_begins", UtcDateTime, self._begins)

    @property
    def _written(self) -> str:
        days = self.distance.days
        return f"{self.name}_{'minus' if days < 0 else 'plus'}_{abs(days)}"

    def _begins(self, scope: Scope) -> datetime:
        before = self.filling(scope) + self.distance - timedelta(days=1)
        ((_day, end),) = midnights(before, before, scope.zone)
        return end.astimezone(UTC)


def terms_of(scope: Scope) -> Terms:
    """Give the terms of all scopes that are alike but for what is filled in."""
    return Terms(
        scope.ages, scope.purposes, scope.means, tuple(scope.due.items()), scope.statistics, scope.majority,
        scope.places is not None, len(scope.ends_of_days),
    )  # fmt: skip
