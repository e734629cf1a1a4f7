"""Finds and keeps the compiled catalogues: core's, and over it the one of a country."""

import re
from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from core.i18n.parts import catalogue_path, digest_of, merged, state_of

LANGUAGES = ("es", "en")
CORE = Path(__file__).parent.parent / "translations"

_countries: dict[str, Path] = {}
_offered: dict[str, tuple[str, ...]] = {}
_invented: dict[str, NullTranslations] = {}


def register_country(code: str, folder: Path, languages: Iterable[str] = ()) -> None:
    """Say where a country keeps its catalogues, so that they lie over core's in its branches.

    :param languages: those that it has translated the whole interface into.
    """
    offered = tuple(re.split(r"[-_]", language)[0] for language in languages)
    if (_countries.get(code), _offered.get(code)) != (folder, offered):
        _countries[code], _offered[code] = folder, offered
        catalogue.cache_clear()


def register_language(code: str, words: NullTranslations) -> None:
    """Let a language be spoken that no catalogue has, for tests; nobody is offered it."""
    _invented[code] = words
    catalogue.cache_clear()


def countries() -> dict[str, Path]:
    """Give the folders of the countries that lay their words over core's."""
    return dict(_countries)


def interface_languages() -> tuple[str, ...]:
    """List the languages in which the screens can be read: core's, and those that an enabled country brings."""
    return tuple(dict.fromkeys([*LANGUAGES, *(language for each in _offered.values() for language in each)]))


@cache
def catalogue(language: str, country: str | None) -> NullTranslations:
    """Load the words of a language as one country says them; a language without catalogue reads Spanish."""
    short = re.split(r"[-_]", language)[0].lower()
    if short == "en":
        return NullTranslations()
    if short in _invented:
        return _invented[short]
    own = _load(CORE, short, "core") or _load(CORE, "es", "core") or NullTranslations()
    return _overlay(own, short, country)


def _overlay(own: NullTranslations, language: str, country: str | None) -> NullTranslations:
    if country is None or country not in _countries:
        return own
    local = _load(_countries[country], language, country)
    if local is None:
        return own
    local.add_fallback(own)
    return local


def _load(folder: Path, language: str, domain: str) -> NullTranslations | None:
    """Read the compiled catalogue, or the parts themselves while it is missing or older than they are."""
    path = catalogue_path(folder, language, domain, ".mo")
    digest = digest_of(folder, language, domain)
    if path.exists():
        with path.open("rb") as file:
            compiled = GNUTranslations(file)
        if digest is None or state_of(compiled) == digest:
            return compiled
    return None if digest is None else merged(folder, language, domain)
