"""Packages that bring formats: a good one stands on the shelf, a broken one is named and harms no other."""

import sys
import types
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from plugins import hookimpl, patience
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text
from plugins.formats import GROUP, Shelf, gather, held


def lines(_release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """A line for each figure that is told."""
    yield b"# figures\n"
    for each in found:
        if each.obs_value is not None:
            yield f"{each.branch} {each.indicator} {each.obs_value}\n".encode()


LINES = ExportFormat("lines", Text.of(es="Líneas"), "txt", "text/plain", lines)


def raises(_release: Release, _found: Iterable[Observation]) -> Iterator[bytes]:
    raise RuntimeError("no")


def trips(_release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    yield from (str(each.obs_value + 1).encode() for each in found)  # type: ignore[operator]  # what it gets wrong


def text(_release: Release, _found: Iterable[Observation]) -> Iterator[Any]:
    yield "text"


def nothing(_release: Release, _found: Iterable[Observation]) -> Iterator[bytes]:
    return iter(())


def changing(_release: Release, _found: Iterable[Observation], _seen: list[int] = []) -> Iterator[bytes]:  # noqa: B006
    _seen.append(1)
    yield str(len(_seen)).encode()


def brought(name: str, *formats: Any) -> EntryPoint:
    """An installed package whose module gives formats."""
    module = types.ModuleType(f"a_package_of_{name}")

    @hookimpl
    def declare_formats() -> tuple[Any, ...]:
        return formats

    module.declare_formats = declare_formats  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    return EntryPoint(name, module.__name__, GROUP)


def told(*points: EntryPoint, taken: Iterable[str] = ()) -> dict[str, str]:
    """What is wrong with each package."""
    broken = gather(set(taken), points).broken
    return {name: " ".join(each.message for each in problems) for name, problems in broken.items()}


def test_a_package_brings_a_format_to_the_shelf() -> None:
    shelf = gather({"dhis2"}, [brought("plain", LINES)])
    assert dict(shelf.formats) == {"lines": LINES}
    assert shelf.broken == {}


def test_a_broken_package_is_left_out_and_harms_no_other() -> None:
    shelf = gather((), [brought("a", replace(LINES, code="bad", write=raises)), brought("b", LINES)])
    assert set(shelf.formats) == {"lines"}
    assert set(shelf.broken) == {"a"}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"write": raises}, "cannot write a few figures: RuntimeError"),
        ({"write": trips}, "cannot write a few figures: TypeError"),
        ({"write": text}, "expected bytes, got str"),
        ({"write": nothing}, "writes nothing"),
        ({"write": changing}, "in two ways"),
        ({"code": "Lines!"}, "the code 'Lines!' cannot be used"),
        ({"ending": "../x"}, "the ending '../x' cannot be used"),
        ({"mimetype": "text\r\nX: y"}, "cannot be used"),
        ({"kinds": ("W",)}, "the kinds ('W',) cannot be used"),
        ({"code": "dhis2"}, "the code 'dhis2' is taken"),
        ({"name": "Lines"}, "name: expected Text, got str"),
    ],
)
def test_what_is_wrong_with_a_format_is_said(changed: dict[str, Any], message: str) -> None:
    assert message in told(brought("it", replace(LINES, **changed)), taken={"dhis2"})["it"]


def test_a_package_that_cannot_be_loaded_or_answers_something_else_is_said() -> None:
    gone = EntryPoint("gone", "no_such_module_at_all", GROUP)
    found = told(gone, brought("odd", "a word"), brought("two", LINES, LINES))
    assert "ModuleNotFoundError" in found["gone"]
    assert "expected ExportFormat, got str" in found["odd"]
    assert "declares more than once: lines" in found["two"]


def test_two_packages_do_not_share_a_code() -> None:
    assert "is taken" in told(brought("one", LINES), brought("two", LINES))["two"]


def test_a_package_that_answers_a_countrys_hook_is_refused() -> None:
    point = brought("country", LINES)
    module = sys.modules[point.value]
    module.declare_country = hookimpl(lambda: None)  # type: ignore[attr-defined]
    assert "there is no hook declare_country" in told(point)["country"]


def test_a_package_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    waiting = threading.Event()

    def hangs(_release: Release, _found: Iterable[Observation]) -> Iterator[bytes]:
        waiting.wait(30)
        yield b""

    monkeypatch.setattr(patience, "PATIENCE", 0.2)
    try:
        assert "has not answered" in told(brought("slow", replace(LINES, write=hangs)))["slow"]
    finally:
        waiting.set()


def holds(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    yield from lines(release, list(found))


def joins(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    yield b"".join(lines(release, found))


def names(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Looks each branch up, and lists them at the end, like an archive its files."""
    known = {each.code: each.name for each in release.branches}
    branches = set()
    for each in found:
        branches.add(each.branch)
        yield known[each.branch].encode()
        yield from lines(release, [each])
    yield " ".join(branches).encode()


def test_a_format_that_holds_all_figures_or_all_that_it_writes_is_told() -> None:
    formats = {each.__name__: replace(LINES, write=each) for each in (holds, joins, names)}
    found = held(Shelf(formats, {}))
    assert set(found) == {"holds", "joins"}
    assert "holds more, the more figures there are" in found["holds"][0].message
