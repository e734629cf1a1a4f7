"""Whom a figure counts: the local list behind a cell, inside the house alone.

Only figures of who came, who is here and who left can be opened, which say no more of anybody than the house's list.
What tells of her health, her case or where she went is opened in its own room by who may. The list is made of the very
rows that the figure adds up, so that both cannot part.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import people
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import Invalid, NotFound
from core.reporting import catalogue as catalogues
from core.reporting import closings
from core.reporting.catalogue import TOTAL, VALUE, Indicator
from core.reporting.figures import population_of
from core.reporting.periods import Period
from core.reporting.populations import POPULATIONS, Counted, terms_of
from core.stages.models import Episode
from plugins.profile import CountryProfile

#: Populations of stays that say nothing but that somebody came, was here, or left.
TRACED = frozenset({
    "admitted", "babies_at_end", "inside_at_end", "resident_days", "residents_admitted", "residents_at_end",
    "residents_at_start", "residents_left", "residents_readmitted", "residents_transferred_in",
    "residents_transferred_out",
})  # fmt: skip
#: So many lines are shown; a house has fewer.
MOST = 500


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a figure counts.

    :param house_name: None for who reads only a summary of the house.
    :param amount: what she adds to it: 1 for each stay, or nights.
    """

    code: str
    house_name: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class Traced:
    """A figure with whom it counts.

    :param total: as the records stand now.
    :param closed: as the period was closed, or None if it was not.
    """

    indicator: Indicator
    period: Period
    people: tuple[Person, ...]
    total: int
    closed: int | None


def can(indicator: Indicator) -> bool:
    """Tell whether the list behind a figure can be opened."""
    counts = indicator.denominator is None and not indicator.only_broken_down and not indicator.windows
    return counts and population_of(indicator, VALUE) in TRACED


def trace(session: Session, actor: Actor, country: CountryProfile, period: Period, code: str) -> Traced:
    """List whom a figure of the actor's house counts in a period; that somebody looked is an event.

    :raises NotFound: if she may not, or the figure is none that can be opened, or is none of such a period.
    """
    policies.require(actor, "figures.trace")
    indicator = catalogues.current().indicators.get(code)
    if indicator is None or not can(indicator) or period.kind not in indicator.frequency:
        raise NotFound()
    branch = closings.branch_of(actor)
    scope = closings.scope_of(session, country, branch, period)
    if scope.last < scope.first:
        raise Invalid({"period": [closings.NOT_BEGUN]})
    terms = terms_of(scope)
    counted = POPULATIONS[population_of(indicator, VALUE)](terms)
    assert isinstance(counted, Counted)  # those of TRACED go through one kind of rows
    rows = counted.listed(Episode.resident_id).subquery()
    about, amount = people.residents(), func.sum(rows.c.amount)
    query = (
        select(*people.naming(actor), amount)
        .join_from(rows, about, about.c.id == rows.c.who)
        .group_by(about.c.code, about.c.house_name)
        .order_by(about.c.code)
        .limit(MOST)
    )
    filled = terms.values(scope)
    found = tuple(Person(name, called, int(number)) for name, called, number in session.execute(query, filled))
    total = int(session.scalar(select(func.coalesce(func.sum(rows.c.amount), 0)), filled) or 0)
    record(session, actor, "figures.trace", Subject("period", str(period)), data_class="HDR", figure=code)
    return Traced(indicator, period, found, total, _closed(session, branch, period, code))


def _closed(session: Session, branch_id: int, period: Period, code: str) -> int | None:
    closing = closings.latest(session, branch_id, period)
    if closing is None:
        return None
    key = (code, TOTAL, TOTAL, VALUE)
    return next((cell.value for cell in closings.cells_of(closing) if cell.key == key), None)
