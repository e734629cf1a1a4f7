from pathlib import Path

import pytest
import yaml

from countries.gt.codes import code_lists

LISTS = {each.code: each for each in code_lists()}
RESEARCHED: dict[str, list[str]] = yaml.load(
    Path(__file__).with_name("code_lists.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
REGIONAL = {
    "EXPLOITATION": {"SEX_EXPL", "FORCED_LABOUR", "BEGGING", "MARRIAGE", "CRIMINAL", "OTHER", "_U"},
    "MEANS": {"DEBT_EARN", "THREAT", "ABUSE", "PROMISE", "SUBSTANCE", "DENY_NEEDS", "HOURS", "DOCS", "OTHER", "_U"},
    "SEX": {"F", "M", "_O", "_U"},
    "REFERRER": {
        "COURT", "POLICE", "CHILD_AUTH", "HEALTH", "SCHOOL", "NGO", "OUTREACH", "BRANCH", "SELF", "OTHER", "_U",
    },
    "DESTINATION": {
        "FAM_PERM", "FAM_TEMP", "FOSTER", "INDEP", "OTHER_RES", "BRANCH", "INSTIT", "STREET", "UNPLANNED", "DECEASED",
        "_U",
    },
}  # fmt: skip


@pytest.mark.parametrize("code", LISTS)
def test_every_entry_is_labelled_in_both_languages_and_maps_to_codes_that_exist(code: str) -> None:
    listed = LISTS[code]
    assert listed.basis is not None
    for entry in listed.entries:
        assert [language for language, label in entry.label.versions if label.strip()] == ["es", "en"]
        assert set(entry.regional) <= REGIONAL.get(listed.regional_list or "", set())


@pytest.mark.parametrize("code", RESEARCHED)
def test_every_researched_entry_is_there(code: str) -> None:
    ours = {entry.code for entry in LISTS[code].entries}
    assert ours >= set(RESEARCHED[code])
    assert code == "tipo_egreso" or ours == set(RESEARCHED[code])


@pytest.mark.parametrize("code", ["fines_explotacion_202ter", "sexo", "via_ingreso", "tipo_egreso"])
def test_every_entry_of_a_list_that_figures_rest_on_counts_once(code: str) -> None:
    assert all(len(entry.regional) == 1 for entry in LISTS[code].entries)


def test_the_law_has_sixteen_purposes_and_six_acts() -> None:
    assert len(LISTS["fines_explotacion_202ter"].entries) == 16
    assert len(LISTS["verbos_rectores_202ter"].entries) == 6


def test_the_22_linguistic_communities_are_there() -> None:
    assert len(LISTS["comunidad_linguistica"].entries) == 22


def test_every_way_by_which_the_region_counts_arrivals_can_be_told() -> None:
    assert {code for entry in LISTS["via_ingreso"].entries for code in entry.regional} == REGIONAL["REFERRER"] - {"_U"}


def test_nobody_is_said_to_have_fled() -> None:
    words = " ".join(str(entry.label) for listed in LISTS.values() for entry in listed.entries).lower()
    assert "fuga" not in words
    assert "evasión" not in words


def test_a_stay_is_said_to_rest_only_on_what_covers_a_night() -> None:
    assert {entry.code for entry in LISTS["base_ingreso"].entries} == {
        "abrigo_temporal",
        "cautelar_urgente",
        "entrega_con_acta",
        "orden_verbal",
        "peligro_vida",
    }
