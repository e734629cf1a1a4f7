"""Takes in packages piece by piece, so that a line that breaks loses what it was sending and nothing before it.

A branch announces a package before its first piece, and signs that: nobody else takes a place or a byte here. Each
branch has places of its own, in which its newer packages take the room of those that it left halfway.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core import clock
from core.errors import N_, Conflict
from core.hq.models import Arriving
from core.hq.receiving.reading import LARGEST, NO_SUBMISSION, TOO_LARGE, decoded, refused
from core.hq.receiving.schemas import AnnouncementSchema
from core.hq.receiving.signed import of_a_branch

#: Largest piece, in bytes; how long a package may take, and how long it may stand still while others want its place.
PIECE, PATIENCE, LULL = 256 * 1024, timedelta(days=1), timedelta(hours=1)
#: Packages on their way at once: of one branch, and of all.
EACH, MOST = 2, 200
OUT_OF_STEP = N_("This piece does not follow what is here already.")
UNANNOUNCED = N_("Nobody has announced this package, or it was too long on its way.")
FULL = N_("Too many packages are on their way at once. Try again later.")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A package that has come as a whole; nothing in it is believed yet.

    :param branch: the one whose key has signed its announcement.
    """

    branch: str
    content: bytes


def announce(session: Session, envelope: str) -> int:
    """Keep a place for a package that a branch is going to send, and tell how many bytes of it are here.

    :raises Invalid: if the announcement is unreadable, forged or old, or what it announces too large.
    :raises Conflict: if too many packages are on their way.
    """
    told = of_a_branch(session, AnnouncementSchema(), envelope, PATIENCE)
    if told["total"] > LARGEST:
        raise refused(TOO_LARGE)
    session.execute(delete(Arriving).where(Arriving.touched_at < clock.now() - PATIENCE))
    row = session.get(Arriving, told["digest"], with_for_update=True)
    if row is None:
        _make_room(session, told["branch"])
        row = Arriving(digest=told["digest"], branch_code=told["branch"], total=told["total"], content=b"")
        session.add(row)
    elif (row.branch_code, row.total) != (told["branch"], told["total"]):
        raise Conflict(message=OUT_OF_STEP)
    row.touched_at = clock.now()
    return len(row.content)


def add(session: Session, digest: str, start: int, piece: bytes) -> Arrived | None:
    """Keep a piece; the last one gives the whole, which is then no longer kept here.

    :returns: the whole, to be opened with :func:`opened`, or None while some of it is missing.
    :raises Conflict: if nobody announced the package, or the piece does not follow what is here.
    :raises Invalid: if it is too large.
    """
    row = session.get(Arriving, digest, with_for_update=True)
    if row is None or row.touched_at < clock.now() - PATIENCE:
        raise Conflict(message=UNANNOUNCED)
    if len(piece) > PIECE or start + len(piece) > row.total:
        raise refused(TOO_LARGE)
    if start != len(row.content):
        raise Conflict(message=OUT_OF_STEP)
    row.content, row.touched_at = row.content + piece, clock.now()
    if len(row.content) < row.total:
        return None
    session.delete(row)
    return Arrived(row.branch_code, row.content)


def opened(digest: str, whole: bytes) -> str:
    """Read what was put together of pieces.

    :raises Invalid: if it is not what was announced.
    """
    if sha256(whole).hexdigest() != digest:
        raise refused(NO_SUBMISSION)
    return decoded(whole)


def _make_room(session: Session, branch: str) -> None:
    own = select(Arriving.digest).where(Arriving.branch_code == branch)
    older = session.scalars(own.order_by(Arriving.touched_at.desc(), Arriving.digest).offset(EACH - 1)).all()
    session.execute(delete(Arriving).where(Arriving.digest.in_(older)))
    if _number(session) >= MOST:
        session.execute(delete(Arriving).where(Arriving.touched_at < clock.now() - LULL))
    if _number(session) >= MOST:
        raise Conflict(message=FULL)


def _number(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Arriving)) or 0
