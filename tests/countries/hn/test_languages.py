from datetime import date
from decimal import Decimal

import pytest
from babel import Locale

from core import defaults
from core.forms.places import NO_PLACES
from core.forms.schema import check_answers
from core.i18n import format_date, format_number, speaking
from countries.hn import plugin
from countries.hn.codes import code_lists
from countries.hn.country import country
from countries.hn.languages import languages
from plugins.contract.languages import Channel
from plugins.contract.text import Grade
from plugins.discovery import load

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


@pytest.mark.parametrize(
    ("code", "own_name", "label"),
    [
        ("cab", "Garífuna", "Garífuna"),
        ("miq", "Mískitu", "Miskito"),
        ("yan", "Tawahka", "Tawahka"),
        ("pay", "Pech", "Pech"),
        ("jic", "Tol", "Tol (jicaque)"),
        ("caa", "Ch'orti'", "Ch'orti'"),
        ("en-HN", "English", "Inglés isleño"),
        ("hds", "LESHO", "Lengua de señas hondureña"),
        ("ht", "Kreyòl ayisyen", "Criollo haitiano"),
        ("pt", "português", "Portugués"),
        ("en", "English", "Inglés"),
    ],
)
def test_a_language_is_called_as_its_speakers_call_it_and_heard_with_an_interpreter(
    code: str, own_name: str, label: str
) -> None:
    language = BY_CODE[code]
    assert (language.own_name, str(language.label), language.interpreter) == (own_name, label, True)
    assert language.basis is not None
    assert language.basis.grade in {Grade.A, Grade.B}


def test_every_people_whose_language_lives_is_heard_in_it() -> None:
    lives = {
        "miskitu": "miq", "garifuna": "cab", "maya_chorti": "caa", "tolupan": "jic", "tawahka": "yan", "pech": "pay",
        "negro_habla_inglesa": "en-HN",
    }  # fmt: skip
    peoples = next({entry.code for entry in each.entries} for each in code_lists() if each.code == "pueblo")
    assert peoples - set(lives) == {"lenca", "nahua", "ninguno", "no_responde"}
    assert set(lives.values()) <= set(BY_CODE)


@pytest.mark.parametrize("code", ["cab", "miq", "yan", "pay", "jic", "caa", "hds", "en-HN"])
def test_a_language_that_no_locale_knows_borrows_the_countrys_dates_and_numbers(code: str) -> None:
    assert BY_CODE[code].formatting_locale is None
    with speaking(code, locale=country().formatting_locale, zone=country().time_zone, country="hn"):
        assert format_date(date(2026, 3, 5)) == "5 mar 2026"
        assert format_number(Decimal("1234.5")) == "1,234.5"


@pytest.mark.parametrize("code", BY_CODE)
def test_a_resident_of_any_language_has_her_consent_explained_in_it(code: str) -> None:
    profile = load("hn", plugin, [defaults])
    form = profile.form("consentimiento_informado")
    assert check_answers(form, profile, NO_PLACES, {"idioma_explicacion": code}) == {"idioma_explicacion": code}
