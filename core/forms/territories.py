"""Countries of the world by their three letters, as files of people name them."""

import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# States that are gone, and codes that name no country, all of which Babel still resolves.
_GONE = frozenset({"BUR", "ZAR", "DDR", "FXX", "TMP", "YMD"})
_NO_COUNTRY = frozenset({"QUU", "XAA", "XBB", "ZZZ"})


@cache
def territory_choices(language: str) -> tuple[tuple[str, str], ...]:
    """List every country with its name, in the order of the names."""
    names = _names(language)
    named = [(code, names[short]) for code, short in _alpha2_by_alpha3().items() if short in names]
    return tuple(sorted(named, key=lambda pair: _sortable(pair[1])))


def territory_name(code: str, language: str) -> str:
    """Name a country by its three letters; a code that nobody knows names itself."""
    return _by_code(language).get(code.upper(), code)


@cache
def _by_code(language: str) -> dict[str, str]:
    return dict(territory_choices(language))


@cache
def _alpha2_by_alpha3() -> dict[str, str]:
    aliases = get_global("territory_aliases")
    countries = {
        code: short for code, short in aliases.items() if len(code) == 3 and code.isalpha() and len(short) == 1
    }
    return {code: short[0] for code, short in countries.items() if code not in _GONE | _NO_COUNTRY}


def _names(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale("es").territories)


def _sortable(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
