"""Finds the messages that the screens say with given words, so that a branch may say them its own way."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from core.i18n.catalogues import CORE, LANGUAGES, countries
from core.i18n.parts import merge

#: Longer texts are sentences; those are not a branch's to change.
LONGEST = 40


def messages_saying(words: str) -> tuple[str, ...]:
    """List the messages that read exactly so in the first language, in core's words or in those of a country."""
    return _vocabulary(tuple(countries().items())).get(words, ())


def resembling(words: str) -> str | None:
    """Suggest the words on screen that come nearest."""
    from rapidfuzz import process  # needed by few, and slow to load

    found = process.extractOne(words, _vocabulary(tuple(countries().items())).keys(), score_cutoff=60)
    return found[0] if found else None


@cache
def _vocabulary(own: tuple[tuple[str, Path], ...]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    core = [message.id for message in merge(CORE, LANGUAGES[0], "core") if isinstance(message.id, str)]
    for folder, domain in ((CORE, "core"), *((folder, code) for code, folder in own)):
        for message in merge(folder, LANGUAGES[0], domain):
            said = str(message.string)
            if message.id in core and _is_term(str(message.id)) and _is_term(said):
                found[said] = tuple(dict.fromkeys((*found.get(said, ()), str(message.id))))
    return found


def _is_term(text: str) -> bool:
    return 0 < len(text) <= LONGEST and "%" not in text and "{" not in text
