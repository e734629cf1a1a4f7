"""What something reads, and the memory that it takes, as Linux and PostgreSQL tell it; elsewhere nothing is known."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import thread_time

from ground import Place, ask
from sqlalchemy import text

from core.settings import is_postgresql
from core.stores import Store

_PROCESS = Path("/proc/self")
#: Rows of tables that grow, each by an index or one after the other.
_ROWS = """
    SELECT relname, coalesce(idx_tup_fetch, 0), coalesce(seq_tup_read, 0)
    FROM pg_stat_user_tables WHERE schemaname = '{schema}' AND n_live_tup > 1000
"""


def processor(place: Place) -> float:
    """Tell how many seconds this thread has had the processor, and with it the server that works for it, if it is here.

    The server's process is that of the connection that comes next, which was the last to be given back.
    """
    own = thread_time()
    if not is_postgresql(place.settings.location(place.country)):
        return own
    with place.store.engine.connect() as connection:
        server = Path(f"/proc/{connection.execute(text('SELECT pg_backend_pid()')).scalar_one()}/schedstat")
    return own + (int(server.read_text().split()[0]) / 1e9 if server.exists() else 0.0)


def memory() -> int:
    """Tell how much memory this process holds, in MB."""
    return _told("status", "VmRSS") // 1024


def peak() -> int:
    """Tell how much it has held at most since :func:`forget_peak`, in MB."""
    return _told("status", "VmHWM") // 1024


def forget_peak() -> None:
    """Begin anew to keep the most memory that is held."""
    if (switch := _PROCESS / "clear_refs").exists():
        switch.write_text("5")


def told(place: Place, call: Callable[[], object]) -> Iterator[str]:
    """Call something over a connection that knows nothing yet, and tell what that reads of the country's store."""
    store = place.store
    call()  # compiles the statements, and reads what is read once in a process
    store.close()
    if is_postgresql(place.settings.location(store.name)):
        yield from _rows_told(place, store, call)
    else:
        before = _told("io", "rchar")
        call()
        read = (_told("io", "rchar") - before) // _of_file(store, "page_size")
        yield f"{read:,} pages; the store has {_of_file(store, 'page_count'):,}"


def _rows_told(place: Place, store: Store, call: Callable[[], object]) -> Iterator[str]:
    before = _rows(place, store)
    call()
    store.close()  # the server counts when a connection ends, if not before
    after = _rows(place, store)
    by_index, through = ({name: after[name][way] - before[name][way] for name in after} for way in (0, 1))
    yield f"{sum(by_index.values()):,} rows by an index, {sum(through.values()):,} going through tables"
    for found, way in ((by_index, "by an index"), (through, "through the table")):
        for name in sorted(found, key=lambda each: -found[each])[:8]:
            if found[name]:
                yield f"    {found[name]:,} of {name} {way}"


def _rows(place: Place, store: Store) -> dict[str, tuple[int, int]]:
    found = ask(place.settings.location(store.name), _ROWS.format(schema=store.name))
    return {name: (by_index, through) for name, by_index, through in found}


def _of_file(store: Store, name: str) -> int:
    with store.engine.connect() as connection:
        return int(connection.execute(text(f"PRAGMA {name}")).scalar_one())


def _told(file: str, name: str) -> int:
    path = _PROCESS / file
    found = re.search(rf"{name}:\s+(\d+)", path.read_text()) if path.exists() else None
    return int(found[1]) if found else 0
