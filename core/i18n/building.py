"""Builds the catalogues from the fragments and finds what is untranslated, unused or broken in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from core.i18n.parts import catalogue_path, compiled, digest_of, merge, part_files, read_part

LANGUAGE = "es"
_METHODS = [("**.py", "python"), ("**/templates/**.html", "core.i18n.building:extract_template")]
_KEYWORDS = DEFAULT_KEYWORDS | {"lazy": None}
_NOT_SHIPPED = {"testkit", "__pycache__"}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the house with a catalogue of its own: core, or a country.

    :param code: its folder, from which messages are taken.
    """

    domain: str
    code: Path

    @property
    def translations(self) -> Path:
        """Where its fragments and catalogues lie."""
        return self.code / "translations"


#: Core's own, wherever it is installed.
CORE = Room("core", Path(__file__).parents[1])


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a translator must look at."""

    domain: str
    kind: str
    message: str
    where: str

    def __str__(self) -> str:
        return f"{self.domain}: {self.kind}: {self.message!r} ({self.where})"


def rooms(root: Path) -> list[Room]:
    """Find core and the countries of a checkout."""
    countries = sorted(path.parent for path in (root / "countries").glob("*/plugin.py"))
    return [Room("core", root / "core"), *(Room(path.name, path) for path in countries)]


def build(room: Room) -> Path | None:
    """Merge a room's fragments into its catalogue and compile it.

    :returns: the compiled catalogue, or None where nothing is translated.
    """
    digest = digest_of(room.translations, LANGUAGE, room.domain)
    if digest is None:
        return None
    whole = merge(room.translations, LANGUAGE, room.domain)
    text = BytesIO()
    write_po(text, whole, width=110, sort_output=True, omit_header=False)
    target = catalogue_path(room.translations, LANGUAGE, room.domain, ".mo")
    target.parent.mkdir(parents=True, exist_ok=True)
    if (room.translations / "parts").is_dir():
        _write(target.with_suffix(".po"), text.getvalue())
    _write(target, compiled(whole, digest))
    return target


def check(room: Room, core: Room) -> list[Problem]:
    """List what is wrong with a room's Spanish; a country may lean on core's."""
    used = extract(room)
    known = merge(room.translations, LANGUAGE, room.domain)
    leaning = known if room == core else merge(core.translations, LANGUAGE, core.domain)
    return [*_missing(room, used, known, leaning), *_unused(room, used, leaning), *_broken(room)]


def add_missing(room: Room, core: Room) -> tuple[Path, int]:
    """Write what a country says and nobody has translated into its catalogue, to be translated there.

    :returns: the catalogue, and how many messages were added.
    """
    target = catalogue_path(room.translations, LANGUAGE, room.domain, ".po")
    if (room.translations / "parts").is_dir():
        target = room.translations / "parts" / f"{room.domain}.{LANGUAGE}.po"
    whole = read_part(target, LANGUAGE) if target.exists() else Catalog(locale=LANGUAGE, domain=room.domain)
    known, leaning = merge(room.translations, LANGUAGE, room.domain), merge(core.translations, LANGUAGE, core.domain)
    missing = [
        message
        for message in extract(room)
        if message.id and not any(each.get(message.id, message.context) for each in (known, leaning, whole))
    ]
    for message in missing:
        whole.add(message.id, locations=message.locations, context=message.context)
    text = BytesIO()
    write_po(text, whole, width=110)
    target.parent.mkdir(parents=True, exist_ok=True)
    _write(target, text.getvalue())
    return target, len(missing)


def extract(room: Room) -> Catalog:
    """Collect every message of a room's code and templates."""
    found = Catalog()
    walk = extract_from_dir(room.code, _METHODS, keywords=_KEYWORDS, directory_filter=_is_shipped)
    for name, line, message, comments, context in walk:
        found.add(message, locations=[(f"{room.domain}/{name}", line)], auto_comments=comments, context=context)
    return found


def extract_template(file: BinaryIO, keywords: Any, tags: Any, options: Any) -> Iterator[Any]:
    """Take the messages of a template, read with the extensions that the application gives it."""
    from jinja2.ext import babel_extract

    yield from babel_extract(file, keywords, tags, {**options, "trimmed": "true", "silent": "false"})


def _is_shipped(path: str) -> bool:
    return Path(path).name not in _NOT_SHIPPED


def _missing(room: Room, used: Catalog, known: Catalog, leaning: Catalog) -> list[Problem]:
    def translated(message: Message) -> bool:
        found = known.get(message.id, message.context) or leaning.get(message.id, message.context)
        return found is not None and bool(found.string)

    return [
        Problem(room.domain, "no Spanish", _id(message), f"{message.locations[0][0]}:{message.locations[0][1]}")
        for message in used
        if message.id and not translated(message)
    ]


def _unused(room: Room, used: Catalog, core_words: Catalog) -> list[Problem]:
    """A country may also say one of core's words in its own way."""
    return [
        Problem(room.domain, "not used", _id(message), path.name)
        for path, message in _translated(room)
        if used.get(message.id, message.context) is None
        and (room.domain == "core" or core_words.get(message.id, message.context) is None)
    ]


def differing_placeholders(room: Room, language: str = LANGUAGE) -> list[str]:
    """Name the messages of a room whose translation asks for other values than they have."""
    return [_id(message) for _path, message in _translated(room, language) if _placeholders_differ(message)]


def _broken(room: Room) -> list[Problem]:
    problems = []
    seen: dict[tuple[str, str | None], object] = {}
    for path, message in _translated(room):
        key = (_id(message), message.context)
        if seen.setdefault(key, message.string) != message.string:
            problems.append(Problem(room.domain, "translated in two ways", _id(message), path.name))
        if _placeholders_differ(message):
            problems.append(Problem(room.domain, "placeholders differ", _id(message), path.name))
    return problems


def _translated(room: Room, language: str = LANGUAGE) -> Iterator[tuple[Path, Message]]:
    for path in part_files(room.translations, language, room.domain):
        yield from ((path, message) for message in read_part(path, language) if message.id)


def _placeholders_differ(message: Message) -> bool:
    """Every form of a plural may leave the number out, as in "one day"."""
    originals = {sign for text in _forms(message.id) for sign in _PLACEHOLDER.findall(text)}
    strings = [set(_PLACEHOLDER.findall(text)) for text in _forms(message.string)]
    free = {"%(num)s"} if message.pluralizable else set()
    return any(signs - originals or originals - signs - free for signs in strings)


def _forms(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _id(message: Message) -> str:
    return _forms(message.id)[0]


def _write(path: Path, content: bytes) -> None:
    """Leave a file alone that would not change, so that make has nothing to do."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
