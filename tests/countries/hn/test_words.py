"""Single words of the screens that Honduras says its own way; the rest is core's."""

from pathlib import Path

import countries.hn
from core.i18n import _, register_country, speaking
from core.i18n.vocabulary import messages_saying

SAID = {"Case team": "Equipo del caso", "House": "Centro", "Save": "Guardar"}


def test_single_words_are_said_as_the_country_says_them() -> None:
    register_country("hn", Path(countries.hn.__file__).parent / "translations")
    with speaking("es", country="hn"):
        assert {message: _(message) for message in SAID} == SAID
    with speaking("en", country="hn"):
        assert {message: _(message) for message in SAID} == {message: message for message in SAID}


def test_a_branch_may_still_say_them_otherwise() -> None:
    register_country("hn", Path(countries.hn.__file__).parent / "translations")
    assert {message for message, words in SAID.items() if message in messages_saying(words)} == set(SAID)
