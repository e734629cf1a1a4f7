"""A country that is broken at start is told in one clear message, whichever way it is broken."""

import sys
import time
from collections.abc import Callable, Iterator
from importlib import invalidate_caches
from itertools import repeat
from pathlib import Path
from threading import Event
from types import ModuleType

import pytest

from core import defaults
from core.testkit.zz import places, stages
from plugins import calls, discovery, patience
from plugins.discovery import load
from plugins.errors import CountryError, HookFailed, ImportFailed, TooSlow, WrongAnswer

Altered = Callable[..., ModuleType]
FaultOf = Callable[..., CountryError]


@pytest.fixture
def asleep(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Give something that hangs until the test is over, and let nobody wait for it long."""
    monkeypatch.setattr(patience, "PATIENCE", 0.2)
    over = Event()
    yield over.wait
    over.set()


def test_a_country_that_hangs_while_it_declares_is_told_with_hook_and_line(
    altered: Altered, asleep: Callable[[], None]
) -> None:
    def declare_stages() -> tuple[stages.Stage, ...]:
        asleep()
        return stages.STAGES

    with pytest.raises(TooSlow) as caught:
        load("zz", altered(declare_stages=declare_stages), (defaults,))
    [problem] = caught.value.problems
    assert problem.hook == "declare_stages"
    assert problem.file == f"{__file__}:{declare_stages.__code__.co_firstlineno + 1}"
    assert problem.message == "has not answered within 0.2 seconds"
    assert "plain data" in problem.fix


def test_a_country_that_hangs_while_it_is_imported_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asleep: Callable[[], None]
) -> None:
    (tmp_path / "sleepyland.py").write_text("import core.testkit.zz as bed\n\nbed.sleep()\n")
    metadata = tmp_path / "sleepyland-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: sleepyland\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[abrigo.countries]\nyy = sleepyland\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("core.testkit.zz.sleep", asleep, raising=False)
    invalidate_caches()
    with pytest.raises(TooSlow, match=r"Country 'yy', file .*sleepyland.py:3: has not answered"):
        discovery.discover(("yy",), (defaults,))


def test_a_country_in_no_hurry_is_waited_for(altered: Altered) -> None:
    def declare_stages() -> tuple[stages.Stage, ...]:
        time.sleep(0.05)
        return stages.STAGES

    assert load("zz", altered(declare_stages=declare_stages), (defaults,)).stages


def test_a_country_that_ends_the_program_is_a_fault_of_the_country(fault_of: FaultOf) -> None:
    fault = fault_of(declare_languages=lambda: sys.exit("not today"))
    assert isinstance(fault, HookFailed)
    assert "hook declare_languages" in str(fault)
    assert "raised SystemExit: not today" in str(fault)


def test_a_module_that_ends_the_program_is_a_fault_of_the_country(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave() -> object:
        raise SystemExit(3)

    point = type("Point", (), {"value": "zedland", "dist": None, "load": staticmethod(leave)})()
    monkeypatch.setattr(discovery, "installed", lambda: {"zz": (point,)})
    with pytest.raises(ImportFailed, match="SystemExit: 3"):
        discovery.discover(("zz",), (defaults,))


def test_declarations_that_never_end_are_stopped(altered: Altered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "MOST", 1000)
    place = next(iter(places.read_places()))
    profile = load("zz", altered(declare_places=lambda: repeat(place)), (defaults,))
    with pytest.raises(WrongAnswer, match="declares more than 1000 things"):
        profile.places()
