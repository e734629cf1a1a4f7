"""Stages that can be reached and left, and rules that answer any move."""

from collections.abc import Callable
from dataclasses import replace

from core.testkit.zz import stages
from plugins.checks.stages import check_exits, check_objections, check_stages
from plugins.contract.stages import Transition

Faults = Callable[..., list[tuple[str, str]]]
THERE, ON, BACK = stages.TRANSITIONS


def test_a_stage_that_nothing_leads_to_is_told(faults: Faults) -> None:
    told = faults(check_stages, declare_transitions=lambda: (ON, BACK, Transition("harbour", "gangway", ())))
    assert told == []
    told = faults(check_stages, declare_transitions=lambda: (THERE, BACK))
    assert ("declare_transitions", "stage 'gangway' cannot be reached") in told


def test_stages_that_only_lead_to_each_other_are_told(faults: Faults) -> None:
    told = faults(check_stages, declare_transitions=lambda: (ON, BACK))
    assert [message for _, message in told] == [
        "stage 'gangway' cannot be reached",
        "stage 'workshop' cannot be reached",
        "stage 'harbour' cannot be left",
    ]


def test_the_last_stage_is_left_through_an_exit(faults: Faults) -> None:
    assert faults(check_stages, declare_transitions=lambda: (THERE, ON)) == []


def test_a_country_may_leave_the_programme_to_its_branches(faults: Faults) -> None:
    left = {"declare_stages": lambda: (), "declare_transitions": lambda: ()}
    unbound = {name: lambda: () for name in ("declare_legal_forms", "declare_obligations", "declare_missing_protocols")}
    assert faults(check_stages, **left, **unbound) == []


def test_a_way_out_that_figures_cannot_count_is_told(faults: Faults) -> None:
    odd = replace(stages.EXIT_KINDS[0], code="moon", canonical="to_the_moon")
    told = faults(check_exits, declare_exit_kinds=lambda: (*stages.EXIT_KINDS, odd))
    assert told == [("declare_exit_kinds", "'moon' has the unknown kind 'to_the_moon'")]


def test_a_rule_that_expects_an_age_is_told(faults: Faults) -> None:
    def grown_up(admission):
        return [stages.ADULT] if admission.youngest_age >= 18 else []

    assert faults(check_objections, check_admission=grown_up) == [("check_admission", "raised TypeError")]


def test_a_rule_that_expects_a_known_stage_is_told(faults: Faults) -> None:
    told = faults(check_objections, check_stage_move=lambda move: [{"harbour": stages.UNMET}[move.source]])
    assert told == [("check_stage_move", "raised KeyError")]
