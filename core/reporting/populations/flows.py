"""Who came and who left in a period, and in which way."""

from typing import Any

from sqlalchemy import String, and_, case, select
from sqlalchemy.sql.elements import ColumnElement

from core.reporting.populations.base import BABY, also_of_the_house, meaning, of_branch, present, recorded
from core.reporting.populations.counted import Counted, given, rows
from core.reporting.populations.scope import Meanings
from core.reporting.populations.terms import Terms
from core.reporting.sql.expressions import days_between, filter_only
from core.reporting.sql.rules import flow
from core.residents.models import Resident
from core.stages.models import Episode, EpisodeFact

#: Destinations that are safe and lasting (AFC-001).
LASTING = ("FAM_PERM", "FOSTER", "INDEP")
_FROM_BRANCH = "BRANCH"
_TRANSFER, _DEATH = "transfer", "death"
#: Ways out that are none from the network.
AWAY = (_DEATH, _TRANSFER)
STAYS = ((30, "D0T29"), (90, "D30T89"), (180, "D90T179"), (365, "D180T364"), (730, "D365T729"))


def admitted(terms: Terms) -> Counted:
    """Stays that began."""
    return present(terms).where(flow(Episode.admitted_on, terms))


def purposes(terms: Terms) -> Counted:
    """Each purpose recorded of an admission, once by regional code; one entry of a country may mean several."""
    return _each("purpose", terms, terms.purposes, "EXPLOITATION")


def admitted_with_purpose(terms: Terms) -> Counted:
    """Admissions with at least one purpose recorded."""
    return admitted(terms).where(recorded(terms.purposes))


def means(terms: Terms) -> Counted:
    """Each means of control recorded of an admission, once by regional code."""
    return _each("means", terms, terms.means, "MEANS")


def admitted_with_means(terms: Terms) -> Counted:
    """Admissions with at least one means recorded."""
    return admitted(terms).where(recorded(terms.means))


def left(terms: Terms) -> Counted:
    """Stays that ended, with their length."""
    days = days_between(Episode.admitted_on, Episode.closed_on)
    stay: ColumnElement[Any] = case(*((days < limit, code) for limit, code in STAYS), else_="D_GE730")
    return present(terms).divided(STAY=stay).where(flow(Episode.closed_on, terms))


def left_unplanned(terms: Terms) -> Counted:
    """Stays that ended without a plan and with the place unknown."""
    return left(terms).where(Episode.destination == "UNPLANNED")


def left_comparable(terms: Terms) -> Counted:
    """Stays that ended, without deaths and planned moves to another branch."""
    return left(terms).where(Episode.exit_canonical.not_in(AWAY))


def left_to_lasting_place(terms: Terms) -> Counted:
    """Planned exits to a safe, lasting place."""
    return left_comparable(terms).where(Episode.planned_exit.is_(True), Episode.destination.in_(LASTING))


def residents_admitted(terms: Terms) -> Counted:
    """Admissions of residents, without transfers in the network."""
    return admitted(terms).where(Resident.kind != BABY, Episode.referrer != _FROM_BRANCH)


def residents_readmitted(terms: Terms) -> Counted:
    """Those of them who had been in the house before."""
    return residents_admitted(terms).where(Episode.reentry_of.is_not(None))


def residents_transferred_in(terms: Terms) -> Counted:
    """Residents received from another branch."""
    return admitted(terms).where(Resident.kind != BABY, Episode.referrer == _FROM_BRANCH)


def residents_transferred_out(terms: Terms) -> Counted:
    """Residents whom another branch has received."""
    return left(terms).where(Resident.kind != BABY, Episode.exit_canonical == _TRANSFER)


def residents_left(terms: Terms) -> Counted:
    """Exits of residents, without transfers in the network."""
    return left(terms).where(Resident.kind != BABY, Episode.exit_canonical != _TRANSFER)


def _each(name: str, terms: Terms, known: Meanings, column: str) -> Counted:
    meant = meaning(known)
    # A stay has few facts: they are read once, and not looked up for every entry that has a meaning.
    same = and_(filter_only(EpisodeFact.list_code) == meant.c.list_code, EpisodeFact.code == meant.c.code)
    of_admissions = (
        select(Episode.id.label("stay"), meant.c.regional)
        .join(EpisodeFact, EpisodeFact.episode_id == Episode.id)
        .join(meant, same)
        .where(of_branch(Episode, terms), also_of_the_house(Episode, terms), flow(Episode.admitted_on, terms))
    )
    return Counted(rows(name, of_admissions.distinct().subquery()), by={column: given("regional", String)})
