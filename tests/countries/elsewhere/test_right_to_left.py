"""A land whose screens are read from right to left: it brings the whole catalogue, and its people choose it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from core import clock
from core.i18n import building, interface_languages
from core.i18n.catalogues import register_country
from core.i18n.parts import merge
from core.testkit.application import application
from core.testkit.house import house
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.web import Network, hire
from core.testkit.zz import languages
from plugins.profile import CountryProfile

Land = Callable[..., CountryProfile]
WORD = "كلمة"


@pytest.fixture
def home_of_words(tmp_path: Path) -> Path:
    """Write a folder of a country in which every message of core has been translated, after a fashion."""
    whole = Catalog(locale="ar", domain="zz")
    for message in merge(building.CORE.translations, "es", "core"):
        if message.id:
            said = f"{WORD} {message.id[0]}" if message.pluralizable else f"{WORD} {message.id}"
            whole.add(message.id, (said,) * 6 if message.pluralizable else said, context=message.context)
    target = tmp_path / "zz" / "translations" / "ar" / "LC_MESSAGES" / "zz.po"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_po(file, whole)
    return tmp_path / "zz"


def test_its_screens_are_read_from_right_to_left(land: Land, store_factory: StoreFactory, home_of_words: Path) -> None:
    spoken = (languages.LANGUAGES[0], replace(languages.LANGUAGES[1], catalogue=True))
    country = land(home=home_of_words, declare_languages=lambda: spoken)
    try:
        with clock.freeze(NOON):
            home = house(store_factory, country)
            hire(home)
            app = application(home.stores, {"zz": country})
            app.config.update(TESTING=True)
            client = Network(app, home).client("director")
            before = client.get("/account").text
            assert 'lang="es" dir="ltr"' in before
            assert 'value="ar"' in before
            client.post("/account/preferences", data={"language": "ar"})
            page = client.get("/").text
        assert '<html lang="ar" dir="rtl"' in page
        assert WORD in page
        assert interface_languages() == ("es", "en", "ar")
    finally:
        register_country("zz", home_of_words)
    assert interface_languages() == ("es", "en")
