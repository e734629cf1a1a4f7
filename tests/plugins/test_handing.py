"""Another package writes from a stream: little lies between the two, and neither waits for the other for ever."""

import threading
from collections.abc import Iterable, Iterator

import pytest

from plugins.errors import TooSlow
from plugins.handing import BLOCK, PIECE, Failed, handed


def squares(found: Iterable[int]) -> Iterator[bytes]:
    return (b"%d " % (each * each) for each in found)


def padded(found: Iterable[int]) -> Iterator[bytes]:
    return (bytes(PIECE) for _each in found)


def test_what_is_written_comes_whole_and_in_order() -> None:
    assert b"".join(handed("it", squares, range(3 * BLOCK + 1), 5)) == b"".join(squares(range(3 * BLOCK + 1)))
    assert list(handed("it", squares, (), 5)) == []


def test_what_is_read_is_a_block_ahead_of_what_is_written_and_no_more() -> None:
    rest = iter(range(10 * BLOCK))
    pieces = handed("it", padded, rest, 5)
    next(pieces)
    assert next(rest) == BLOCK
    pieces.close()
    assert next(rest) == BLOCK + 1


def test_it_reads_where_it_is_called_and_ends_there_with_whoever_reads() -> None:
    """A session of a database belongs to its thread; and a download that is broken off leaves nothing running."""
    where = set()

    def noting() -> Iterator[int]:
        for each in range(BLOCK):
            where.add(threading.current_thread())
            yield each

    pieces = handed("it", padded, noting(), 5)
    next(pieces)
    (writing,) = (each for each in threading.enumerate() if each.name == "package-it")
    pieces.close()
    writing.join(5)
    assert not writing.is_alive()
    assert where == {threading.current_thread()}


def test_what_a_package_raises_is_told_apart_from_what_is_raised_while_reading() -> None:
    def fails(found: Iterable[int]) -> Iterator[bytes]:
        yield b"half"
        raise SystemExit(len(list(found)))

    with pytest.raises(Failed) as caught:
        list(handed("it", fails, range(3), 5))
    assert isinstance(caught.value.__cause__, SystemExit)
    with pytest.raises(Failed, match="it"):
        list(handed("it", lambda found: map(str, found), range(3), 5))  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        list(handed("it", squares, (1 // each for each in (1, 0)), 5))


def test_one_that_hangs_or_never_ends_is_left_behind() -> None:
    over = threading.Event()

    def hangs(found: Iterable[int]) -> Iterator[bytes]:
        yield bytes(PIECE)
        over.wait(30)

    def never_ends(_found: Iterable[int]) -> Iterator[bytes]:
        while True:
            yield bytes(PIECE)

    for write in (hangs, never_ends):
        pieces = handed("it", write, range(3), 0.1)
        with pytest.raises(TooSlow):
            for _piece in pieces:
                pass
    over.set()
