import pytest

from countries.hn.codes import code_lists
from countries.hn.reporting import MODALITIES

LISTS = {each.code: each for each in code_lists()}
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
    "SERVICE": {"FRONTLINE", "MEDICAL", "PSYCH", "SOCIAL", "ADDICTION", "SRH", "SPIRIT", "CULTURE", "LEGAL", "EDUC"},
}  # fmt: skip


@pytest.mark.parametrize("code", LISTS)
def test_every_entry_is_labelled_in_both_languages_and_maps_to_codes_that_exist(code: str) -> None:
    listed = LISTS[code]
    for entry in listed.entries:
        assert [language for language, label in entry.label.versions if label.strip()] == ["es", "en"]
        assert set(entry.regional) <= REGIONAL.get(listed.regional_list or "", set())


@pytest.mark.parametrize("code", ["finalidad_trata", "modalidad_cicesct", "sexo", "via_ingreso", "tipo_egreso"])
def test_every_entry_of_a_list_that_figures_rest_on_counts_somewhere(code: str) -> None:
    assert all(len(entry.regional) == 1 for entry in LISTS[code].entries)


def test_every_way_by_which_the_region_counts_arrivals_can_be_told() -> None:
    told = {code for entry in LISTS["via_ingreso"].entries for code in entry.regional}
    assert told == REGIONAL["REFERRER"] - {"_U"}


def test_the_two_honduran_lists_of_trafficking_meet() -> None:
    purposes = {entry.code for entry in LISTS["finalidad_trata"].entries}
    modalities = {entry.code for entry in LISTS["modalidad_cicesct"].entries}
    assert set(MODALITIES) == purposes
    assert {code for codes in MODALITIES.values() for code in codes} == modalities


def test_yes_and_no_are_texts_and_not_truth_values() -> None:
    assert [entry.code for entry in LISTS["si_no_nosabe"].entries] == ["si", "no", "no_sabe"]


def test_nobody_is_said_to_have_fled() -> None:
    words = " ".join(str(entry.label) for listed in LISTS.values() for entry in listed.entries).lower()
    assert "fuga" not in words
    assert "evasión" not in words
