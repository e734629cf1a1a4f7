"""Checks of a country's catalogues: a language that claims one has every word, with the same placeholders."""

from collections.abc import Iterator
from pathlib import Path

from core.i18n.building import CORE, LANGUAGE, Room, check, differing_placeholders, extract
from core.i18n.parts import merge
from plugins.checks import Fault
from plugins.profile import CountryProfile

#: The language in which messages are written needs no catalogue.
_SOURCE = "en"


def check_catalogues(profile: CountryProfile) -> Iterator[Fault]:
    """Find languages that would show a page half translated."""
    room = Room(profile.code, Path(profile.manager.file_of()).parent)
    for language in profile.languages.values():
        short = language.code.partition("-")[0]
        if not language.catalogue or short == _SOURCE:
            continue
        for message in _spanish(room) if short == LANGUAGE else _other(room, short):
            yield Fault("declare_languages", f"the catalogue of '{language.code}': {message}", _fix(room, short))


def _fix(room: Room, language: str) -> str:
    place = room.translations / language / "LC_MESSAGES" / f"{room.domain}.po"
    return f"Translate it in {place.relative_to(room.code.parent)}, or say catalogue=False."


def _spanish(room: Room) -> Iterator[str]:
    for problem in check(room, CORE):
        yield f"{problem.kind}: '{problem.message}' ({problem.where})"


def _other(room: Room, language: str) -> Iterator[str]:
    """Core has no words in this language, so the country brings all of them."""
    known = merge(room.translations, language, room.domain)
    needed = [*merge(CORE.translations, LANGUAGE, CORE.domain), *extract(room)]
    missing = [each for each in needed if each.id and known.get(each.id, each.context) is None]
    if missing:
        yield f"{len(missing)} messages are not translated, the first is '{missing[0].id}'"
    for message in differing_placeholders(room, language):
        yield f"placeholders differ: '{message}'"
