"""A file that somebody brings: one package, or an archive of several, such as all of a restated year."""

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from core.hq.receiving.reading import LARGEST, NO_SUBMISSION, TOO_LARGE, refused

#: Packages in an archive: a year has twelve months, four quarters and itself.
MOST = 20
_ZIP = b"PK\x03\x04"


def packages(content: bytes) -> list[bytes]:
    """Take the packages out of a file, in the order in which they lie in it.

    :raises Invalid: if it is an archive that cannot be opened, or too large.
    """
    if not content.startswith(_ZIP):
        return [content]
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if not 0 < len(entries) <= MOST or any(each.file_size > LARGEST for each in entries):
                raise refused(TOO_LARGE)
            return [_unpacked(archive, each.filename) for each in entries]
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise refused(NO_SUBMISSION) from error


def _unpacked(archive: ZipFile, name: str) -> bytes:
    """Read no more than may be: what an archive says of the size of its files is not believed."""
    with archive.open(name) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise refused(TOO_LARGE)
    return content
