"""Of how many persons a count of events is, and how many of them are of one: known in the house, and told to nobody.

Twelve complaints may be those of one girl, and fifteen admissions those of four. Whoever protects a figure has to know
it; the figure itself is counted without it. It is asked only where a release is judged, and kept only of counts of
which somebody has several: of all others the count says how many persons they are.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, func, select
from sqlalchemy.orm import Session

from core.aftercare.models import AftercarePlan
from core.care.models import Assessment, Incident, IncidentPerson, Pregnancy, TreatmentPlan
from core.legal.models import LegalCase, LegalCasePerson
from core.outreach.models import OutreachContact
from core.partners.models import Referral
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SQUARES, SUM, TOTAL, Catalogue, Key
from core.reporting.counting.passes import Asked, Pass, Plan
from core.reporting.counting.settling import settled
from core.reporting.disclosure.dominance import REST, Behind
from core.reporting.populations import POPULATIONS, Counted, Scope, Terms, terms_of
from core.reporting.populations.counted import Rows, given
from core.reporting.sql.written import written_out
from core.stages.models import Episode

#: What somebody has, by who it is.
Spread = Counter[int]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose the rows of a population are.

    :param who: tells persons apart. What is of nobody known stands for itself: nothing says that it is of one.
    :param joined: persons of a row, where it can be of several, and by what they belong to it.
    """

    who: Any
    joined: tuple[Any, ColumnElement[bool]] | None = None


def _of_the_stay(name: str) -> Whose:
    """Say whose a row is that names a stay."""
    return Whose(select(Episode.resident_id).where(Episode.id == given(name, Integer)).scalar_subquery())


_STAY = Whose(Episode.resident_id)
_CASE = Whose(
    func.coalesce(LegalCasePerson.resident_id, -LegalCase.id),
    (LegalCasePerson, LegalCasePerson.case_id == LegalCase.id),
)
_INCIDENT = Whose(
    func.coalesce(IncidentPerson.resident_id, -Incident.id),
    (IncidentPerson, IncidentPerson.incident_id == Incident.id),
)
_REFERRAL = Whose(func.coalesce(Referral.resident_id, -Referral.id))
_MET, _MEASURED = Whose(OutreachContact.person_id), Whose(Assessment.resident_id)
_TREATED, _PREGNANT = Whose(TreatmentPlan.resident_id), Whose(Pregnancy.resident_id)
_PURPOSE, _PAIR, _MOTHER = _of_the_stay("stay"), _of_the_stay("episode_id"), _of_the_stay("mother")

#: By population, for each of its kinds of rows.
WHOSE: Mapping[str, tuple[Whose, ...]] = {
    **dict.fromkeys((
        "admitted", "admitted_a_month_ago", "admitted_a_week_ago", "admitted_with_means", "admitted_with_purpose",
        "due_for_follow_up", "examined_in_time", "exit_cohort", "exploited_again", "followed_up", "left",
        "left_comparable", "left_to_lasting_place", "left_unplanned", "measured_at_intake", "measured_half_a_year_ago",
        "occupied_after_a_year", "paired_at_six_months", "plans_in_time", "reached_after_a_year", "returned",
    ), (_STAY,)),
    **dict.fromkeys(("cases_open", "charged", "complaints_a_year_old", "complaints_filed", "complaints_investigated"),
                    (_CASE,)),
    **dict.fromkeys(("children_positive", "children_referred", "children_referred_fast", "children_served"), (_MET,)),
    **dict.fromkeys(("eligible_referrals", "referrals_accepted", "referrals_made", "turned_away"), (_REFERRAL,)),
    **dict.fromkeys(("above_threshold", "trauma_measured"), (_MEASURED,)),
    **dict.fromkeys(("above_threshold_paired", "deteriorated", "improved", "wellbeing_change", "wellbeing_kept",
                     "wellbeing_paired_after_exit", "with_any_pair"), (_PAIR,)),
    **dict.fromkeys(("means", "purposes"), (_PURPOSE,)),
    **dict.fromkeys(("pairs_left", "pairs_left_together"), (_MOTHER,)),
    **dict.fromkeys(("pregnancies_attended", "pregnancies_ended"), (_PREGNANT,)),
    **dict.fromkeys(("treatments_due", "treatments_met"), (_TREATED,)),
    "cases_held": (_STAY, Whose(AftercarePlan.resident_id)),
    "referrals_from_trained": (Whose(given("whose_referral", Integer)),),
    "serious_incidents": (_INCIDENT,),
}  # fmt: skip
#: Populations that count everybody once, in all or under each entry.
ONCE = frozenset({
    "attending_school", "children_where_signs", "heard", "heard_protected", "in_contact_with_family", "inside_at_end",
    "module_completed", "motherhood", "of_school_age", "plans_reviewed", "reparation_ordered", "reparation_paid",
    "residents_90_days", "residents_over_90_days", "served", "services_planned", "services_received", "staff_ready",
    "staff_with_children", "with_safe_family",
})  # fmt: skip
#: Populations of days and of posts: no events of somebody, and the office is owed the days of a house.
NOBODY = frozenset({"resident_days", "worker_hundredths"})


def behind(
    session: Session, catalogue: Catalogue, scope: Scope, wanted: Iterable[tuple[Key, Asked]]
) -> list[Behind]:  # fmt: skip
    """Tell who stands behind counts that are protected, of which somebody has several.

    :param wanted: cells, each with what is asked for it.
    """
    asked = {key: each for key, each in wanted if _is_of_persons(catalogue, key, each)}
    spread = by_person(session, scope, tuple(dict.fromkeys(asked.values())))
    by_key = {key: spread[each] for key, each in asked.items()}
    found = (*by_key.items(), *_rests(catalogue, by_key))
    return sorted(Behind(*key, len(each), *_most(each)) for key, each in found if any(each[who] > 1 for who in each))


def _is_of_persons(catalogue: Catalogue, key: Key, asked: Asked) -> bool:
    is_protected = catalogue.indicators[key[0]].rule.threshold > 0
    return is_protected and asked.population in WHOSE and key[3] not in (SUM, SQUARES)


def _rests(catalogue: Catalogue, found: Mapping[Key, Spread]) -> Iterator[tuple[Key, Spread]]:
    for key, inside in found.items():
        own = (*key[:3], DENOMINATOR)
        whole = found.get(own, found.get((key[0], TOTAL, TOTAL, DENOMINATOR)))
        if key[3] == NUMERATOR and catalogue.indicators[key[0]].nested and whole is not None:
            yield (*key[:3], REST), whole - inside


def _most(spread: Spread) -> tuple[int, int]:
    first, second = [*(number for _who, number in spread.most_common(2)), 0][:2]
    return first, second


def by_person(session: Session, scope: Scope, asked: tuple[Asked, ...]) -> Mapping[Asked, Spread]:
    """Count what is asked for person by person."""
    plan = _plan_for(terms_of(scope), asked)
    values = plan.terms.values(scope)
    found = {each: Spread() for each in asked}
    for each in plan.passes:
        for who, *numbers in session.execute(each.statement, values):
            for one, number in zip(each.asked, numbers, strict=True):
                if number:
                    found[one][who] += int(number)
    return found


@lru_cache(maxsize=64)
def _plan_for(terms: Terms, asked: tuple[Asked, ...]) -> Plan:
    """Say in which passes something is told person by person."""
    by_rows: dict[str, list[tuple[Asked, Counted, Whose]]] = {}
    known: dict[tuple[str, int], list[tuple[Counted, Whose]]] = {}
    for each in asked:
        population = each.population, each.window
        if population not in known:
            known[population] = list(_kinds(terms, *population))
        for counted, whose in known[population]:
            by_rows.setdefault(counted.rows.name, []).append((each, counted, whose))
    return Plan(terms, tuple(map(_pass, by_rows.values())))


def _kinds(terms: Terms, population: str, window: int) -> Iterator[tuple[Counted, Whose]]:
    found = POPULATIONS[population](replace(terms, window=window))
    for counted, whose in zip((found,) if isinstance(found, Counted) else found, WHOSE[population], strict=True):
        rows = counted.rows
        if whose.joined is not None:
            rows = Rows(rows.name, rows.found.outerjoin(*whose.joined))
        yield replace(counted, rows=rows), whose


def _pass(wanted: Sequence[tuple[Asked, Counted, Whose]]) -> Pass:
    asked = tuple(one for one, _counted, _whose in wanted)
    _first, counted, whose = wanted[0]
    person = Counted(counted.rows, once=whose.who)
    *among, told = settled([*((each, one.column) for one, each, _whose in wanted), (person, "")])
    sums = [getattr(each, one.how)(one.column, one.code) for one, each in zip(asked, among, strict=True)]
    return Pass(written_out(told.rows.found.with_only_columns(told.once, *sums).group_by(told.once)), asked)
