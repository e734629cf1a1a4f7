"""Finds and keeps the compiled catalogues: core's, and over it the one of a country."""

import re
from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from core.i18n.parts import catalogue_path, digest_of, merged, state_of

LANGUAGES = ("es", "en")
CORE = Path(__file__).parent.parent / "translations"
PSEUDO = "xx"

_countries: dict[str, Path] = {}
_offered: dict[str, tuple[str, ...]] = {}


class PseudoTranslations(NullTranslations):
    """Longer, accented English in brackets: shows what is not translated and what does not fit."""

    _ACCENTS = str.maketrans("aeiounAEIOUN", "áéíóúñÁÉÍÓÚÑ")

    def gettext(self, message: str) -> str:
        parts = re.split(r"(%\(\w+\)[sd]|\{\w*\})", message)
        accented = "".join(part if part[:1] in "%{" else part.translate(self._ACCENTS) for part in parts)
        return f"[{accented}{'·' * (len(message) // 3)}]"

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - the signature is gettext's
        return self.gettext(message)


def register_country(code: str, folder: Path, languages: Iterable[str] = ()) -> None:
    """Say where a country keeps its catalogues, so that they lie over core's in its branches.

    :param languages: those that it has translated the whole interface into.
    """
    offered = tuple(re.split(r"[-_]", language)[0] for language in languages)
    if (_countries.get(code), _offered.get(code)) != (folder, offered):
        _countries[code], _offered[code] = folder, offered
        catalogue.cache_clear()


def interface_languages() -> tuple[str, ...]:
    """List the languages in which the screens can be read: core's, and those that an enabled country brings."""
    return tuple(dict.fromkeys([*LANGUAGES, *(language for each in _offered.values() for language in each)]))


@cache
def catalogue(language: str, country: str | None) -> NullTranslations:
    """Load the words of a language as one country says them; a language without catalogue reads Spanish."""
    short = re.split(r"[-_]", language)[0].lower()
    if short == "en":
        return NullTranslations()
    if short == PSEUDO:
        return PseudoTranslations()
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
