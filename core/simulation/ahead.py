"""Invents the next rows in a process of its own while the present ones are written."""

import gc
import marshal
import multiprocessing
import os
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

from core.simulation.tables import Row

Chunk = tuple[int, dict[str, list[Row]]]
"""How many new residents, and their rows by table."""

Source = Callable[[], Iterator[Chunk]]


def ahead(source: Source) -> Iterator[Chunk]:
    """Give what a source gives, made one step ahead where the machine can.

    The other process gets a copy of this one and sends back rows only; it opens no store.

    :raises RuntimeError: if it ended before it was done.
    """
    if "fork" not in multiprocessing.get_all_start_methods() or (os.cpu_count() or 1) < 2:
        yield from source()
        return
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    child = fork.Process(target=_invent, args=(source, sender), daemon=True)
    child.start()
    sender.close()
    try:
        yield from _received(receiver)
    finally:
        child.kill()
        child.join()


def _invent(source: Source, sender: Connection) -> None:
    gc.disable()  # rows hold no cycles, and looking for some among a million of them takes a tenth of the time
    for chunk in source():
        sender.send_bytes(marshal.dumps(chunk))
    sender.send_bytes(b"")


def _received(receiver: Connection) -> Iterator[Chunk]:
    while True:
        try:
            sent = receiver.recv_bytes()
        except EOFError:
            raise RuntimeError("The process that invents the network has ended early.") from None
        if not sent:
            return
        # Our own process wrote it.
        yield marshal.loads(sent)  # noqa: S302
