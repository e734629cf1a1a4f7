"""Countries of the world by their two letters (ISO 3166-1), as files of people name them."""

import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# Codes that name no country, which Babel knows all the same.
_NO_COUNTRY = frozenset({"EU", "XA", "XB", "ZZ"})


@cache
def territory_choices(language: str) -> tuple[tuple[str, str], ...]:
    """List every country with its name, in the order of the names."""
    names = _names(language)
    named = [(code, names[code]) for code in _countries() if code in names]
    return tuple(sorted(named, key=lambda pair: _sortable(pair[1])))


def territory_name(code: str, language: str) -> str:
    """Name a country by its letters; a code that nobody knows names itself."""
    return _by_code(language).get(code.upper(), code)


@cache
def _by_code(language: str) -> dict[str, str]:
    return dict(territory_choices(language))


@cache
def _countries() -> frozenset[str]:
    """Take the codes that also have three letters: those of countries, and not of continents and islands."""
    aliases = get_global("territory_aliases")
    short = {aliases[long][0] for long in aliases if len(long) == 3 and long.isalpha() and len(aliases[long]) == 1}
    return frozenset(short - _NO_COUNTRY)


def _names(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale("es").territories)


def _sortable(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
