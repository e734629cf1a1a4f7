"""A period's table as pages show it, laid out once for what has come.

What has come never changes, so the same packages give the same table: it is known by their hashes, and nothing else has
to be told when a newer one comes. A year of hundreds of branches takes seconds to put together, and every look would.
"""

from collections import OrderedDict
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.hq.models import Newest, Submission
from core.hq.rows import rows
from core.hq.table import Sums, Table, table
from core.reporting import catalogue as catalogues
from core.reporting.periods import Period

#: Tables that are kept of a store, the last that were looked at.
MOST = 16
_Key = tuple[str, str, str, tuple[str, ...]]
_kept: WeakKeyDictionary[object, OrderedDict[_Key, Table]] = WeakKeyDictionary()
_lock = Lock()


def laid_out(session: Session, actor: Actor, period: Period, country: str, sums: Sums) -> Table:
    """Lay out a period's newest figures, of one country alone if it is named.

    :param sums: what branches hide together; with it nothing is kept, since it is read anew in each round.
    """
    policies.require(actor, "hq.read")
    if sums:
        return table(rows(session, actor, period, country=country), sums)
    store, key = session.get_bind().engine.pool, _key(session, period, country)
    with _lock:
        kept = _kept.setdefault(store, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    made = table(rows(session, actor, period, country=country))
    with _lock:
        kept[key] = made
        while len(kept) > MOST:
            kept.popitem(last=False)
    return made


def _key(session: Session, period: Period, country: str) -> _Key:
    """Name what is laid out: the definitions and the packages."""
    query = (
        select(Submission.package_hash)
        .join(Newest, Newest.submission_id == Submission.id)
        .where(Newest.period == str(period))
        .order_by(Newest.branch_code)
    )
    if country:
        query = query.where(Newest.country_code == country)
    return catalogues.current().label, str(period), country, tuple(session.scalars(query))
