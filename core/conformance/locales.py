"""Checks of locales and money against what Babel knows."""

from collections.abc import Iterator

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from plugins.checks import Fault
from plugins.profile import CountryProfile


def check_locales(profile: CountryProfile) -> Iterator[Fault]:
    """Find formats in which no date and no sum could be written."""
    country = profile.country
    if not is_locale(country.formatting_locale):
        message = f"Babel does not know the formatting locale '{country.formatting_locale}'"
        yield Fault("declare_country", message, "Name a locale of the CLDR, as es_419.")
    if country.currency not in get_global("all_currencies"):
        message = f"nobody knows the currency '{country.currency}'"
        yield Fault("declare_country", message, "Write its three letters as ISO 4217 does.")
    for language in profile.languages.values():
        if language.formatting_locale is not None and not is_locale(language.formatting_locale):
            message = f"Babel does not know the formatting locale '{language.formatting_locale}' of '{language.code}'"
            yield Fault("declare_languages", message, "Leave it out to borrow the country's.")


def is_locale(name: str) -> bool:
    """Tell whether Babel can write dates and numbers in a locale."""
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return False
    return True
