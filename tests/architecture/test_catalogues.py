"""Everything a user reads can be read in Spanish."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import source_tree
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

Plant = Callable[[Mapping[str, str]], Path]
KEYWORDS = {**dict.fromkeys(("_", "N_", "gettext", "lazy")), "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
READERS = {".py": "python", ".html": "jinja2.ext:babel_extract"}
# The imaginary country is written in English only: no user ever reads it.
UNREAD = Path("core/testkit")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def messages(root: Path, room: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield place, message and context of what the code of a room says."""
    for path in source_tree.files(root, room, suffixes=tuple(READERS)):
        if UNREAD in path.parents:
            continue
        reader = READERS[path.suffix]
        for line, found, _, context in extract_from_file(reader, root / path, KEYWORDS, options={"silent": "false"}):
            yield f"{path}:{line}", found if isinstance(found, str) else found[0], context


def spanish(root: Path, room: str) -> dict[tuple[str, str | None], tuple[str, ...]]:
    """Return what the Spanish catalogues of a room say for each message."""
    said = {}
    for path in (root / room).rglob("*.po"):
        if path.name.endswith(".es.po") or "es" in path.parts:
            with path.open("rb") as file:
                for entry in read_po(file, locale="es"):
                    texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
                    message = entry.id if isinstance(entry.id, str) else entry.id[0]
                    if all(texts) and not entry.fuzzy:
                        said[message, entry.context] = texts
    return said


def untranslated(root: Path) -> Iterator[str]:
    """Point to each message without Spanish; a country may lean on core's catalogue."""
    of_core = spanish(root, "core")
    for room in ("core", *(str(path.parent.relative_to(root)) for path in root.glob("countries/*/plugin.py"))):
        known = of_core | spanish(root, room)
        for place, message, context in messages(root, room):
            if (message, context) not in known:
                yield f"{place} {message}"


def broken_placeholders(root: Path) -> Iterator[str]:
    """Name each translation that asks for a value its message does not have."""
    for room in ("core", "countries"):
        for (message, _), texts in spanish(root, room).items():
            offered = {*PLACEHOLDER.findall(message), "%(num)s", "%(num)d"}
            if any(set(PLACEHOLDER.findall(text)) - offered for text in texts):
                yield message


def test_every_message_has_spanish(checkout: Path) -> None:
    assert not list(untranslated(checkout))


def test_no_translation_asks_for_an_unknown_value(checkout: Path) -> None:
    assert not list(broken_placeholders(checkout))


def test_one_word_is_spelt_in_one_way(checkout: Path) -> None:
    """Both spellings are right; on one page they would look like two things."""
    words = (text for texts in spanish(checkout, "core").values() for text in texts)
    assert not [text for text in words if "período" in text.lower()]


CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Bed"\nmsgstr "Cama"\n'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("core/beds/views.py", "_('Room')"),
        ("core/beds/views.py", "lazy('Room')"),
        ("core/errors.py", "N_('Room')"),
        ("core/beds/views.py", "pgettext('furniture', 'Bed')"),
        ("core/beds/views.py", "ngettext('%(num)s bed', '%(num)s beds', 2)"),
        ("core/beds/templates/beds/list.html", "{% trans %}Room{% endtrans %}"),
        ("core/beds/templates/beds/list.html", "<p>{{ _('Room') }}</p>"),
    ],
)
def test_an_untranslated_message_is_found(plant: Plant, name: str, text: str) -> None:
    root = plant({name: text, "core/translations/parts/beds.es.po": CATALOGUE})
    assert len(list(untranslated(root))) == 1


@pytest.mark.parametrize("name", ["core/beds/views.py", "countries/xa/plugin.py"])
def test_a_translated_message_passes(plant: Plant, name: str) -> None:
    root = plant({"countries/xa/plugin.py": "", name: "_('Bed')", "core/translations/parts/beds.es.po": CATALOGUE})
    assert not list(untranslated(root))


def test_an_empty_translation_is_none(plant: Plant) -> None:
    text = CATALOGUE.replace("Cama", "")
    root = plant({"core/beds/views.py": "_('Bed')", "core/translations/parts/beds.es.po": text})
    assert len(list(untranslated(root))) == 1


def test_an_unknown_value_is_found(plant: Plant) -> None:
    text = CATALOGUE + '\nmsgid "Bed %(bed)s"\nmsgstr "Cama %(cama)s"\n'
    assert list(broken_placeholders(plant({"core/translations/parts/beds.es.po": text}))) == ["Bed %(bed)s"]
