"""One server at a time looks for due work, however many workers and machines serve the same stores."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.nightly.models import NightPass
from core.stores import Store

#: How long a server that has begun is waited for. A longer pass is no harm: what is done is not done again.
CLAIM = timedelta(minutes=10)
#: After a pass that failed, how long until somebody tries again.
TRY_AGAIN = timedelta(minutes=5)
#: How long until somebody looks again at the latest: for envelopes, and for houses that have opened.
LOOK_AGAIN = timedelta(hours=1)
_ONLY = 1


def claim_if_due(network: Store) -> bool:
    """Take the turn to look for work, if it is time and nobody else has it; a look at one row while it is not.

    :returns: whether whoever asked is to do the work now.
    """
    row = last(network)
    return (row is None or _free(row)) and _claim(network)


def give_back(network: Store) -> None:
    """End a turn in which not all of the work was done: somebody tries again soon."""
    finish(network, clock.now() + TRY_AGAIN, fine=False)


def finish(network: Store, next_at: datetime, *, fine: bool) -> None:
    """End a turn.

    :param next_at: when somebody has to look again.
    :param fine: whether all of the work was done.
    """
    with network.transaction() as session:
        row = session.get(NightPass, _ONLY, with_for_update=True) or _first(session)
        if row is None:
            return
        row.next_at, row.claimed_until, row.finished_at, row.fine = next_at, None, clock.now(), fine


def last(network: Store) -> NightPass | None:
    """Give the row of passes; None before the first one."""
    with network.reading() as session:
        return session.get(NightPass, _ONLY)


def _free(row: NightPass) -> bool:
    now = clock.now()
    return row.next_at <= now and (row.claimed_until is None or row.claimed_until <= now)


def _claim(network: Store) -> bool:
    with network.transaction() as session:
        row = session.get(NightPass, _ONLY, with_for_update=True) or _first(session)
        if row is None or not _free(row):
            return False
        row.claimed_until = clock.now() + CLAIM
        return True


def _first(session: Session) -> NightPass | None:
    row = NightPass(id=_ONLY, next_at=clock.now())
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None  # another server has made it at this very moment, and has the turn
    return row
