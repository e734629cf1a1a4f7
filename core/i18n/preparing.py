"""Prepares the catalogue of a language that nobody has translated yet, and tells how much of it is missing.

Whoever translates works in one file with everything that screens of a country say, the Spanish beside each message.
What is in it already stays. Until nothing is missing the language claims no catalogue, and its readers read Spanish.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from core.i18n.building import LANGUAGE, Room, extract
from core.i18n.parts import catalogue_path, merge


@dataclass(frozen=True, slots=True)
class Prepared:
    """A catalogue as it stands: where it lies, how many messages it has, and how many are not translated."""

    path: Path
    whole: int
    missing: int


def prepare(room: Room, core: Room, language: str) -> Prepared:
    """Write every message of core and of a country into the country's catalogue of a language.

    :param language: without a region, as its folder is called.
    """
    spanish = [merge(each.translations, LANGUAGE, each.domain) for each in (room, core)]
    known = merge(room.translations, language, room.domain)
    made = Catalog(locale=language, domain=room.domain, project="Abrigo", charset="utf-8", fuzzy=False)
    for message in _needed(room, spanish[1]):
        found = known.get(message.id, message.context)
        said = next((each for whole in spanish if (each := whole.get(message.id, message.context))), None)
        made.add(
            message.id, found.string if found else None, context=message.context, flags=message.flags,
            auto_comments=[f"es: {_first(said)}"] if said else [],
        )  # fmt: skip
    target = catalogue_path(room.translations, language, room.domain, ".po")
    target.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, made, width=110, sort_output=True)
    target.write_bytes(text.getvalue())
    every = [each for each in made if each.id]
    return Prepared(target, len(every), sum(not _is_translated(each) for each in every))


def _needed(room: Room, core_words: Catalog) -> list[Message]:
    """Core has no words in this language, so the country brings all of them."""
    return [message for message in [*core_words, *extract(room)] if message.id]


def _is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def _first(message: Message) -> str:
    said = message.string or ""
    return " ".join((said if isinstance(said, str) else said[0]).split())
