"""What a killed process and a thief find: every acknowledged record, no half one, and nothing readable."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from core import copies, engines, keyslots
from core.keyslots import Purpose
from core.settings import Settings
from core.stores import Stores, unlock
from core.testkit.stores import StoreFactory, StoreTemplates

ROUNDS = 20
# One transaction writes two rows, so a half one would show; its number is told only after the commit.
WRITER = """
import sys
from pathlib import Path
from sqlalchemy import text
from core.settings import Settings
from core.stores import Stores
home = Path(sys.argv[1])
store = Stores(
    Settings(home=home, store=str(home / "stores"), countries=("zz",), key_file=home / "keys" / "test.key")
).country("zz")
for number in range(int(sys.argv[2]), 10**9):
    with store.transaction() as session:
        session.execute(text("INSERT INTO pair VALUES (:n, 'left')"), {"n": number})
        session.execute(text("INSERT INTO pair VALUES (:n, 'right')"), {"n": number})
    print(number, flush=True)
"""


@pytest.fixture
def settings(store_templates: StoreTemplates, tmp_path: Path) -> Settings:
    return store_templates.copy("sqlcipher", ("zz",), tmp_path / "installation")


def write_until_killed(settings: Settings, first: int, milliseconds: int) -> list[int]:
    command = [sys.executable, "-c", WRITER, str(settings.home), str(first)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    assert writer.stdout is not None
    said = [writer.stdout.readline()]
    with pytest.raises(subprocess.TimeoutExpired):
        writer.wait(milliseconds / 1000)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    said += writer.stdout.readlines()
    writer.stdout.close()
    return [int(line) for line in said if line.endswith(b"\n")]


def test_a_killed_writer_loses_nothing_it_acknowledged_and_leaves_nothing_half(settings: Settings) -> None:
    stores = Stores(settings)
    with stores.country("zz").engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE pair (number INTEGER, side VARCHAR)")
    stores.close()
    chance, acknowledged = random.Random(20), set[int]()
    for _ in range(ROUNDS):
        first = max(acknowledged, default=0) + 1_000_000
        acknowledged |= set(write_until_killed(settings, first, chance.randrange(1, 60)))
    stores = Stores(settings)
    with stores.country("zz").reading() as session:
        rows = session.execute(text("SELECT number, count(*) AS sides FROM pair GROUP BY number")).all()
    stores.close()
    assert len(acknowledged) > ROUNDS
    assert acknowledged <= {row.number for row in rows}
    assert {row.sides for row in rows} == {2}
    key = keyslots.derive(unlock(settings, "zz"), "zz", Purpose.DATABASE)
    copies.check_sqlcipher(settings.file_path("zz"), key)


def test_a_stolen_folder_shows_no_word_of_a_record_and_no_key(settings: Settings) -> None:
    marker = "María Tzoc de Prueba"
    stores = Stores(settings)
    store = stores.country("zz")
    with store.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE plain_note (body VARCHAR)")
    with store.transaction() as session:
        session.execute(text("INSERT INTO plain_note VALUES (:body)"), {"body": marker * 500})
        session.execute(text("SELECT body FROM plain_note ORDER BY body")).all()
    folder = Path(settings.store)
    contents = {path.name: path.read_bytes() for path in folder.iterdir()}
    master = unlock(settings, "zz")
    key = keyslots.derive(master, "zz", Purpose.DATABASE)
    secrets = [marker.encode(), b"plain_note", b"SQLite format 3", master, key, store.kek, store.audit_key]
    assert {"zz.db", "zz.db-wal", "zz.slots.json"} <= set(contents)
    for name, content in contents.items():
        for secret in secrets:
            assert secret not in content, name
            assert secret.hex().encode() not in content, name
    stores.close()


def test_only_the_owner_of_the_account_may_read_the_files(settings: Settings) -> None:
    stores = Stores(settings)
    with stores.country("zz").transaction() as session:
        session.execute(text("CREATE TABLE plain_note (body VARCHAR)"))
        modes = {path.name: path.stat().st_mode & 0o077 for path in Path(settings.store).iterdir()}
    stores.close()
    assert set(modes.values()) == {0}


def test_an_acknowledged_record_survives_a_power_cut_because_every_commit_is_synchronised(settings: Settings) -> None:
    key = keyslots.derive(unlock(settings, "zz"), "zz", Purpose.DATABASE)
    connection = engines.connect_sqlcipher(settings.file_path("zz"), key)
    full = 2
    assert connection.execute("PRAGMA synchronous").fetchone() == (full,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_flipped_bit_is_noticed(settings: Settings) -> None:
    path = settings.file_path("zz")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    key = keyslots.derive(unlock(settings, "zz"), "zz", Purpose.DATABASE)
    with pytest.raises(Exception, match="damaged"):
        copies.check_sqlcipher(path, key)


def test_every_store_has_keys_of_its_own(store_factory: StoreFactory) -> None:
    stores = store_factory("zz", "yy").all()
    keys = [key for store in stores for key in (store.audit_key, store.kek, store.signing_key, store.web_key)]
    assert len(set(keys)) == 4 * len(stores)
