"""From fragments to a catalogue, and what a translator is told."""

from gettext import GNUTranslations
from pathlib import Path

import pytest

from core.i18n import parts
from core.i18n.building import Room, build, check, rooms
from core.i18n.catalogues import _load

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
CODE = """from core.i18n import _, lazy, ngettext
first = lazy("Bed")
second = _("Room %(number)s", number=1)
third = ngettext("%(num)s bed", "%(num)s beds", 2)
"""
SPANISH = {
    "Bed": "Cama",
    "Room %(number)s": "Cuarto %(number)s",
    "Crib": "Cuna",
}
PLURAL = '\nmsgid "%(num)s bed"\nmsgid_plural "%(num)s beds"\nmsgstr[0] "una cama"\nmsgstr[1] "%(num)s camas"\n'


def entry(message: str, translation: str) -> str:
    return f'\nmsgid "{message}"\nmsgstr "{translation}"\n'


@pytest.fixture
def room(tmp_path: Path) -> Room:
    (tmp_path / "templates").mkdir()
    (tmp_path / "translations" / "parts").mkdir(parents=True)
    (tmp_path / "words.py").write_text(CODE)
    (tmp_path / "templates" / "page.html").write_text('{% trans %}Crib{% endtrans %}{{ _("Bed") }}')
    write(tmp_path, "all", "".join(entry(*pair) for pair in SPANISH.items()) + PLURAL)
    return Room("core", tmp_path)


def write(folder: Path, name: str, entries: str) -> None:
    (folder / "translations" / "parts" / f"{name}.es.po").write_text(HEAD + entries)


def kinds(room: Room) -> list[tuple[str, str]]:
    return [(problem.kind, problem.message) for problem in check(room, room)]


def test_a_complete_translation_has_no_problems(room: Room):
    assert kinds(room) == []


def test_a_message_without_spanish_is_named_with_its_place(room: Room):
    (room.code / "more.py").write_text('_("Crying")\n')
    [problem] = check(room, room)
    assert (problem.kind, problem.message, problem.where) == ("no Spanish", "Crying", "core/more.py:1")


def test_an_empty_translation_is_none(room: Room):
    write(room.code, "all", "".join(entry(*pair) for pair in (SPANISH | {"Bed": ""}).items()) + PLURAL)
    assert ("no Spanish", "Bed") in kinds(room)


def test_a_translation_nobody_uses_is_named(room: Room):
    write(room.code, "old", entry("Dormitory", "Dormitorio"))
    assert kinds(room) == [("not used", "Dormitory")]


def test_a_placeholder_that_differs_is_named(room: Room):
    broken = SPANISH | {"Room %(number)s": "Cuarto %(numero)s"}
    write(room.code, "all", "".join(entry(*pair) for pair in broken.items()) + PLURAL)
    assert kinds(room) == [("placeholders differ", "Room %(number)s")]


def test_two_translations_of_one_message_are_named(room: Room):
    write(room.code, "other", entry("Bed", "Lecho"))
    assert kinds(room) == [("translated in two ways", "Bed")]


def test_a_country_leans_on_cores_words_and_may_change_them(room: Room, tmp_path: Path):
    country = Room("zz", tmp_path / "zz")
    (country.code / "translations" / "parts").mkdir(parents=True)
    (country.code / "words.py").write_text('_("Bed")\n')
    write(country.code, "all", entry("Crib", "Moisés"))
    assert check(country, room) == []


def test_the_built_catalogue_is_read_and_a_stale_one_is_not(room: Room):
    target = build(room)
    assert target is not None
    assert _load(room.translations, "es", "core").gettext("Bed") == "Cama"
    write(room.code, "all", entry("Bed", "Litera"))
    assert _load(room.translations, "es", "core").gettext("Bed") == "Litera"


def test_the_built_catalogue_says_of_which_fragments_it_was_made(room: Room):
    target = build(room)
    assert target is not None
    with target.open("rb") as file:
        state = parts.state_of(GNUTranslations(file))
    assert state == parts.digest_of(room.translations, "es", "core") is not None


def test_an_installed_catalogue_needs_no_fragments(room: Room):
    build(room)
    for path in parts.part_files(room.translations, "es", "core"):
        path.unlink()
    (room.translations / "es" / "LC_MESSAGES" / "core.po").unlink()
    assert _load(room.translations, "es", "core").ngettext("%(num)s bed", "%(num)s beds", 2) == "%(num)s camas"


def test_two_builds_are_the_same_file(room: Room):
    first = build(room)
    assert first is not None
    before = (first.read_bytes(), first.with_suffix(".po").read_bytes(), first.stat().st_mtime_ns)
    build(room)
    assert before == (first.read_bytes(), first.with_suffix(".po").read_bytes(), first.stat().st_mtime_ns)


def test_the_house_has_a_room_for_core_and_each_country():
    found = rooms(Path(parts.__file__).parents[2])
    assert found[0].domain == "core"
