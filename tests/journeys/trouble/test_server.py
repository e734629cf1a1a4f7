"""The real server: killed while people are admitted, started with something missing, and asked twice at once."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select, text
from trouble import ADMISSION, read_sheets

from core import defaults, keyslots, roles
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.audit.witnesses import verify_all
from core.residents.models import EmergencyCard, Identity, Resident
from core.scope import ALL, set_branch_scope
from core.settings import Settings
from core.stages.models import Episode
from core.stores import open_store
from core.testkit.house import Home, open_home
from core.testkit.stores import StoreFactory
from core.testkit.web import _token, hire, user_id_of
from core.web.sessions import COOKIE
from plugins.discovery import discover

KILLS, CALLERS = 3, 4
ABRIGO = Path(sys.executable).parent / "abrigo"
#: The command line speaks Spanish unless told otherwise.
_SAID = {"missing key": "llave", "wrong key": "llave", "newer store": "más nueva"}


@pytest.fixture
def store_kind() -> str:
    """A server that is killed leaves its files as they are; PostgreSQL looks after its own."""
    return "sqlcipher"


@pytest.fixture
def home(store_factory: StoreFactory) -> Home:
    """Open a house on the real clock, for a server of its own."""
    stores = store_factory("gt")
    opened = open_home(stores, discover(("gt",), (defaults,))["gt"])
    hire(opened)
    return opened


def environment(settings: Settings, **changes: str) -> dict[str, str]:
    """Tell a process of its own where the installation lies."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ABRIGO_") and name != "PORT"}
    ours = {"HOME": settings.home, "STORE": settings.store, "KEY_FILE": settings.key_file, "COUNTRIES": "gt"}
    return {**plain, **{f"ABRIGO_{name}": str(value) for name, value in ours.items()}, **changes}


@dataclass
class Server:
    """``abrigo serve`` in a process group of its own."""

    settings: Settings
    log: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.port = free_port()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [ABRIGO, "serve", "--port", str(self.port)], env=environment(self.settings), stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        for _ in range(900):
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            assert self.process.poll() is None, self.log.read_text(errors="replace")
            time.sleep(0.1)
        raise AssertionError("The server did not come up.")

    def kill(self) -> None:
        """Kill every process of it at once."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def ask(self, method: str, path: str, body: str = "", token: str = "") -> tuple[int, str, str]:
        """Make a request.

        :returns: status, address it leads to, and page.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Cookie": f"{COOKIE}={token}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body or None, sent)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()


@pytest.fixture
def server(home: Home, tmp_path: Path) -> Iterator[Server]:
    """Serve the house."""
    served = Server(home.stores.settings, tmp_path / "server.log")
    served.start()
    yield served
    served.kill()


@dataclass
class Callers:
    """People who admit somebody again and again, and remember what they were told."""

    server: Server
    token: str
    typed: dict[str, list[str] | str]
    received: dict[str, str] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> list[threading.Thread]:
        """Let them begin."""
        threads = [threading.Thread(target=self._call, args=(number,)) for number in range(CALLERS)]
        for thread in threads:
            thread.start()
        return threads

    def admit(self, name: str) -> None:
        """Admit one person under a name that is nobody else's."""
        body = urlencode({**self.typed, "house_name": name, "form_token": f"token-{name}"}, doseq=True)
        try:
            status, address, page = self.server.ask("POST", "/residents/admit", body, self.token)
        except (OSError, http.client.HTTPException):
            self.unanswered.add(name)
            return
        assert status in (302, 503), (status, re.findall(r'class="ab-error"[^<]*<.*', page))
        if status == 302:
            self.received[name] = address.rpartition("/")[2]
            self.unanswered.discard(name)

    def _call(self, number: int) -> None:
        step = 0
        while not self.stopped.is_set():
            self.admit(f"N{len(self.received)}-{number}-{step}")
            step += 1
            if self.unanswered:
                time.sleep(0.02)


@pytest.fixture
def callers(home: Home, server: Server) -> Callers:
    """Bring people to the admission screen."""
    token = _token(home, user_id_of(home, "social_worker"))
    status, _address, page = server.ask("GET", "/residents/admit", token=token)
    assert status == 200
    sheet = next(each for each in read_sheets(page) if "house_name" in each.texts)
    chosen = {"entry_kind": sheet.options["entry_kind"][1], "basis": sheet.options["basis"][1]}
    typed = {**sheet.values, **ADMISSION, **chosen}
    status, _address, page = server.ask("POST", "/residents/admit", urlencode(typed, doseq=True), token)
    if status == 409:
        typed["confirmed"] = re.findall(r'name="confirmed" value="([^"]+)"', page)
    return Callers(server, token, typed)


def test_every_acknowledged_admission_outlives_the_server_and_none_is_half_there(
    home: Home, server: Server, callers: Callers
) -> None:
    for _ in range(KILLS):
        before = len(callers.received)
        callers.stopped.clear()
        threads = callers.run()
        wait_for(lambda before=before: len(callers.received) >= before + 6)
        server.kill()
        callers.stopped.set()
        for thread in threads:
            thread.join()
        server.start()
    lost_calls = set(callers.unanswered)
    for name in sorted(lost_calls)[:10]:
        callers.admit(name)  # whoever got no answer sends the same form again
    assert len(callers.received) >= KILLS * 6
    check_whole(home, callers)


def check_whole(home: Home, callers: Callers) -> None:
    """Compare what people were told with what the store holds."""
    with home.store.reading() as session:
        set_branch_scope(session, ALL)
        people = {each.house_name: each for each in session.scalars(select(Resident))}
        ids = {each.id for each in people.values()}
        assert session.scalar(select(func.count()).select_from(Resident)) == len(people)
        for name, code in callers.received.items():
            assert people[name].code == code
        for table in (Episode, Identity, EmergencyCard):
            assert sorted(session.scalars(select(table.resident_id))) == sorted(ids), table
        assert ids <= set(session.scalars(select(Task.resident_id)))
        written = select(CountryEvent.subject_id).where(CountryEvent.action == "resident.admit")
        assert sorted(map(int, session.scalars(written))) == sorted(ids)
    assert verify_all(home.stores) == {"network": [], "gt": []}


def test_two_who_press_at_the_same_moment_and_one_who_presses_twice_admit_once(
    home: Home, server: Server, callers: Callers
) -> None:
    threads = [threading.Thread(target=callers.admit, args=("Doble",)) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with home.reading() as session:
        assert session.scalar(select(func.count()).where(Resident.house_name == "Doble")) == 1


def test_the_server_does_the_nights_work_by_itself_and_once_though_a_worker_dies(home: Home, server: Server) -> None:
    wait_for(lambda: "nightly fresh" in server.ask("GET", "/healthz")[2])
    assert server.process is not None
    workers = children(server.process.pid)
    os.kill(workers[-1], signal.SIGKILL)
    wait_for(lambda: workers[-1] not in children(server.process.pid) and len(children(server.process.pid)) > 1)
    wait_for(lambda: answers(server))
    with home.store.reading() as session:
        set_branch_scope(session, ALL)
        done = select(CountryEvent.subject_id).where(CountryEvent.action == "nightly.run")
        nights = session.scalars(done).all()
    assert nights
    assert len(nights) == len(set(nights))  # it may have been midnight
    assert verify_all(home.stores) == {"network": [], "gt": []}
    told = command(home.stores.settings, "check")
    assert (told.returncode, "nightly: fresh" in told.stdout) == (0, True)


def children(pid: int) -> list[int]:
    """List the processes that a server has started."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def answers(server: Server) -> bool:
    """Tell whether it can be asked, whoever of its workers is there."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        return server.ask("GET", "/healthz")[0] == 200
    return False


def test_a_taken_port_is_told(home: Home) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = command(home.stores.settings, "serve", "--port", str(port))
    assert (done.returncode, f"Port {port} on 127.0.0.1 is taken." in done.stderr) == (1, True)


@pytest.mark.parametrize("words", [("serve", "--port", "0"), ("check",)])
@pytest.mark.parametrize("trouble", ["missing key", "wrong key", "newer store"])
def test_what_cannot_be_served_is_told_and_ends(
    home: Home, trouble: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    changes = {}
    if trouble == "missing key":
        changes = {"ABRIGO_KEY_FILE": str(tmp_path / "nowhere.key")}
    elif trouble == "wrong key":
        keyslots.new_key_file(tmp_path / "other.key")
        changes = {"ABRIGO_KEY_FILE": str(tmp_path / "other.key")}
    else:
        owned = open_store(home.stores.settings, "gt")
        with roles.owner_connection(owned.engine) as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'from_next_year'"))
        owned.close()
    arguments = [word if word != "0" else str(free_port()) for word in words]
    done = command(home.stores.settings, *arguments, **changes)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert re.search(_SAID[trouble], said), said
    assert "Traceback" not in said


def command(settings: Settings, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run ``abrigo``; a server that does not end is a failure."""
    return subprocess.run(
        [ABRIGO, *words], env=environment(settings, **changes), capture_output=True, text=True, timeout=300, check=False
    )


def wait_for(so: Callable[[], bool]) -> None:
    """Wait until something is so, for no longer than a slow machine needs."""
    for _ in range(1200):
        if so():
            return
        time.sleep(0.05)
    raise AssertionError("It did not happen.")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
