"""What the CLDR and the time zone database know of a country, to begin its package with."""

from importlib.resources import files
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import exists
from babel.numbers import get_territory_currencies
from holidays import list_supported_countries

from plugins.scaffold import SpokenLanguage

_EVERYWHERE = "es_419"
_OFFICES = "es"


def facts_of(code: str) -> dict[str, Any]:
    """Give money, time zone, week and languages of a country by its two letters; plain values for one nobody knows."""
    territory = code.upper()
    locale = f"{_OFFICES}_{territory}"
    locale = locale if exists(locale) else _EVERYWHERE
    return {
        "alpha3": _three_letters(territory),
        "currency": next(iter(_currencies(territory)), "XXX"),
        "time_zone": _time_zone(territory),
        "locale": locale,
        "week_starts_on": Locale.parse(locale).first_week_day,
        "languages": tuple(_language(each) for each in get_global("territory_languages").get(territory, {})
                           if each != _OFFICES),
        "listed": territory in list_supported_countries(),
    }  # fmt: skip


def _three_letters(territory: str) -> str:
    aliases = get_global("territory_aliases")
    found = [long for long, short in aliases.items() if short == [territory] and len(long) == 3 and long.isalpha()]
    return found[0] if found else f"{territory}X"


def _currencies(territory: str) -> list[str]:
    known = get_global("territory_currencies")
    return [str(code) for code in get_territory_currencies(territory)] if territory in known else []


def _time_zone(territory: str) -> str:
    """Take the first zone that the database lists for a country: the one in which most people live."""
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{territory}\t"):
            return line.split("\t")[2]
    return "UTC"


def _language(code: str) -> SpokenLanguage:
    tag = code.replace("_", "-")
    es, en = (Locale(language).languages.get(code, tag) for language in (_OFFICES, "en"))
    return SpokenLanguage(tag, _own_name(code), es, en)


def _own_name(code: str) -> str:
    try:
        return Locale.parse(code).display_name or "TODO"
    except (UnknownLocaleError, ValueError):
        return "TODO"
