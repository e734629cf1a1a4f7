"""Takes in packages piece by piece, so that a line that breaks loses what it was sending and nothing before it."""

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core import clock
from core.errors import N_, Conflict
from core.hq.models import Arriving
from core.hq.receiving.reading import LARGEST, NO_SUBMISSION, TOO_LARGE, refused

#: Largest piece, in bytes; most packages on their way at once, and how long one may take.
PIECE, MOST, PATIENCE = 256 * 1024, 50, timedelta(days=1)
OUT_OF_STEP = N_("This piece does not follow what is here already.")
FULL = N_("Too many packages are on their way at once. Try again later.")


def have(session: Session, digest: str) -> int:
    """Tell how many bytes of a package are here."""
    return session.scalar(select(func.length(Arriving.content)).where(Arriving.digest == digest)) or 0


def add(session: Session, digest: str, start: int, total: int, piece: bytes) -> bytes | None:
    """Keep a piece; the last one gives the whole, which is then no longer kept here.

    :returns: the whole, to be opened with :func:`opened`, or None while some of it is missing.
    :raises Conflict: if the piece does not follow what is here, or too many packages are on their way.
    :raises Invalid: if it is too large.
    """
    if not 0 < total <= LARGEST or len(piece) > PIECE or start + len(piece) > total:
        raise refused(TOO_LARGE)
    session.execute(delete(Arriving).where(Arriving.touched_at < clock.now() - PATIENCE))
    row = session.get(Arriving, digest, with_for_update=True)
    if row is None:
        row = _begin(session, digest, total)
    if start != len(row.content) or total != row.total:
        raise Conflict(message=OUT_OF_STEP)
    row.content, row.touched_at = row.content + piece, clock.now()
    if len(row.content) < total:
        return None
    session.delete(row)
    return row.content


def opened(digest: str, whole: bytes) -> str:
    """Read what was put together of pieces.

    :raises Invalid: if it is not what was announced.
    """
    try:
        text = whole.decode()
    except UnicodeDecodeError as error:
        raise refused(NO_SUBMISSION) from error
    if sha256(whole).hexdigest() != digest:
        raise refused(NO_SUBMISSION)
    return text


def _begin(session: Session, digest: str, total: int) -> Arriving:
    if (session.scalar(select(func.count()).select_from(Arriving)) or 0) >= MOST:
        raise Conflict(message=FULL)
    row = Arriving(digest=digest, total=total, content=b"", touched_at=clock.now())
    session.add(row)
    session.flush()  # a package of one piece is gone again at once
    return row
