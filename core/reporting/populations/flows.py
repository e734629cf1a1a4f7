"""Who came and who left in a period, and in which way."""

from typing import Any

from sqlalchemy import and_, case, exists, literal
from sqlalchemy.sql.elements import ColumnElement

from core.reporting.populations.base import BABY, Counted, Meanings, Scope, meaning, recorded, stays
from core.reporting.rules import flow
from core.reporting.sql import days_between
from core.residents.models import Resident
from core.stages.models import Episode, EpisodeFact

#: Destinations that are safe and lasting (AFC-001).
LASTING = ("FAM_PERM", "FOSTER", "INDEP")
_FROM_BRANCH = "BRANCH"
_TRANSFER, _DEATH = "transfer", "death"
#: Ways out that are none from the network.
AWAY = (_DEATH, _TRANSFER)
STAYS = ((30, "D0T29"), (90, "D30T89"), (180, "D90T179"), (365, "D180T364"), (730, "D365T729"))


def admitted(scope: Scope) -> Counted:
    """Stays that began."""
    return stays(scope).where(flow(Episode.admitted_on, scope))


def purposes(scope: Scope) -> Counted:
    """Each purpose recorded of an admission, once by regional code; one entry of a country may mean several."""
    return _each(scope, scope.purposes, "EXPLOITATION")


def admitted_with_purpose(scope: Scope) -> Counted:
    """Admissions with at least one purpose recorded."""
    return admitted(scope).where(exists(recorded(scope.purposes)))


def means(scope: Scope) -> Counted:
    """Each means of control recorded of an admission, once by regional code."""
    return _each(scope, scope.means, "MEANS")


def admitted_with_means(scope: Scope) -> Counted:
    """Admissions with at least one means recorded."""
    return admitted(scope).where(exists(recorded(scope.means)))


def left(scope: Scope) -> Counted:
    """Stays that ended, with their length."""
    days = days_between(Episode.admitted_on, Episode.closed_on)
    stay: ColumnElement[Any] = case(*((days < limit, code) for limit, code in STAYS), else_="D_GE730")
    return stays(scope).add_columns(stay.label("STAY")).where(flow(Episode.closed_on, scope))


def left_unplanned(scope: Scope) -> Counted:
    """Stays that ended without a plan and with the place unknown."""
    return left(scope).where(Episode.destination == "UNPLANNED")


def left_comparable(scope: Scope) -> Counted:
    """Stays that ended, without deaths and planned moves to another branch."""
    return left(scope).where(Episode.exit_canonical.not_in(AWAY))


def left_to_lasting_place(scope: Scope) -> Counted:
    """Planned exits to a safe, lasting place."""
    return left_comparable(scope).where(Episode.planned_exit.is_(True), Episode.destination.in_(LASTING))


def residents_admitted(scope: Scope) -> Counted:
    """Admissions of residents, without transfers in the network."""
    return admitted(scope).where(Resident.kind != BABY, Episode.referrer != _FROM_BRANCH)


def residents_readmitted(scope: Scope) -> Counted:
    """Those of them who had been in the house before."""
    return residents_admitted(scope).where(Episode.reentry_of.is_not(None))


def residents_transferred_in(scope: Scope) -> Counted:
    """Residents received from another branch."""
    return admitted(scope).where(Resident.kind != BABY, Episode.referrer == _FROM_BRANCH)


def residents_transferred_out(scope: Scope) -> Counted:
    """Residents whom another branch has received."""
    return left(scope).where(Resident.kind != BABY, Episode.exit_canonical == _TRANSFER)


def residents_left(scope: Scope) -> Counted:
    """Exits of residents, without transfers in the network."""
    return left(scope).where(Resident.kind != BABY, Episode.exit_canonical != _TRANSFER)


def _each(scope: Scope, known: Meanings, name: str) -> Counted:
    meant = meaning(known)
    same = and_(EpisodeFact.list_code == meant.c.list_code, EpisodeFact.code == meant.c.code)
    rows = admitted(scope).join(EpisodeFact, EpisodeFact.episode_id == Episode.id).join(meant, same)
    return rows.with_only_columns(
        literal(1).label("amount"), Episode.id.label("episode"), meant.c.regional.label(name)
    ).distinct()
