from datetime import date

import pytest

from countries.gt import stages
from plugins.contract.stages import Phase, Severity, StageMove

CANONICAL = {
    "family", "foster", "independent", "other_shelter", "transfer", "hospital", "repatriation", "authority",
    "unauthorised", "age_out", "death",
}  # fmt: skip


def move(source: str, target: str, reason: str = "", unmet: tuple[str, ...] = ()) -> StageMove:
    return StageMove("R3-TB9X", source, target, date(2026, 3, 17), 45, unmet, (), reason)


def test_three_stages_stand_for_the_three_phases() -> None:
    assert [(stage.position, stage.phase) for stage in stages.stages()] == [
        (1, Phase.STABILISATION),
        (2, Phase.STRENGTHENING),
        (3, Phase.REINTEGRATION),
    ]


def test_the_first_stage_asks_five_things_of_which_the_file_counts_the_days() -> None:
    criteria = {criterion.code: (criterion.check, criterion.value) for criterion in stages.stages()[0].criteria}
    assert criteria == {
        "plan_acordado": ("attested", None),
        "valoracion_psicologica": ("attested", None),
        "revision_medica": ("attested", None),
        "treinta_dias": ("days_in_stage", 30),
        "sin_incidente_nivel_1": ("attested", None),
    }
    assert stages.stages()[0].minimum_days == 30


def test_a_step_forward_needs_three_disciplines_and_every_earlier_stage_can_be_returned_to() -> None:
    forward = [each for each in stages.transitions() if not each.backwards]
    back = {(each.source, each.target) for each in stages.transitions() if each.backwards}
    assert [len(set(each.disciplines)) for each in forward] == [3, 3]
    assert forward[0].disciplines == ("social_worker", "psychologist", "nurse")
    assert back == {
        ("fortalecimiento", "acogida"),
        ("proyecto_vida", "fortalecimiento"),
        ("proyecto_vida", "acogida"),
    }


def test_going_on_with_an_open_criterion_is_stopped_until_it_is_explained() -> None:
    open_criteria = move("acogida", "fortalecimiento", unmet=("sin_incidente_nivel_1",))
    assert [each.severity for each in stages.objections_to(open_criteria)] == [Severity.BLOCKING]
    explained = move("acogida", "fortalecimiento", "Quiere ir a la escuela", ("sin_incidente_nivel_1",))
    assert [each.severity for each in stages.objections_to(explained)] == [Severity.WARNING]
    assert stages.objections_to(move("acogida", "fortalecimiento")) == []


def test_going_back_asks_for_a_reason_and_no_criterion() -> None:
    assert [each.code for each in stages.objections_to(move("proyecto_vida", "acogida", " "))] == ["falta_motivo"]
    assert stages.objections_to(move("proyecto_vida", "acogida", "Está en crisis", ("plan_seguridad",))) == []


def test_exits_cover_every_canonical_kind_and_only_two_are_unplanned() -> None:
    kinds = stages.exit_kinds()
    assert {kind.canonical for kind in kinds} == CANONICAL
    assert {kind.code for kind in kinds if not kind.planned} == {"evasion", "fallecimiento"}


@pytest.mark.parametrize(("code", "referrer"), [("juzgado_ninez", "COURT"), ("pgn", "CHILD_AUTH"), ("pnc", "POLICE")])
def test_the_usual_ways_in_count_as_the_region_counts_them(code: str, referrer: str) -> None:
    assert {kind.code: kind.referrer for kind in stages.entry_kinds()}[code] == referrer
