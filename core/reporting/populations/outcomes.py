"""How children are, measured: who was measured when, and what changed between two measures of the same instrument.

A measure counts for its point in time only if it was taken then (:mod:`core.care.points`). That one was taken is
counted of everybody; what it says only of those who agreed (:mod:`agreed`). Points of two scales are never added up,
and a figure on change has only those instruments of which a reliable change is known: by any other nobody could ever
be better or worse.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Boolean, Integer, String, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from core.care import instruments
from core.care.models import Assessment
from core.care.points import WINDOWS
from core.reporting.populations import agreed
from core.reporting.populations.base import BABY, also_counts, counts, entered
from core.reporting.populations.care import admitted_a_month_ago
from core.reporting.populations.counted import Counted, given, rows
from core.reporting.populations.points import in_time
from core.reporting.populations.terms import Terms
from core.reporting.sql.expressions import days_between
from core.reporting.sql.rules import MONTHS_6, flow, paired, within
from core.residents.models import Resident
from core.stages.models import Episode

#: The one instrument of wellbeing whose points are told (MHH-005, AFC-006).
WELLBEING = "WHO5"
#: The instruments of trauma that are told of; in a period a branch is counted by one of them (MHH-003).
TRAUMA = ("CATS2", "CRIES8")
#: What the region follows: wellbeing, trauma, depression.
MEASURED = ("wellbeing", "trauma", "depression")
INTAKE, MONTH_6, EXIT, AFTER_12 = "intake", "month6", "exit", "after12"
#: The measure of month six may be taken up to the end of month seven.
LAST_DAY_OF_MONTH_6 = WINDOWS[MONTH_6].last
#: Wellbeing is low at this score or below (WHO-5).
LOW = 50
#: With which earlier measure each later one makes a pair.
_EARLIER = {MONTH_6: INTAKE, AFTER_12: EXIT}
_LATER = [(Assessment.time_point == earlier, later) for later, earlier in _EARLIER.items()]
_instrument, _before, _after = given("instrument", String), given("before", Integer), given("after", Integer)


def measured_at_intake(terms: Terms) -> Counted:
    """Admissions of a month ago with wellbeing and trauma measured in time, or a clinical reason not to."""
    done = (exists(_at_intake(measure)) for measure in ("wellbeing", "trauma"))
    return admitted_a_month_ago(terms).where(*done)


def measured_half_a_year_ago(terms: Terms) -> Counted:
    """Admissions with a score at intake who stayed half a year, and whose month seven ended in the period."""
    half_a_year = or_(Episode.closed_on.is_(None), days_between(Episode.admitted_on, Episode.closed_on) >= MONTHS_6)
    return entered(terms, LAST_DAY_OF_MONTH_6).where(Resident.kind != BABY, half_a_year, exists(_of_the_stay(INTAKE)))


def paired_at_six_months(terms: Terms) -> Counted:
    """Those of them with a score of the same instrument at month six."""
    before, after = aliased(Assessment), aliased(Assessment)
    both = (
        select(before.id)
        .join(after, and_(after.episode_id == before.episode_id, after.instrument == before.instrument))
        .where(before.episode_id == Episode.id, _scored(before), in_time(before, Episode, INTAKE), _any(before))
        .where(_scored(after), in_time(after, Episode, MONTH_6))
    )
    return measured_half_a_year_ago(terms).where(exists(both))


def trauma_measured(terms: Terms) -> Counted:
    """Children scored at intake, in the period, by the house's instrument of trauma; each stay once."""
    scores = (
        counts(Assessment, terms), flow(Assessment.on_day, terms), _scored(), in_time(Assessment, Episode, INTAKE),
        Assessment.instrument == _of_trauma(terms), agreed.to_counting(Assessment, terms),
    )  # fmt: skip
    found = rows("trauma", Assessment, (Episode, Episode.id == Assessment.episode_id), where=scores)
    return Counted(found, once=Assessment.episode_id)


def above_threshold(terms: Terms) -> Counted:
    """Those of them at or above the instrument's screening cut-off."""
    return trauma_measured(terms).where(Assessment.above_cutoff.is_(True))


def above_threshold_paired(terms: Terms) -> Counted:
    """Children above the threshold at intake with a score at month six taken in the period."""
    return _children(terms, MONTH_6).where(_instrument == _of_trauma(terms), given("above", Boolean).is_(True))


def improved(terms: Terms) -> Counted:
    """Those of them whose symptoms fell by more than the reliable change."""
    return above_threshold_paired(terms).where(-_worse_by() > _reliable())


def wellbeing_change(terms: Terms) -> Counted:
    """Change in WHO-5 points of whoever has both measures, the later one in the period."""
    return replace(_pairs(terms, MONTH_6).where(_instrument == WELLBEING), amount=_after - _before)


def with_any_pair(terms: Terms) -> Counted:
    """Children with at least one pair whose reliable change is known, the later score in the period."""
    return _children(terms, MONTH_6).where(_instrument.in_(_telling()))


def deteriorated(terms: Terms) -> Counted:
    """Those of them who are worse by more than the reliable change on any measure."""
    return with_any_pair(terms).where(_worse_by() > _reliable())


def wellbeing_paired_after_exit(terms: Terms) -> Counted:
    """Those who left, with WHO-5 at exit and a year later, the later one in the period."""
    return _children(terms, AFTER_12).where(_instrument == WELLBEING)


def wellbeing_kept(terms: Terms) -> Counted:
    """Those of them who are not reliably worse, and above the low score."""
    return wellbeing_paired_after_exit(terms).where(_after > LOW, _before - _after <= _reliable())


def _codes(*measures: str) -> list[str]:
    return sorted(each.code for each in instruments.all_instruments().values() if each.measures in measures)


def _telling() -> list[str]:
    """Of what the region follows, the instruments whose reliable change is known."""
    known = instruments.all_instruments()
    return [code for code in _codes(*MEASURED) if known[code].reliable_change is not None]


def _of_trauma(terms: Terms) -> Any:
    """The instrument of trauma by which most scores of the period at intake and month six were taken."""
    score, stay = aliased(Assessment), aliased(Episode)
    return (
        select(score.instrument)
        .join(stay, stay.id == score.episode_id)
        .where(counts(score, terms), flow(score.on_day, terms), _scored(score), agreed.to_counting(score, terms))
        .where(in_time(score, stay, INTAKE, MONTH_6), score.instrument.in_(TRAUMA))
        .group_by(score.instrument)
        .order_by(func.count().desc(), score.instrument)
        .limit(1)
        .scalar_subquery()
    )


def _any(assessment: Any = Assessment) -> ColumnElement[bool]:
    measured: ColumnElement[bool] = assessment.instrument.in_(_codes(*MEASURED))
    return measured


def _scored(assessment: Any = Assessment) -> ColumnElement[bool]:
    return and_(assessment.voided_at.is_(None), assessment.state == "scored", assessment.score.is_not(None))


def _at_intake(measure: str) -> Any:
    """A score of that in time, or a clinical reason not to measure it, which can be known from the first day on."""
    reason = and_(
        Assessment.time_point == INTAKE,
        Assessment.not_done_reason == "clinical",
        within(Episode.admitted_on, Assessment.on_day, WINDOWS[INTAKE].last),
    )
    return select(Assessment.id).where(
        Assessment.episode_id == Episode.id,
        Assessment.voided_at.is_(None),
        Assessment.instrument.in_(_codes(measure)),
        or_(and_(Assessment.state == "scored", in_time(Assessment, Episode, INTAKE)), reason),
    )


def _of_the_stay(point: str) -> Any:
    of_it = (Assessment.episode_id == Episode.id, in_time(Assessment, Episode, point))
    return select(Assessment.id).where(*of_it, _any(), _scored())


def _children(terms: Terms, later: str) -> Counted:
    """Each stay once that has such a pair."""
    return replace(_pairs(terms, later), once=given("episode_id", Integer))


def _pairs(terms: Terms, later: str) -> Counted:
    """Two scores by one instrument, the later one in the period.

    :param later: the point in time of the later one, which says that of the earlier.
    """
    taken = (counts(Assessment, terms), flow(Assessment.on_day, terms), Assessment.time_point.in_(_EARLIER))
    after = _scores(terms, Assessment.time_point, *taken)
    before = _scores(terms, case(*_LATER), also_counts(Assessment, terms), Assessment.time_point.in_(_EARLIER.values()))
    pair = paired(before, after, "episode_id", "instrument", "later").add_columns(before.c.above).subquery()
    return Counted(rows("pair of scores", pair)).where(given("later", String) == later)


def _scores(terms: Terms, later: Any, *taken: ColumnElement[bool]) -> Subquery:
    """Scores that may be counted, each with the point in time of the later of its pair."""
    columns = (Assessment.episode_id, Assessment.instrument, Assessment.score)
    return (
        select(*columns, Assessment.above_cutoff.label("above"), later.label("later"))
        .join(Episode, Episode.id == Assessment.episode_id)
        .where(*taken, _any(), _scored(), in_time(Assessment, Episode, *_EARLIER, *_EARLIER.values()))
        .where(agreed.to_counting(Assessment, terms))
        .subquery()
    )


def _worse_by() -> ColumnElement[Any]:
    """By how many points somebody is worse; on some instruments a higher score is the better one."""
    rising = [each.code for each in instruments.all_instruments().values() if each.better == "higher"]
    return case((_instrument.in_(rising), _before - _after), else_=_after - _before)


def _reliable() -> ColumnElement[Any]:
    """The reliable change of each instrument; none, and so no change either way, where it is not known."""
    known = [
        (_instrument == each.code, each.reliable_change.points)
        for each in instruments.all_instruments().values()
        if each.reliable_change is not None
    ]
    return case(*known)
