"""How children are, measured: who was measured when, and what changed between two measures of the same instrument.

That a measure was taken is counted of everybody; what it says only of those who agreed (:mod:`agreed`).
"""

from typing import Any

from sqlalchemy import Subquery, and_, case, exists, literal, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from core.care import instruments
from core.care.models import Assessment
from core.reporting.populations import agreed
from core.reporting.populations.base import BABY, Counted, Scope, also_counts, counts, stays
from core.reporting.populations.care import admitted_a_month_ago
from core.reporting.rules import MONTHS_6, cohort, flow, paired, within
from core.reporting.sql import days_between
from core.residents.models import Resident
from core.stages.models import Episode

WELLBEING = "WHO5"
#: What the region follows: wellbeing, trauma, depression.
MEASURED = ("wellbeing", "trauma", "depression")
INTAKE, MONTH_6, EXIT, AFTER_12 = "intake", "month6", "exit", "after12"
#: The measure of month six may be taken up to the end of month seven.
LAST_DAY_OF_MONTH_6 = 213
#: Wellbeing is low at this score or below (WHO-5).
LOW = 50
_INTAKE_DAYS = 30
#: Stands for a reliable change that nobody knows: no score reaches it.
_NEVER = 10_000


def measured_at_intake(scope: Scope) -> Counted:
    """Admissions of a month ago with wellbeing and trauma measured in time, or a clinical reason not to."""
    done = (exists(_at_intake(measure).where(_answered())) for measure in ("wellbeing", "trauma"))
    return admitted_a_month_ago(scope).where(*done)


def measured_half_a_year_ago(scope: Scope) -> Counted:
    """Admissions with a score at intake who stayed half a year, and whose month seven ended in the period."""
    half_a_year = or_(Episode.closed_on.is_(None), days_between(Episode.admitted_on, Episode.closed_on) >= MONTHS_6)
    return stays(scope).where(
        Resident.kind != BABY,
        cohort(Episode.admitted_on, scope, LAST_DAY_OF_MONTH_6),
        half_a_year,
        exists(_of_the_stay(INTAKE)),
    )


def paired_at_six_months(scope: Scope) -> Counted:
    """Those of them with a score of the same instrument at month six."""
    before, after = aliased(Assessment), aliased(Assessment)
    both = (
        select(before.id)
        .join(after, and_(after.episode_id == before.episode_id, after.instrument == before.instrument))
        .where(before.episode_id == Episode.id, _scored(before), before.time_point == INTAKE, _any(before))
        .where(_scored(after), after.time_point == MONTH_6)
    )
    return measured_half_a_year_ago(scope).where(exists(both))


def trauma_measured(scope: Scope) -> Counted:
    """Children whose trauma was scored at intake, in the period; each stay once."""
    return _trauma(scope).distinct()


def above_threshold(scope: Scope) -> Counted:
    """Those of them at or above the instrument's screening cut-off."""
    return _trauma(scope).where(Assessment.above_cutoff.is_(True)).distinct()


def above_threshold_paired(scope: Scope) -> Counted:
    """Children above the threshold at intake with a score at month six taken in the period."""
    return _stays_of(_pairs(scope, "trauma", above=True))


def improved(scope: Scope) -> Counted:
    """Those of them whose symptoms fell by more than the reliable change."""
    return _stays_of(_pairs(scope, "trauma", above=True), beyond=-1)


def wellbeing_change(scope: Scope) -> Counted:
    """Change in WHO-5 points of whoever has both measures, the later one in the period."""
    pair = _pairs(scope, "wellbeing")
    return select((pair.c.after - pair.c.before).label("amount"))


def with_any_pair(scope: Scope) -> Counted:
    """Children with at least one pair, the later score in the period."""
    return _stays_of(_pairs(scope, *MEASURED))


def deteriorated(scope: Scope) -> Counted:
    """Those of them who are worse by more than the reliable change on any measure."""
    return _stays_of(_pairs(scope, *MEASURED), beyond=1)


def wellbeing_paired_after_exit(scope: Scope) -> Counted:
    """Those who left, with wellbeing at exit and a year later, the later one in the period."""
    return _stays_of(_pairs(scope, "wellbeing", points=(EXIT, AFTER_12)))


def wellbeing_kept(scope: Scope) -> Counted:
    """Those of them who are not reliably worse, and above the low score."""
    pair = _pairs(scope, "wellbeing", points=(EXIT, AFTER_12))
    kept = select(literal(1).label("amount"), pair.c.episode_id).where(pair.c.after > LOW)
    return kept.where(pair.c.before - pair.c.after <= _reliable(pair))


def _codes(*measures: str) -> list[str]:
    return sorted(each.code for each in instruments.all_instruments().values() if each.measures in measures)


def _any(assessment: Any = Assessment) -> ColumnElement[bool]:
    measured: ColumnElement[bool] = assessment.instrument.in_(_codes(*MEASURED))
    return measured


def _scored(assessment: Any = Assessment) -> ColumnElement[bool]:
    return and_(assessment.voided_at.is_(None), assessment.state == "scored", assessment.score.is_not(None))


def _answered() -> ColumnElement[bool]:
    return or_(Assessment.state == "scored", Assessment.not_done_reason == "clinical")


def _at_intake(measure: str) -> Any:
    return select(Assessment.id).where(
        Assessment.episode_id == Episode.id,
        Assessment.voided_at.is_(None),
        Assessment.time_point == INTAKE,
        Assessment.instrument.in_(_codes(measure)),
        within(Episode.admitted_on, Assessment.on_day, _INTAKE_DAYS),
    )


def _of_the_stay(point: str) -> Any:
    of_it = (Assessment.episode_id == Episode.id, Assessment.time_point == point)
    return select(Assessment.id).where(*of_it, _any(), _scored())


def _trauma(scope: Scope) -> Counted:
    return select(literal(1).label("amount"), Assessment.episode_id).where(
        counts(Assessment, scope),
        _scored(),
        agreed.to_counting(Assessment, scope),
        Assessment.time_point == INTAKE,
        Assessment.instrument.in_(_codes("trauma")),
        flow(Assessment.on_day, scope),
    )


def _scores(point: str, *more: ColumnElement[bool]) -> Subquery:
    columns = (Assessment.episode_id, Assessment.instrument, Assessment.score)
    return select(*columns).where(_scored(), Assessment.time_point == point, *more).subquery()


def _pairs(scope: Scope, *measures: str, points: tuple[str, str] = (INTAKE, MONTH_6), above: bool = False) -> Subquery:
    wanted = and_(Assessment.instrument.in_(_codes(*measures)), agreed.to_counting(Assessment, scope))
    high = (Assessment.above_cutoff.is_(True),) if above else ()
    before = _scores(points[0], also_counts(Assessment, scope), wanted, *high)
    after = _scores(points[1], counts(Assessment, scope), wanted, flow(Assessment.on_day, scope))
    return paired(before, after, "episode_id", "instrument").subquery()


def _stays_of(pair: Subquery, beyond: int = 0) -> Counted:
    """Each stay once; with ``beyond`` those that changed reliably: 1 for the worse, -1 for the better."""
    rows = select(literal(1).label("amount"), pair.c.episode_id).distinct()
    return rows.where(beyond * _trouble(pair) > _reliable(pair)) if beyond else rows


def _trouble(pair: Subquery) -> ColumnElement[Any]:
    """By how many points somebody is worse; on some instruments a higher score is the better one."""
    rising = [each.code for each in instruments.all_instruments().values() if each.better == "higher"]
    return case((pair.c.instrument.in_(rising), pair.c.before - pair.c.after), else_=pair.c.after - pair.c.before)


def _reliable(pair: Subquery) -> ColumnElement[Any]:
    """The reliable change of each instrument; where none is known no change is one."""
    known = [
        (pair.c.instrument == each.code, each.reliable_change.points)
        for each in instruments.all_instruments().values()
        if each.reliable_change is not None
    ]
    return case(*known, else_=_NEVER)
