"""Single words of the screens that Guatemala says its own way; the rest is core's."""

from pathlib import Path

import countries.gt
from core.i18n import _, register_country, speaking
from core.i18n.vocabulary import messages_saying

SAID = {"Case team": "Equipo multidisciplinario", "House": "Hogar", "Save": "Guardar"}


def test_single_words_are_said_as_the_country_says_them() -> None:
    register_country("gt", Path(countries.gt.__file__).parent / "translations")
    with speaking("es", country="gt"):
        assert {message: _(message) for message in SAID} == SAID
    with speaking("en", country="gt"):
        assert {message: _(message) for message in SAID} == {message: message for message in SAID}


def test_a_branch_may_still_say_them_otherwise() -> None:
    register_country("gt", Path(countries.gt.__file__).parent / "translations")
    assert {message for message, words in SAID.items() if message in messages_saying(words)} == set(SAID)
