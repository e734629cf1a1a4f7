"""Copies of one store: made while others write, surveyed, checked and put back.

A copy of a SQLCipher file stays encrypted under the store's own key. A PostgreSQL dump is in clear, so it never touches
a disk: it flows from one program to the next, and lies only under the seal of the backup's recipients.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import pyrage  # type: ignore[import-untyped]
from sqlalchemy import Connection, Engine, func, inspect, make_url, select, table, text
from sqlcipher3 import dbapi2 as sqlcipher

from core import engines, roles, scope
from core.errors import N_, Damaged, DomainError

NO_TOOL = N_("PostgreSQL's own programs pg_dump and pg_restore are needed for this, and they are not installed.")
_COPY = re.compile(rb'COPY (?:"?\w+"?\.)?"?(\w+)"? \(.*\) FROM stdin;\n')
_CHECKS: dict[str, list[tuple[str]]] = {
    "cipher_integrity_check": [],
    "integrity_check": [("ok",)],
    "foreign_key_check": [],
}


@dataclass(frozen=True, slots=True)
class Survey:
    """What is in a store: rows of each table, and the last link of its audit chain."""

    tables: Mapping[str, int]
    audit_head: list[int | str] | None

    def as_json(self) -> dict[str, Any]:
        """Write it for a manifest."""
        return asdict(self)


def survey(connection: Connection) -> Survey:
    """Count what one moment of a store holds."""
    names = sorted(inspect(connection).get_table_names())
    counts = {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}
    head = None
    if "audit_event" in counts:
        head = connection.execute(text("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1")).first()
    return Survey(counts, [head.seq, bytes(head.hash).hex()] if head else None)


def copy_sqlcipher(source: Path, target: Path, key: bytes) -> Survey:
    """Copy a file at one moment, however many others write to it."""
    with (
        closing(engines.connect_sqlcipher(source, key)) as live,
        closing(engines.connect_sqlcipher(target, key)) as copy,
    ):
        # In small steps each foreign commit would begin the copy anew, and it might never end.
        live.backup(copy, pages=-1)
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return check_sqlcipher(target, key)


def check_sqlcipher(path: Path, key: bytes) -> Survey:
    """Prove a copy page by page and survey it.

    :raises Damaged: if any page or reference is not as it was written.
    :raises WrongKey: if the key does not open it.
    """
    engine = engines.open_sqlcipher(path, key)
    try:
        with closing(engines.connect_sqlcipher(path, key)) as fresh:
            for pragma, expected in _CHECKS.items():
                if fresh.execute(f"PRAGMA {pragma}").fetchall() != expected:
                    raise Damaged
        with engines.reading(engine).connect() as connection:
            return survey(connection)
    except sqlcipher.DatabaseError:
        raise Damaged from None
    finally:
        engine.dispose()


def dump_postgresql(engine: Engine, schema: str, target: Path, recipients: Sequence[Any]) -> Survey:
    """Dump a schema under the seal of the recipients, and survey the very same moment."""
    url = engine.url.render_as_string(hide_password=False)
    with engines.of_one_moment(engine).begin() as connection:
        scope.see_all(connection)
        snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
        command = ["pg_dump", "-Fc", "--enable-row-security", f"--schema={schema}", f"--snapshot={snapshot}"]
        with _running(command, url) as dump, target.open("wb") as sealed:
            pyrage.encrypt_io(dump.stdout, sealed, list(recipients))
        return survey(connection)


def check_postgresql(sealed: Path, identity: Any) -> Mapping[str, int]:
    """Read a sealed dump to its end and count the rows of each table.

    :raises Damaged: if it was changed or cut off.
    """
    with _fed(["pg_restore", "-f", "-"], None, sealed, identity) as script:
        return _count_rows(script)


def restore_postgresql(sealed: Path, identity: Any, url: str, schema: str) -> Survey:
    """Put a dump into a database that has no such schema: all of it or nothing.

    :raises Damaged: if the dump was changed or cut off.
    """
    database = make_url(url).database or ""
    command = ["pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "-d", database]
    with _fed(command, url, sealed, identity) as said:
        said.read()
    with _owner(url, schema) as connection:
        roles.prepare(connection, schema)
        roles.grant(connection, schema)
        return survey(connection)


def has_schema(url: str, schema: str) -> bool:
    """Tell whether a database has a schema already."""
    with _owner(url, schema) as connection:
        return inspect(connection).has_schema(schema)


def drop_schema(url: str, schema: str) -> None:
    """Take away what a restore that failed has left."""
    with _owner(url, schema) as connection:
        connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


def sha256(path: Path) -> str:
    """Fingerprint a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _owner(url: str, schema: str) -> Iterator[Connection]:
    engine = engines.open_postgresql(url, schema, None)
    try:
        with roles.owner_connection(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def _count_rows(script: IO[bytes]) -> dict[str, int]:
    counts: dict[str, int] = {}
    current: str | None = None
    for line in script:
        if current is not None:
            if line == b"\\.\n":
                current = None
            else:
                counts[current] += 1
        elif match := _COPY.fullmatch(line):
            current = match[1].decode()
            counts[current] = 0
    return counts


@contextmanager
def _fed(command: list[str], url: str | None, sealed: Path, identity: Any) -> Iterator[IO[bytes]]:
    """Run a program on what a sealed file holds, without a copy in clear on the way."""
    with _running(command, url) as process, ThreadPoolExecutor(1) as helper, sealed.open("rb") as source:
        feeding = helper.submit(_feed, source, process.stdin, identity)
        yield process.stdout
        feeding.result()


def _feed(source: IO[bytes], sink: IO[bytes], identity: Any) -> None:
    with closing(sink):
        try:
            pyrage.decrypt_io(source, sink, [identity])
        except (pyrage.DecryptError, OSError) as error:
            raise Damaged from error


@contextmanager
def _running(command: list[str], url: str | None) -> Iterator[Any]:
    program = shutil.which(command[0])
    if program is None:
        raise DomainError(NO_TOOL)
    process = subprocess.Popen(
        [program, *command[1:]],
        env=_environment(url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        _finish(process)
    if process.returncode:
        raise Damaged


def _finish(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        # What a program that has ended early did not take is of no interest any more.
        with suppress(BrokenPipeError):
            if pipe is not None:
                pipe.close()
    process.wait()


def _environment(url: str | None) -> dict[str, str]:
    """Hand over the way to the server in the environment: a command line with a password is there for all to read."""
    if url is None:
        return dict(os.environ)
    parts = make_url(url)
    named = {
        "PGHOST": parts.host,
        "PGPORT": str(parts.port) if parts.port else None,
        "PGUSER": parts.username,
        "PGPASSWORD": str(parts.password) if parts.password else None,
        "PGDATABASE": parts.database,
        "PGSSLMODE": parts.query.get("sslmode"),
        "PGOPTIONS": scope.PG_SEE_ALL,
    }
    return {**os.environ, **{name: str(value) for name, value in named.items() if value}}
