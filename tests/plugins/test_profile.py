"""A country's declarations, gathered, checked and looked up."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime

import pytest

from core.testkit.zz import calendar, country, forms, partners, plugin, stages
from plugins.contract.identity import PersonName
from plugins.discovery import load
from plugins.errors import (
    CountryError,
    DuplicateCode,
    FaultyCountry,
    HookFailed,
    MissingHooks,
    WrongAnswer,
    WrongCode,
    WrongContract,
)
from plugins.profile import CountryProfile

FaultOf = Callable[..., CountryError]
LoadAltered = Callable[..., CountryProfile]


def test_a_profile_cannot_be_changed(zz: CountryProfile) -> None:
    with pytest.raises(FrozenInstanceError):
        zz.country = country.COUNTRY
    with pytest.raises(TypeError):
        zz.stages["more"] = stages.STAGES[0]


def test_declarations_keep_their_order(zz: CountryProfile) -> None:
    assert list(zz.stages) == ["harbour", "workshop", "gangway"]
    assert list(zz.languages) == ["es", "ar"]


@pytest.mark.parametrize(
    ("asked", "version"),
    [
        ({}, 2),
        ({"on": date(2025, 1, 1)}, 2),
        ({"on": date(2024, 1, 1)}, 2),
        ({"on": date(2023, 12, 31)}, 1),
        ({"version": 1}, 1),
        ({"version": 1, "on": date(2020, 1, 1)}, 1),
    ],
)
def test_a_form_is_found_by_version_or_day(zz: CountryProfile, asked: dict[str, object], version: int) -> None:
    assert zz.form("zz_admission", **asked).version == version


@pytest.mark.parametrize(
    "asked",
    [
        {"key": "zz_nothing"},
        {"key": "zz_admission", "version": 3},
        {"key": "zz_admission", "on": date(2014, 12, 31)},
        {"key": "zz_admission", "version": 1, "on": date(2024, 1, 1)},
    ],
)
def test_a_form_that_is_not_there_is_a_lookup_error(zz: CountryProfile, asked: dict[str, object]) -> None:
    with pytest.raises(LookupError, match="'zz'"):
        zz.form(**asked)


def test_versions_are_kept_from_the_oldest_on(zz: CountryProfile) -> None:
    assert [form.version for form in zz.forms["zz_admission"]] == [1, 2]


def test_the_forms_of_a_day_are_one_version_each(zz: CountryProfile) -> None:
    assert [(form.key, form.version) for form in zz.forms_on(date(2020, 1, 1))] == [
        ("zz_admission", 1),
        ("zz_court_notice", 1),
        ("zz_complaint", 1),
        ("zz_exit", 1),
        ("zz_house_report", 1),
    ]
    assert zz.forms_on(date(2000, 1, 1)) == ()


def test_a_transition_is_found_by_its_two_ends(zz: CountryProfile) -> None:
    back = zz.transition("gangway", "workshop")
    assert back is not None
    assert back.backwards
    assert zz.transition("harbour", "gangway") is None


def test_holidays_are_asked_once(load_altered: LoadAltered) -> None:
    asked = []
    profile = load_altered(decide_holidays=lambda calendar, year: asked.append(year) or ())
    assert profile.holidays("court", 2025) == profile.holidays("court", 2025) == ()
    profile.holidays("court", 2026)
    assert asked == [2025, 2026]


def test_seeds_are_not_read_at_start(load_altered: LoadAltered) -> None:
    def fail():
        raise RuntimeError("read too early")

    profile = load_altered(declare_places=fail, declare_partners=fail)
    with pytest.raises(HookFailed, match="declare_places"):
        profile.places()
    with pytest.raises(HookFailed, match="declare_partners"):
        profile.partners()


def test_two_seeds_of_one_code_are_refused(load_altered: LoadAltered) -> None:
    twice = load_altered(declare_partners=lambda: partners.SEEDS * 2)
    with pytest.raises(DuplicateCode, match="child_court"):
        twice.partners()


def test_without_core_a_name_nobody_joins_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match="core's defaults"):
        load("zz", plugin).decide_display_name(PersonName("Ana", ""))


def test_a_due_date_without_a_zone_is_refused(load_altered: LoadAltered) -> None:
    naive = datetime(2025, 1, 1)  # noqa: DTZ001
    profile = load_altered(decide_due_date=lambda deadline, start: naive)
    with pytest.raises(WrongAnswer, match=r"hook decide_due_date, file .*test_profile.*time zone"):
        profile.decide_due_date(calendar.TELL_COURT, datetime(2025, 1, 1, tzinfo=UTC))


def test_missing_hooks_are_told_all_at_once(fault_of: FaultOf) -> None:
    fault = fault_of("declare_places", "decide_holidays", "declare_stages")
    assert isinstance(fault, MissingHooks)
    assert "Country 'zz'" in str(fault)
    assert "does not implement decide_holidays, declare_places" in str(fault)
    assert "/somewhere/countries/zz/plugin.py" in str(fault)
    assert "declare_stages" not in str(fault)


def test_a_country_that_does_not_say_which_it_is_is_refused(fault_of: FaultOf) -> None:
    fault = fault_of("declare_country")
    assert isinstance(fault, MissingHooks)
    assert "hook declare_country" in str(fault)
    assert "/somewhere/countries/zz/plugin.py" in str(fault)


@pytest.mark.parametrize("contract", [(2, 0), (0, 9), (1, 1)])
def test_another_contract_is_refused_with_both_versions(fault_of: FaultOf, contract: tuple[int, int]) -> None:
    fault = fault_of(declare_country=lambda: replace(country.COUNTRY, contract=contract))
    assert isinstance(fault, WrongContract)
    assert f"written for contract {contract[0]}.{contract[1]}, this installation speaks 1.0" in str(fault)
    assert f"hook declare_country, file {__file__}:" in str(fault)


@pytest.mark.parametrize(
    ("hook", "answer", "error", "words"),
    [
        ("declare_country", lambda: "zz", WrongAnswer, "expected Country, got str"),
        ("declare_country", lambda: (country.COUNTRY,), WrongAnswer, "expected Country, got tuple"),
        ("declare_country", lambda: replace(country.COUNTRY, code="yy"), WrongCode, "declares the code 'yy'"),
        ("declare_country", lambda: 1 / 0, HookFailed, "raised ZeroDivisionError"),
        ("declare_country", lambda: None, WrongAnswer, "has 0 answers"),
        ("declare_stages", lambda: stages.STAGES * 2, DuplicateCode, "harbour, workshop"),
        ("declare_stages", lambda: stages.TRANSITIONS, WrongAnswer, "expected Stage, got Transition"),
        ("declare_stages", lambda: (*stages.STAGES, None), WrongAnswer, "got NoneType"),
        ("declare_transitions", lambda: stages.TRANSITIONS[:1] * 2, DuplicateCode, "harbour"),
        ("declare_legal_forms", lambda: (forms.EXIT, forms.EXIT), DuplicateCode, "zz_exit"),
        ("declare_legal_forms", lambda: (replace(forms.EXIT, version="1"),), WrongAnswer, "version: expected int"),
        ("declare_identity_documents", lambda: {"code": "x"}, WrongAnswer, "expected tuple, got dict"),
        ("declare_languages", lambda: 1 / 0, HookFailed, "raised ZeroDivisionError"),
        ("declare_calendars", lambda: ("court",), WrongAnswer, "expected Calendar, got str"),
        ("declare_retention_rules", lambda: (7,), WrongAnswer, "expected RetentionRule, got int"),
    ],
)
def test_a_broken_declaration_is_told_with_country_hook_and_file(
    fault_of: FaultOf, hook: str, answer: Callable[[], object], error: type[CountryError], words: str
) -> None:
    fault = fault_of(**{hook: answer})
    assert type(fault) is error
    assert words in str(fault)
    assert f"Country 'zz', hook {hook}, file {__file__}:" in str(fault)


def test_faults_of_several_hooks_are_told_together(fault_of: FaultOf) -> None:
    fault = fault_of(declare_languages=lambda: ("es",), declare_consents=lambda: 1 / 0, declare_stages=lambda: "three")
    assert isinstance(fault, FaultyCountry)
    assert {problem.hook for problem in fault.problems} == {"declare_languages", "declare_consents", "declare_stages"}
    assert all(problem.file.startswith(__file__) for problem in fault.problems)
    assert all(problem.hook in str(fault) for problem in fault.problems)
