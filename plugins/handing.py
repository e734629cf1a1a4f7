"""Lets another package write from a stream, in a thread of its own that is left behind if it hangs.

Whoever reads the stream stays where it was: the thread asks for what it writes from, block by block, and hands over
what it has written, so that neither side holds more than a block. The package's own time is counted: not that of
whoever is asked for a block, or reads slowly.
"""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Generic, TypeVar

from plugins.patience import too_slow

T = TypeVar("T")

#: How many things are handed over at a time, and how many bytes are taken, but for a piece that is longer by itself.
BLOCK, PIECE = 500, 1 << 16


class Failed(Exception):  # noqa: N818 - it is named for what happened, like the others
    """The package raised something: its cause."""


class _LeftBehind(BaseException):
    """Nobody reads any more what is written."""


@dataclass(frozen=True, slots=True)
class _Asks:
    """The thread wants the next block."""


@dataclass(frozen=True, slots=True)
class _Ended:
    """The thread is done, or has failed."""

    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class _Table(Generic[T]):
    """What lies between the thread and whoever reads; each waits for the other, so that one thing lies there."""

    written: "SimpleQueue[bytes | _Asks | _Ended]" = field(default_factory=SimpleQueue)
    given: "SimpleQueue[tuple[T, ...] | None]" = field(default_factory=SimpleQueue)

    def hand(self, told: bytes | _Asks) -> tuple[T, ...]:
        """Hand something over and wait for the answer.

        :raises _LeftBehind: if nobody gives one any more.
        """
        self.written.put(told)
        answer = self.given.get()
        if answer is None:
            raise _LeftBehind
        return answer

    def blocks(self) -> Iterator[T]:
        """Give what the package writes from."""
        while block := self.hand(_Asks()):
            yield from block


def handed(
    code: str, write: Callable[[Iterator[T]], Iterable[bytes]], found: Iterable[T], seconds: float
) -> Generator[bytes]:  # fmt: skip
    """Let a package write something, and give it as it is written.

    :param write: what the package does, in another thread.
    :param found: what it writes from, read here.
    :param seconds: that it may take in all between two blocks that it was given, and after the last.
    :raises Failed: if it raises something, or writes anything but bytes.
    :raises TooSlow: if it takes longer.
    """
    table: _Table[T] = _Table()
    thread = threading.Thread(target=_run, args=(table, write), name=f"package-{code}", daemon=True)
    thread.start()
    rest, left = iter(found), seconds
    try:
        while True:
            since = monotonic()
            try:
                told = table.written.get(timeout=max(0, left))
            except Empty:
                raise too_slow(code, thread, seconds) from None
            left -= monotonic() - since
            if isinstance(told, _Ended):
                if told.error is not None:
                    raise Failed(code) from told.error
                return
            if isinstance(told, _Asks):
                block = tuple(islice(rest, BLOCK))
                left = seconds if block else left
                table.given.put(block)
            else:
                yield told
                table.given.put(())
    finally:
        table.given.put(None)


def _run(table: _Table[Any], write: Callable[[Iterator[Any]], Iterable[bytes]]) -> None:
    try:
        for piece in _together(write(table.blocks())):
            table.hand(piece)
        table.written.put(_Ended())
    except _LeftBehind:
        return
    except BaseException as error:  # noqa: BLE001 - a package that ends the program has failed, not the program
        table.written.put(_Ended(error))


def _together(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Put small pieces together.

    :raises TypeError: if one of them is no bytes.
    """
    held = bytearray()
    for piece in pieces:
        if not isinstance(piece, bytes):
            raise TypeError(f"expected bytes, got {type(piece).__name__}")
        held += piece
        if len(held) >= PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)
