"""The country's own codes, its texts and its legal bases."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.testkit.zz import country, languages, legal, partners, stages
from plugins.checks.country import check_codes, check_country, check_languages, check_wording
from plugins.contract.text import Grade, LegalBasis, Text

Faults = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("alpha3", "zzz"),
        ("currency", "dollar"),
        ("week_starts_on", 7),
        ("majority_age", 0),
    ],
)
def test_a_code_that_no_exchange_would_accept_is_told(faults: Faults, name: str, value: object) -> None:
    changed = replace(country.COUNTRY, **{name: value})
    assert faults(check_country, declare_country=lambda: changed) == [("declare_country", f"{name} is {value!r}")]


@pytest.mark.parametrize("code", ["Court", "the court", "../court", "court_", "corte_año", ""])
def test_a_code_that_is_no_plain_word_is_told(faults: Faults, code: str) -> None:
    kinds = (*partners.KINDS, replace(partners.KINDS[0], code=code))
    [(hook, message)] = faults(check_codes, declare_partner_kinds=lambda: kinds)
    assert hook == "declare_partner_kinds"
    assert f"'{code}' is not a plain word" in message


def test_a_text_without_the_countrys_language_first_is_told(faults: Faults) -> None:
    moved = (replace(partners.KINDS[0], label=Text.of(en="Court", es="Juzgado")), *partners.KINDS[1:])
    told = faults(check_wording, declare_partner_kinds=lambda: moved)
    assert told == [("declare_partner_kinds", "'Court' is first written in 'en', not in 'es'")]


def test_a_text_deep_inside_a_declaration_is_told(faults: Faults) -> None:
    criterion = replace(stages.STAGES[0].criteria[0], label=Text.of(en="Rested"))
    changed = (replace(stages.STAGES[0], criteria=(criterion,)), *stages.STAGES[1:])
    assert [hook for hook, _ in faults(check_wording, declare_stages=lambda: changed)] == ["declare_stages"]


def test_a_legal_basis_that_cites_nothing_is_told(faults: Faults) -> None:
    silent = (replace(legal.MEASURE_KINDS[0], basis=LegalBasis(" ", Grade.A)), *legal.MEASURE_KINDS[1:])
    told = faults(check_wording, declare_measure_kinds=lambda: silent)
    assert told == [("declare_measure_kinds", "a legal basis cites nothing")]


def test_a_language_needs_a_name_and_a_channel(faults: Faults) -> None:
    mute = replace(languages.LANGUAGES[1], own_name=" ", channels=())
    told = faults(check_languages, declare_languages=lambda: (languages.LANGUAGES[0], mute))
    assert told == [
        ("declare_languages", "'ar' has no name of its own"),
        ("declare_languages", "'ar' is served by nothing"),
    ]
