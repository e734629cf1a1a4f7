from babel import Locale

from countries.hn.codes import code_lists
from countries.hn.languages import languages
from plugins.contract.languages import Channel

BY_CODE = {language.code: language for language in languages()}


def test_spanish_comes_first_and_needs_no_interpreter() -> None:
    first = languages()[0]
    assert (first.code, first.catalogue, first.interpreter) == ("es", True, False)


def test_speakers_of_every_other_language_are_heard_with_an_interpreter() -> None:
    assert all(language.interpreter for code, language in BY_CODE.items() if code != "es")


def test_lenca_and_nahua_are_peoples_and_not_languages_to_be_spoken_to_in() -> None:
    peoples = next({entry.code for entry in each.entries} for each in code_lists() if each.code == "pueblo")
    assert {"lenca", "nahua"} <= peoples
    assert not {"len", "ppl", "sum", "icr", "bzk"} & set(BY_CODE)


def test_the_sign_language_is_served_by_video_or_a_person_and_never_by_text() -> None:
    assert BY_CODE["hds"].channels == (Channel.VIDEO, Channel.PERSON)
    assert "321-2013" in BY_CODE["hds"].basis.citation  # type: ignore[union-attr]


def test_every_language_can_be_spoken_by_a_person() -> None:
    assert all(Channel.PERSON in language.channels for language in BY_CODE.values())


def test_formatting_locales_are_known() -> None:
    for language in BY_CODE.values():
        assert language.formatting_locale is None or Locale.parse(language.formatting_locale)
