import pytest

from countries.gt.languages import languages
from plugins.contract.languages import Channel, Language

ALL = {language.code: language for language in languages()}
MAYAN = {
    "acr", "knj", "agu", "caa", "agu-x-chalchit", "cac", "itz", "ixl", "jac", "quc", "cak", "mam", "mop", "poc", "poh",
    "kjb", "kek", "quv", "qum", "ttc", "tzj", "usp",
}  # fmt: skip


def test_spanish_comes_first_and_the_22_mayan_languages_xinka_garifuna_and_sign_language_are_there() -> None:
    assert next(iter(ALL)) == "es"
    assert len(MAYAN) == 22
    assert set(ALL) == MAYAN | {"es", "xin", "cab", "gsm", "en", "und"}


@pytest.mark.parametrize("language", ALL.values(), ids=ALL)
def test_whoever_speaks_another_language_has_a_right_to_an_interpreter_by_a_graded_rule(language: Language) -> None:
    assert language.basis is not None
    assert language.interpreter == (language.code != "es")


def test_only_spanish_and_english_claim_a_translated_interface() -> None:
    assert {code for code, language in ALL.items() if language.catalogue} == {"es", "en"}


def test_sign_language_is_served_on_video_and_the_mayan_ones_by_sound() -> None:
    assert ALL["gsm"].channels == (Channel.VIDEO, Channel.PERSON)
    assert all(ALL[code].channels == (Channel.AUDIO, Channel.PERSON) for code in MAYAN)
