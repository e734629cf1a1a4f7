"""How populations are counted: said once for all branches and periods, and in one pass for all of the same rows."""

from datetime import date

from core.dialects import Postgresql
from core.reporting.counting.passes import Asked, plan_for
from core.reporting.periods import Period
from core.reporting.populations import Scope, terms_of
from core.reporting.populations.scope import REGIONAL_AGES

ASKED = (Asked("admitted"), Asked("left", 0, "STAY", "D0T29"), Asked("served"), Asked("cases_held"))


def test_what_is_asked_of_the_same_rows_is_asked_in_one_pass_and_of_two_kinds_of_rows_in_two() -> None:
    plan = plan_for(terms_of(Scope(1, Period(2025, "A"), "UTC")), ASKED)
    assert [each.asked for each in plan.passes] == [(ASKED[0], ASKED[1], ASKED[3]), (ASKED[2],), (ASKED[3],)]


def test_a_plan_serves_every_branch_and_period_alike_in_its_lists() -> None:
    one = plan_for(terms_of(Scope(1, Period(2025, "A"), "America/Guatemala")), ASKED)
    other = plan_for(terms_of(Scope(2, Period(2026, "M", 3), "America/Tegucigalpa")), ASKED)
    older = plan_for(terms_of(Scope(1, Period(2025, "A"), "America/Guatemala", ages=REGIONAL_AGES[1:])), ASKED)
    assert one is other
    assert older is not one


def test_a_plan_is_filled_in_by_the_branch_and_the_period() -> None:
    running = Scope(7, Period(2026, "M", 3), "UTC", today=date(2026, 3, 9))
    values = plan_for(terms_of(running), ASKED).terms.values(running)
    assert (values["branch"], values["first_minus_1"], values["last_plus_0"]) == (
        7,
        date(2026, 2, 28),
        date(2026, 3, 9),
    )


def test_what_several_populations_say_alike_is_worked_out_once() -> None:
    asked = [Asked(population, 0, "DESTINATION", "FOSTER") for population in ("left", "left_comparable")]
    plan = plan_for(terms_of(Scope(1, Period(2025, "A"), "UTC")), tuple(asked))
    assert str(plan.passes[0].statement.compile(dialect=Postgresql())).count("episode.destination") == 1
