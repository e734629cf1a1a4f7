"""The watch has the work done beside the server, outlives every trouble of it, and leaves nothing running behind."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import select

from core.audit.models import Witness
from core.nightly import claims, watch
from core.nightly.models import NightPass
from core.stores import Store, Stores
from core.testkit.stores import StoreFactory

Wait = Callable[[Callable[[], object]], None]
PYTHON = sys.executable


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    """Stores without a house: nothing that is done in them belongs to a country."""
    return store_factory()


@pytest.fixture
def environment(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell processes where the installation lies, as whoever starts a server does."""
    settings = stores.settings
    for name, value in {"HOME": settings.home, "STORE": settings.store, "KEY_FILE": settings.key_file}.items():
        monkeypatch.setenv(f"ABRIGO_{name}", str(value))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(each for each in sys.path if each))


@pytest.fixture
def stopped() -> Iterator[Event]:
    """What ends a watch."""
    event = Event()
    yield event
    event.set()


@pytest.fixture
def attended(stopped: Event) -> Iterator[Callable[..., Thread]]:
    """Attend a process beside the test."""
    threads: list[Thread] = []

    def attend(*command: str) -> Thread:
        threads.append(Thread(target=watch._attend, args=(command, stopped)))
        threads[-1].start()
        return threads[-1]

    yield attend
    stopped.set()
    for thread in threads:
        thread.join(60)


def row(network: Store) -> NightPass:
    found = claims.last(network)
    assert found is not None
    return found


def program(text: str, *more: str) -> tuple[str, ...]:
    return (PYTHON, "-c", text, *more)


def test_the_work_is_done_by_a_process_of_its_own(stores: Stores, environment: None, stopped: Event) -> None:
    assert claims.claim_if_due(stores.network)
    watch._have_it_done(stores.network, stopped)
    done = row(stores.network)
    assert (done.fine, done.claimed_until) == (True, None)
    assert done.finished_at is not None
    assert done.next_at - done.finished_at > claims.TRY_AGAIN


@pytest.mark.parametrize(
    ("text", "trouble"),
    [("raise SystemExit(3)", "exit code 3"), ("import os; os.kill(os.getpid(), 9)", "exit code -9"),
     ("import time; time.sleep(600)", "hangs")],
)  # fmt: skip
def test_a_process_that_fails_or_hangs_is_told_by_its_kind_and_tried_again_soon(
    stores: Stores, stopped: Event, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    text: str, trouble: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(watch, "COMMAND", program(text))
    monkeypatch.setattr(watch, "AT_MOST", timedelta(seconds=0.01 if trouble == "hangs" else 600))
    assert claims.claim_if_due(stores.network)
    watch._have_it_done(stores.network, stopped)
    assert caplog.messages == [f"nightly_process_failed {trouble}"]
    failed = row(stores.network)
    assert failed.finished_at is not None
    assert (failed.fine, failed.claimed_until) == (False, None)
    assert failed.next_at - failed.finished_at <= claims.TRY_AGAIN


@pytest.mark.parametrize("changes", [{"ABRIGO_COUNTRIES": "qq"}, {"ABRIGO_KEY_FILE": "/nowhere/Marcadora.key"}])
def test_what_hinders_the_process_is_told_by_its_kind_alone(
    environment: None, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str]
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    with subprocess.Popen(watch.COMMAND, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        said = child.stderr.read()
    kind = "NotInstalled" if "ABRIGO_COUNTRIES" in changes else "MissingKey"
    assert (child.returncode, said.splitlines()[-1]) == (1, f"nightly_failed all {kind}")
    assert "Marcadora" not in said
    assert "Traceback" not in said


def test_a_process_whose_watch_is_gone_ends_before_it_does_anything(stores: Stores, environment: None) -> None:
    done = subprocess.run(watch.COMMAND, input=b"", capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    with stores.network.reading() as session:
        assert session.scalars(select(Witness)).all() == []


def test_a_watch_that_is_stopped_leaves_nothing_running(
    tmp_path: Path, stopped: Event, attended: Callable[..., Thread]
) -> None:
    note = tmp_path / "running"
    text = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(600)"
    thread = attended(*program(text, str(note)))
    while not (note.exists() and note.read_text()):
        assert not stopped.wait(0.01)
    stopped.set()
    thread.join(60)
    assert not thread.is_alive()
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_the_watch_looks_at_once_and_goes_on_after_trouble(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looked: list[Store] = []
    enough = Event()

    def look(network: Store) -> bool:
        looked.append(network)
        if len(looked) == 1:
            raise KeyError("Marcadora")
        enough.set()
        return False

    monkeypatch.setattr(claims, "claim_if_due", look)
    monkeypatch.setattr(watch, "EVERY_SECONDS", 0.001)
    stopped = watch.start(stores.network)
    assert enough.wait(60)
    stopped.set()
    assert "nightly_watch_failed KeyError" in caplog.text
    assert "Marcadora" not in caplog.text
