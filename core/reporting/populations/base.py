"""What every population is made of: a branch's stays, their nights, and its records."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import CTE, and_, case, exists, false, func, literal, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from core.reporting.populations.counted import Condition, Counted, rows
from core.reporting.populations.scope import REGIONAL_AGES, Bands, Meanings, Scope
from core.reporting.populations.terms import Terms
from core.reporting.sql import rules
from core.reporting.sql.expressions import filter_only
from core.residents.models import Resident
from core.stages.models import Episode, EpisodeFact

RESIDENTIAL = "residential"
BABY = "baby"
#: A population may be of several kinds of rows, whose numbers are added.
Population = Callable[[Terms], Counted | tuple[Counted, ...]]


def stays(name: str, terms: Terms, *found: Condition) -> Counted:
    """A branch's residential stays with their residents, with what they may be broken down by.

    :param name: what these stays are.
    :param found: which they are, so that an index leads to them.
    """
    of_the_house = rows(name, Episode, where=(also_of_the_house(Episode, terms), *found))
    # Each stay has its resident: joined from outside, she is only read where something is asked of her.
    with_resident = of_the_house.found.outerjoin(Resident, Resident.id == Episode.resident_id)
    return Counted(replace(of_the_house, found=with_resident), by=divisions(terms))


def divisions(terms: Terms) -> dict[str, Any]:
    """Say by what a stay may be broken down."""
    return {
        "SEX": Resident.sex,
        "AGE": age_band(Episode.age_at_admission, terms.ages),
        "REFERRER": Episode.referrer,
        "DESTINATION": func.coalesce(Episode.destination, "_U"),
    }


def present(terms: Terms) -> Counted:
    """Stays that had begun when the period ended, and were not over when it began: most figures are of them."""
    of_this = of_branch(Episode, terms)
    # A stay that ends before it begins is a mistake, which the checks can only find if it is counted.
    begun_then = and_(of_this, rules.flow(Episode.admitted_on, terms))
    there = or_(rules.open_after(Episode.closed_on, terms.eve, of_this), begun_then)
    return stays("stay", terms, filter_only(Episode.admitted_on) <= terms.last, there)


def entered(terms: Terms, term: int) -> Counted:
    """Stays whose term of so many days after the admission ended in the period."""
    return stays(f"entered {term}", terms, of_branch(Episode, terms), rules.cohort(Episode.admitted_on, terms, term))


def ended(terms: Terms, term: int) -> Counted:
    """Stays whose term of so many days after their end ended in the period, without the babies of residents.

    Nobody follows up a baby: it is found where its mother is.
    """
    cohort = rules.cohort(Episode.closed_on, terms, term)
    return stays(f"ended {term}", terms, of_branch(Episode, terms), cohort).where(Resident.kind != BABY)


def of_branch(record: Any, terms: Terms) -> Condition:
    """A row of this branch."""
    branch: Condition = record.branch_id == terms.branch_id
    return branch


def also_of_the_house(episode: Any, terms: Terms) -> Condition:
    """A residential stay in this branch, found by something else than the branch."""
    return and_(filter_only(episode.branch_id) == terms.branch_id, episode.modality == RESIDENTIAL)


def age_band(age: Any, bands: Bands = REGIONAL_AGES) -> ColumnElement[Any]:
    """The band of an age in completed years."""
    *younger, (_never, oldest) = bands
    return case((age.is_(None), "_U"), *((age < limit, code) for limit, code in younger), else_=oldest)


def counts(record: Any, terms: Terms | Scope) -> Condition:
    """The branch's own records that nobody has struck out."""
    return and_(record.branch_id == terms.branch_id, record.voided_at.is_(None))


def also_counts(record: Any, terms: Terms) -> Condition:
    """The same of records that are found by what they belong to, and not by the branch."""
    return and_(filter_only(record.branch_id) == terms.branch_id, record.voided_at.is_(None))


def meaning(known: Meanings) -> CTE:
    """What the country's entries mean regionally; SQL has no empty table, so one row never matches."""
    entries = known or (("", "", ""),)
    columns = ("list_code", "code", "regional")
    lines = (select(*(literal(word).label(name) for word, name in zip(each, columns, strict=True))) for each in entries)
    return union_all(*lines).cte("meaning")


def recorded(known: Meanings) -> Condition:
    """Whether something that has a meaning is recorded of the stay."""
    entries: dict[str, set[str]] = defaultdict(set)
    for each, code, _regional in known:
        entries[each].add(code)
    # A stay has few facts: they are read once, and not looked up for every code.
    means = (
        and_(EpisodeFact.list_code == each, filter_only(EpisodeFact.code).in_(sorted(codes)))
        for each, codes in sorted(entries.items())
    )
    return exists(select(EpisodeFact.id).where(EpisodeFact.episode_id == Episode.id, or_(false(), *means)))


def inside(day: Any) -> Condition:
    """In the house at 24:00 of a day."""
    return rules.stock(Episode.admitted_on, Episode.closed_on, day)


def nights(terms: Terms) -> ColumnElement[Any]:
    """Nights of a stay within the period."""
    return rules.exposure(Episode.admitted_on, Episode.closed_on, terms)


def has_night(terms: Terms) -> Condition:
    """With a night in the period."""
    return rules.touches(Episode.admitted_on, Episode.closed_on, terms)
