"""How core joins names where a country leaves it to core."""

import pytest

from core.defaults import decide_display_name
from plugins.contract.identity import PersonName


@pytest.mark.parametrize(
    ("given_names", "surnames", "shown"),
    [
        ("Ana María", "Paz Ñu", "Ana María Paz Ñu"),
        ("Ana", "", "Ana"),
        ("", "Paz", "Paz"),
        ("  Ana  ", " Paz ", "Ana Paz"),
        ("", "", ""),
        (" ", " ", ""),
    ],
)
def test_given_names_come_first(given_names: str, surnames: str, shown: str) -> None:
    assert decide_display_name(PersonName(given_names, surnames)).shown == shown


def test_names_sort_by_surname_without_case_or_accent() -> None:
    people = [("Zoe", "Avila"), ("Ana", "Ávila"), ("Eva", "nuñez"), ("Eva", "Nunez"), ("Eva", "NUNZA"), ("", "Ñame")]
    ordered = sorted((PersonName(*each) for each in people), key=lambda name: decide_display_name(name).sorted_by)
    assert [name.surnames for name in ordered] == ["Ávila", "Avila", "Nunez", "NUNZA", "nuñez", "Ñame"]


def test_a_composed_and_a_decomposed_letter_sort_alike() -> None:
    keys = {decide_display_name(PersonName("", surname)).sorted_by for surname in ("Nu\u00f1ez", "Nun\u0303ez")}
    assert len(keys) == 1
