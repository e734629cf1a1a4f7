"""The common rooms know no country: neither its code nor its name stands in them."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import source_tree
from babel import Locale

Plant = Callable[[Mapping[str, str]], Path]
COMMON_ROOMS = ("core", "plugins")
OTHER_TEXTS = (".html", ".js", ".css", ".sql", ".typ", ".mako", ".j2")


def countries(root: Path) -> list[str]:
    """Return the codes of the countries in the tree."""
    return sorted(path.parent.name for path in root.glob("countries/*/plugin.py"))


def naming(codes: list[str]) -> re.Pattern[str]:
    """Match a country's code as a word of its own, also within `es_GT` or `gt_form`, and its name in both languages."""
    names = [Locale(language).territories[code.upper()] for code in codes for language in ("en", "es")]
    words = "|".join(map(re.escape, sorted({*codes, *names})))
    # &gt; is how HTML writes a sign.
    return re.compile(rf"(?<![^\W_])(?<!&)({words})(?![^\W_])", re.IGNORECASE)


def mentions(root: Path, pattern: re.Pattern[str]) -> Iterator[str]:
    """Point to each place of the common rooms where a country is named; comments may cite a source."""
    for path, tree in source_tree.modules(root, *COMMON_ROOMS):
        for line, text in words_of(tree):
            if found := pattern.search(text):
                yield f"{path}:{line} {found[0]}"
    for path in source_tree.files(root, *COMMON_ROOMS, suffixes=OTHER_TEXTS):
        for number, line_text in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
            if found := pattern.search(line_text):
                yield f"{path}:{number} {found[0]}"


def words_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the text literals and the identifiers of a module."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)):
                yield node.lineno, text
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.keyword(arg=str(name)):
                yield node.value.lineno, name


def test_the_common_rooms_name_no_country(checkout: Path) -> None:
    assert not list(mentions(checkout, naming(countries(checkout))))


def test_the_check_knows_the_countries_of_the_house(checkout: Path) -> None:
    assert countries(checkout)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("core/a.py", 'if country == "gt": pass'),
        ("core/a.py", 'LOCALE = "es_GT"'),
        ("core/a.py", 'MESSAGE = "Open in Guatemala"'),
        ("core/a.py", "def gt_form(): pass"),
        ("core/a.py", "read(gt=1)"),
        ("plugins/a.py", "def f(hn): return None"),
        ("core/a.html", "<p>Honduras</p>"),
        ("core/a.js", "const place = 'hn';"),
        ("plugins/template/setup.cfg.j2", "gt = countries.gt.plugin"),
    ],
)
def test_a_named_country_is_found(plant: Plant, name: str, text: str) -> None:
    assert len(set(mentions(plant({name: text}), naming(["gt", "hn"])))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("core/a.html", "<p>3 &gt; 2</p>"),
        ("core/a.py", 'WEIGHT = "weight, length"'),
        ("core/a.py", "# Source: a manual printed in Guatemala, 2020"),
        ("countries/gt/plugin.py", 'CODE = "gt"'),
    ],
)
def test_what_only_looks_like_a_country_is_left_alone(plant: Plant, name: str, text: str) -> None:
    assert not list(mentions(plant({name: text}), naming(["gt", "hn"])))
