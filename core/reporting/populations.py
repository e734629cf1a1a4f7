"""Whom each figure counts: one SQL statement per population, the same on both databases.

A population gives one row for each thing that is counted, with ``amount`` (1, or days) and whatever it may be broken
down by (``SEX``, ``AGE``, ``REFERRER``, ``DESTINATION``, ``STAY``, ``EXPLOITATION``). A stay counts from its day of
admission up to, and without, the day on which it ended: its nights.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, column, exists, func, literal, null, or_, select, values
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from core.branches.models import Branch
from core.db import UtcDateTime
from core.legal.cover import midnights
from core.legal.models import Measure, MeasurePerson
from core.partners.models import Referral
from core.reporting.periods import Period
from core.reporting.sql import days_between, earlier, later
from core.residents.models import FamilyLink, Resident
from core.stages.models import Episode, EpisodeFact

#: Destinations that are safe and lasting (AFC-001), and safe for a mother with her infant (MAB-003).
LASTING = ("FAM_PERM", "FOSTER", "INDEP")
SAFE_FOR_PAIRS = (*LASTING, "OTHER_RES")
#: A return within two weeks is a new start of the same stay, not a return (HUD system performance measure 2).
RETURN_AFTER_DAYS = 14
ANSWER_DAYS = 7
_STAYS = ((30, "D0T29"), (90, "D30T89"), (180, "D90T179"), (365, "D180T364"), (730, "D365T729"))
_AGES = ((9, "Y0T8"), (15, "Y9T14"), (18, "Y15T17"), (21, "Y18T20"))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is computed for.

    :param purposes: the country's code lists whose entries map to the purposes of exploitation.
    :param window: days of the cohort's window, where the indicator has several.
    """

    branch_id: int
    period: Period
    zone: str
    purposes: tuple[str, ...] = ()
    window: int = 0

    @property
    def day_after(self) -> date:
        """The day after the last: the end, open."""
        return self.period.last + timedelta(days=1)


#: A statement whose rows are counted; its columns differ from population to population.
Counted = Select[*tuple[Any, ...]]
Population = Callable[[Scope], Counted]


def _stays(scope: Scope, *, age: ColumnElement[Any] | None = None) -> Counted:
    band = _age_band(Episode.age_at_admission if age is None else age)
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
        .where(Episode.branch_id == scope.branch_id, Episode.modality == "residential")
    )


def _age_band(age: ColumnElement[Any] | Any) -> ColumnElement[Any]:
    return case((age.is_(None), "_U"), *((age < limit, code) for limit, code in _AGES), else_="Y_GE21")


def _inside(day: date) -> ColumnElement[bool]:
    """In the house at 24:00 of a day."""
    return and_(Episode.admitted_on <= day, or_(Episode.closed_on.is_(None), Episode.closed_on > day))


def inside_at_end(scope: Scope) -> Counted:
    """Stays open at the end. The age is exact at the end of a year, the only time at which it is broken down."""
    return _stays(scope, age=scope.period.year - Resident.birth_year).where(_inside(scope.period.last))


def _in_period(day: Any, scope: Scope) -> ColumnElement[bool]:
    return and_(day >= scope.period.first, day <= scope.period.last)


def served(scope: Scope) -> Counted:
    """Persons with at least one night, each once, by the newest of their stays."""
    newer = aliased(Episode)
    later_stay = select(newer.id).where(
        newer.resident_id == Episode.resident_id, newer.id > Episode.id, newer.admitted_on <= scope.period.last
    )
    return _stays(scope).where(_has_night(scope), ~exists(later_stay))


def _has_night(scope: Scope) -> ColumnElement[bool]:
    return _nights(scope) > 0


def _nights(scope: Scope) -> ColumnElement[Any]:
    start = later(Episode.admitted_on, scope.period.first)
    end = earlier(func.coalesce(Episode.closed_on, scope.day_after), scope.day_after)
    return case((end > start, days_between(start, end)), else_=0)


def admitted(scope: Scope) -> Counted:
    """Stays that began."""
    return _stays(scope).where(_in_period(Episode.admitted_on, scope))


def _purpose(scope: Scope) -> ColumnElement[bool]:
    return and_(EpisodeFact.episode_id == Episode.id, EpisodeFact.list_code.in_(scope.purposes))


def purposes(scope: Scope) -> Counted:
    """Each purpose recorded of an admission, once by regional code."""
    stays = admitted(scope).join(EpisodeFact, _purpose(scope))
    return stays.with_only_columns(
        literal(1).label("amount"), Episode.id.label("episode"), EpisodeFact.regional.label("EXPLOITATION")
    ).distinct()


def admitted_with_purpose(scope: Scope) -> Counted:
    """Admissions with at least one purpose recorded."""
    return admitted(scope).where(exists(select(EpisodeFact.id).where(_purpose(scope))))


def left(scope: Scope) -> Counted:
    """Stays that ended, with their length."""
    days = days_between(Episode.admitted_on, Episode.closed_on)
    stay = case(*((days < limit, code) for limit, code in _STAYS), else_="D_GE730")
    return _stays(scope).add_columns(stay.label("STAY")).where(_in_period(Episode.closed_on, scope))


def left_unplanned(scope: Scope) -> Counted:
    """Stays that ended without a plan and with the place unknown."""
    return left(scope).where(Episode.destination == "UNPLANNED")


def left_comparable(scope: Scope) -> Counted:
    """Stays that ended, without deaths and planned moves to another branch."""
    return left(scope).where(Episode.exit_canonical.not_in(("death", "transfer")))


def left_to_lasting_place(scope: Scope) -> Counted:
    """Planned exits to a safe, lasting place."""
    return left_comparable(scope).where(Episode.planned_exit.is_(True), Episode.destination.in_(LASTING))


def resident_days(scope: Scope) -> Counted:
    """Nights in the house."""
    stays = _stays(scope).where(Episode.admitted_on <= scope.period.last, _has_night(scope))
    return stays.with_only_columns(_nights(scope).label("amount"))


def licensed_places(scope: Scope) -> Counted:
    """Places of the licence."""
    return select(Branch.licensed_places.label("amount")).where(Branch.id == scope.branch_id)


def place_days(scope: Scope) -> Counted:
    """Licensed places times the days on which the house was open."""
    start = later(Branch.opened_on, scope.period.first)
    end = earlier(func.coalesce(Branch.closed_on, scope.day_after), scope.day_after)
    days = case((end > start, days_between(start, end)), else_=0)
    return select((Branch.licensed_places * days).label("amount")).where(Branch.id == scope.branch_id)


def exit_cohort(scope: Scope) -> Counted:
    """Planned exits to a lasting place whose window ended in the period: everybody has had the full time."""
    shift = timedelta(days=scope.window)
    return _stays(scope).where(
        Episode.closed_on >= scope.period.first - shift,
        Episode.closed_on <= scope.period.last - shift,
        Episode.planned_exit.is_(True),
        Episode.destination.in_(LASTING),
    )


def returned(scope: Scope) -> Counted:
    """Members of the cohort who came back within the window."""
    again = aliased(Episode)
    days = days_between(Episode.closed_on, again.admitted_on)
    back = select(again.id).where(
        again.resident_id == Episode.resident_id, days >= RETURN_AFTER_DAYS, days <= scope.window
    )
    return exit_cohort(scope).where(exists(back))


def referrals_made(scope: Scope) -> Counted:
    """Referrals to partners whose seven days ended in the period."""
    shift = timedelta(days=ANSWER_DAYS)
    return select(literal(1).label("amount")).where(
        Referral.branch_id == scope.branch_id,
        Referral.direction == "out",
        Referral.requested_on >= scope.period.first - shift,
        Referral.requested_on <= scope.period.last - shift,
    )


def referrals_accepted(scope: Scope) -> Counted:
    """Those of them that were accepted in time."""
    return referrals_made(scope).where(
        Referral.state.in_(("accepted", "served", "closed")),
        days_between(Referral.requested_on, Referral.answered_on) <= ANSWER_DAYS,
    )


def pairs_left(scope: Scope) -> Counted:
    """Mothers who left in the period while their baby had a stay in the house."""
    baby = aliased(Episode)
    return (
        select(literal(1).label("amount"), baby.id)
        .select_from(Episode)
        .join(FamilyLink, and_(FamilyLink.resident_id == Episode.resident_id, FamilyLink.relation == "mother_of"))
        .join(
            baby,
            and_(
                baby.resident_id == FamilyLink.relative_id,
                baby.admitted_on <= Episode.closed_on,
                or_(baby.closed_on.is_(None), baby.closed_on >= Episode.closed_on),
            ),
        )
        .where(Episode.branch_id == scope.branch_id, _in_period(Episode.closed_on, scope))
    )


def pairs_left_together(scope: Scope) -> Counted:
    """Pairs who left on one day, planned, to a safe place."""
    together = aliased(Episode)
    same = select(together.id).where(
        together.resident_id == FamilyLink.relative_id,
        together.closed_on == Episode.closed_on,
        together.planned_exit.is_(True),
        together.destination.in_(SAFE_FOR_PAIRS),
    )
    return pairs_left(scope).where(
        Episode.planned_exit.is_(True), Episode.destination.in_(SAFE_FOR_PAIRS), exists(same)
    )


def nights_without_basis(scope: Scope) -> Counted:
    """Persons in the house at 24:00 whom no measure and no provisional basis covers, night by night."""
    ends = [(instant,) for _day, instant in midnights(scope.period.first, scope.period.last, scope.zone)]
    night = values(column("midnight", UtcDateTime), name="night").data(ends).cte("night")
    covered = (
        select(MeasurePerson.id)
        .join(Measure, Measure.id == MeasurePerson.measure_id)
        .where(MeasurePerson.resident_id == Episode.resident_id, Measure.covers_stay.is_(True))
        .where(MeasurePerson.covers_from <= night.c.midnight)
        .where(or_(MeasurePerson.covers_until.is_(None), MeasurePerson.covers_until > night.c.midnight))
        .correlate(Episode, night)
    )
    return (
        select(literal(1).label("amount"), null().label("nobody"))
        .select_from(Episode)
        .join(
            night,
            and_(
                Episode.admitted_at < night.c.midnight,
                or_(Episode.closed_at.is_(None), Episode.closed_at >= night.c.midnight),
            ),
        )
        .where(Episode.branch_id == scope.branch_id, Episode.modality == "residential", ~exists(covered))
    )


def _residents(population: Population) -> Population:
    return lambda scope: population(scope).where(Resident.kind != "baby")


def residents_at_start(scope: Scope) -> Counted:
    """Residents in the house at 00:00 of the first day."""
    return _stays(scope).where(Resident.kind != "baby", _inside(scope.period.first - timedelta(days=1)))


def babies_at_end(scope: Scope) -> Counted:
    """Babies in the house at the end."""
    return inside_at_end(scope).where(Resident.kind == "baby")


def residents_admitted(scope: Scope) -> Counted:
    """Admissions of residents, without transfers in the network."""
    return admitted(scope).where(Resident.kind != "baby", Episode.referrer != "BRANCH")


def residents_readmitted(scope: Scope) -> Counted:
    """Those of them who had been in the house before."""
    return residents_admitted(scope).where(Episode.reentry_of.is_not(None))


def residents_transferred_in(scope: Scope) -> Counted:
    """Residents received from another branch."""
    return admitted(scope).where(Resident.kind != "baby", Episode.referrer == "BRANCH")


def residents_transferred_out(scope: Scope) -> Counted:
    """Residents whom another branch has received."""
    return left(scope).where(Resident.kind != "baby", Episode.exit_canonical == "transfer")


def residents_left(scope: Scope) -> Counted:
    """Exits of residents, without transfers in the network."""
    return left(scope).where(Resident.kind != "baby", Episode.exit_canonical != "transfer")


POPULATIONS: Mapping[str, Population] = {
    each.__name__: each
    for each in (
        inside_at_end,
        served,
        admitted,
        purposes,
        admitted_with_purpose,
        left,
        left_unplanned,
        left_comparable,
        left_to_lasting_place,
        resident_days,
        licensed_places,
        place_days,
        exit_cohort,
        returned,
        referrals_made,
        referrals_accepted,
        pairs_left,
        pairs_left_together,
        nights_without_basis,
        residents_at_start,
        babies_at_end,
        residents_admitted,
        residents_readmitted,
        residents_transferred_in,
        residents_transferred_out,
        residents_left,
    )
} | {"residents_at_end": _residents(inside_at_end)}
