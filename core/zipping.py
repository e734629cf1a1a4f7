"""Writes a zip as it goes: its pieces are sent on before it is whole, and nothing is kept, in memory or on a disk."""

from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipInfo

#: A zip holds the day on which it was made; one and the same day keeps its bytes the same.
_ALWAYS = (1980, 1, 1, 0, 0, 0)


class Drain(RawIOBase):
    """Holds what was written until it is taken; a zip that cannot go back tells sizes behind each of its parts."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        """Say that it is to be written to."""
        return True

    def write(self, piece: Any) -> int:
        """Hold a piece."""
        self._held.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        """Take away what has been written since the last time."""
        taken = b"".join(self._held)
        self._held.clear()
        return taken


def entry(name: str, effort: int | None = None) -> ZipInfo:
    """Name a part of a zip.

    :param effort: how hard it is packed, from 1 to 9; as the library thinks best without it.
    """
    made = ZipInfo(name, _ALWAYS)
    made.compress_type = ZIP_DEFLATED
    made._compresslevel = effort  # type: ignore[attr-defined]  # noqa: SLF001 - it has no public name before 3.13
    return made
