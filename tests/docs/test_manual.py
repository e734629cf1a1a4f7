"""The manual says what the product does: its words, addresses, commands and pictures, alike in both languages."""

import re
from functools import cache
from pathlib import Path

import click
import pytest
from werkzeug.exceptions import HTTPException

from core.cli import abrigo
from core.i18n import say, speaking
from core.i18n.catalogues import CORE
from core.i18n.parts import merge
from core.studio.register import KINDS
from core.testkit.web import Network

FOLDER = Path(__file__).parent.parent.parent / "docs" / "manual"
LANGUAGES = ("es", "en")


@cache
def manual(language: str) -> str:
    return (FOLDER / f"{language}.md").read_text(encoding="utf-8")


def found(pattern: str, language: str) -> list[str]:
    return re.findall(pattern, manual(language), re.MULTILINE)


@cache
def words_of(language: str) -> frozenset[str]:
    """Give every text of the screens in a language."""
    catalogue = merge(CORE, "es", "core")
    texts = {message.id if language == "en" else message.string for message in catalogue}
    return frozenset(text for text in texts if isinstance(text, str))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_manual_quotes_stands_on_a_screen(language: str) -> None:
    quoted = {each for each in found(r"\*\*(.+?)\*\*", language) if not each.endswith(".")}
    assert len(quoted) > 30
    assert {each for each in quoted if each not in words_of(language)} == {"negrita" if language == "es" else "bold"}


def test_every_address_leads_to_a_screen(network: Network) -> None:
    paths = {path for language in LANGUAGES for path in found(r"`(/[^` ]*)`", language)}
    assert len(paths) > 15
    adapter = network.app.url_map.bind("localhost")
    unknown = set()
    for path in paths:
        try:
            adapter.match(path, method="GET")
        except HTTPException:
            unknown.add(path)
    assert unknown == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_exists_with_its_options(language: str) -> None:
    lines = found(r"^\$ (abrigo .+)$", language) + found(r"`(abrigo [^`]+)`", language)
    assert len(lines) > 4
    for line in lines:
        command: click.Command = abrigo
        context = click.Context(command)
        _name, *words = line.split()
        while words and isinstance(command, click.Group):
            inner = command.get_command(context, words.pop(0))
            assert inner is not None, line
            command = inner
        options = {name for each in command.params for name in each.opts}
        assert {word for word in words if word.startswith("-")} <= options, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_and_is_used(language: str) -> None:
    used = found(r"!\[.+?\]\((.+?)\)", language)
    there = {f"{language}/{path.name}" for path in (FOLDER / language).glob("*.png")}
    assert len(used) == len(set(used))
    assert set(used) == there


def test_both_languages_have_the_same_chapters_pictures_addresses_and_commands() -> None:
    for pattern in (r"^(#+) ", r"^#+ (\d+)", r"\(\w\w/(.+?\.png)\)", r"`(/[^` ]*)`", r"^\$ (.+)$"):
        assert found(pattern, "es") == found(pattern, "en"), pattern


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_a_house_may_configure_has_its_chapter(language: str) -> None:
    chapters = set(found(r"^### (.+)$", language))
    with speaking(language):
        assert {say(kind.label) for kind in KINDS.values()} - chapters == set()
