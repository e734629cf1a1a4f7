from dataclasses import replace
from datetime import date

import pytest

from countries.hn import stages
from plugins.contract.stages import Phase, Severity, StageMove

SEQUENCE = ["diagnostico", "tratamiento", "rehabilitacion", "fortalecimiento", "preparacion_reinsercion"]
FIRST = StageMove(
    resident_code="K7-QF2M",
    source="diagnostico",
    target="tratamiento",
    effective_on=date(2026, 5, 4),
    days_in_stage=30,
    unmet=(),
    signed_forms=("informe_biopsicosocial", "plan_atencion_individual"),
    reason="",
)


def answers(move: StageMove) -> dict[str, Severity]:
    return {objection.code: objection.severity for objection in stages.objections_to(move)}


def test_the_five_stages_run_in_order_through_the_three_phases() -> None:
    declared = stages.stages()
    assert [stage.code for stage in declared] == SEQUENCE
    assert [stage.position for stage in declared] == [1, 2, 3, 4, 5]
    phases = [stage.phase for stage in declared]
    assert phases == sorted(phases, key=list(Phase).index)
    assert set(phases) == set(Phase)


def test_no_length_of_a_stage_is_invented() -> None:
    assert all(stage.minimum_days is None and stage.expected_days is None for stage in stages.stages())


def test_every_step_forward_is_to_the_next_stage_and_every_earlier_stage_can_be_returned_to() -> None:
    moves = {(each.source, each.target): each.backwards for each in stages.transitions()}
    assert len(moves) == len(stages.transitions())
    for here, source in enumerate(SEQUENCE):
        for there, target in enumerate(SEQUENCE):
            expected = there == here + 1 or there < here
            assert ((source, target) in moves) == expected
            assert not expected or moves[source, target] == (there < here)


def test_two_disciplines_at_least_agree_to_every_move_named_by_the_role_that_signs() -> None:
    case_roles = {"social_worker", "psychologist", "nurse", "lawyer", "educator"}
    assert {code for each in stages.transitions() for code in each.disciplines} <= case_roles
    assert all(len(set(each.disciplines)) >= 2 for each in stages.transitions())


def test_a_step_with_its_forms_and_criteria_is_free() -> None:
    assert answers(FIRST) == {}


def test_a_step_without_a_required_form_is_stopped_and_the_form_is_named() -> None:
    objections = stages.objections_to(replace(FIRST, signed_forms=("plan_atencion_individual",)))
    assert [objection.code for objection in objections] == ["falta_formulario"]
    assert "Informe biopsicosocial" in str(objections[0].message)
    assert "Plan de atención" not in str(objections[0].message)


@pytest.mark.parametrize(
    ("reason", "severity"), [("", Severity.BLOCKING), ("  ", Severity.BLOCKING), ("x", Severity.WARNING)]
)
def test_open_criteria_stop_a_step_until_somebody_says_why(reason: str, severity: Severity) -> None:
    move = replace(FIRST, unmet=("medida_vigente",), reason=reason)
    assert answers(move) == {"criterios_pendientes": severity}


def test_going_back_asks_for_a_reason_and_for_nothing_else() -> None:
    back = replace(FIRST, source="fortalecimiento", target="diagnostico", unmet=("plan_de_vida",), signed_forms=())
    assert answers(back) == {"falta_motivo": Severity.BLOCKING}
    assert answers(replace(back, reason="Necesita calma")) == {}


def test_a_stage_is_not_skipped() -> None:
    assert answers(replace(FIRST, target="rehabilitacion")) == {"etapas_no_contiguas": Severity.BLOCKING}


def test_where_she_lives_after_repatriation_or_at_eighteen_is_not_guessed() -> None:
    destinations = {kind.code: kind.destination for kind in stages.exit_kinds()}
    assert destinations["repatriacion"] == destinations["mayoria_edad"] == "_U"


def test_only_leaving_without_leave_and_death_are_unplanned() -> None:
    assert {kind.code for kind in stages.exit_kinds() if not kind.planned} == {"abandono_centro", "fallecimiento"}


def test_canonical_exits_are_the_networks() -> None:
    known = {
        "family", "foster", "independent", "other_shelter", "transfer", "hospital", "repatriation", "authority",
        "unauthorised", "age_out", "death",
    }  # fmt: skip
    assert {kind.canonical for kind in stages.exit_kinds()} <= known
