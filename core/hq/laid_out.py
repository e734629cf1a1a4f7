"""A period's table as pages show it, laid out once for what has come.

What has come never changes, so the same packages and the same sums give the same table: it is known by them, and
nothing else has to be told when something newer comes. A year of hundreds of branches takes seconds to put together,
and every look would.
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
_Added = frozenset[tuple[str, int, frozenset[str] | None]]
_Key = tuple[str, str, str, tuple[str, ...], _Added]
_kept: WeakKeyDictionary[object, OrderedDict[_Key, Table]] = WeakKeyDictionary()
_lock = Lock()


def laid_out(session: Session, actor: Actor, period: Period, country: str, sums: Sums) -> Table:
    """Lay out a period's newest figures, of one country alone if it is named.

    :param sums: what branches hide together.
    """
    policies.require(actor, "hq.read")
    store, key = session.get_bind().engine.pool, _key(session, period, country, sums)
    with _lock:
        kept = _kept.setdefault(store, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    made = table(rows(session, actor, period, country=country), sums)
    with _lock:
        kept[key] = made
        while len(kept) > MOST:
            kept.popitem(last=False)
    return made


def _key(session: Session, period: Period, country: str, sums: Sums) -> _Key:
    """Name what is laid out: the definitions, the packages and the sums."""
    query = (
        select(Submission.package_hash)
        .join(Newest, Newest.submission_id == Submission.id)
        .where(Newest.period == str(period))
        .order_by(Newest.branch_code)
    )
    if country:
        query = query.where(Newest.country_code == country)
    added = frozenset((name, each.value, each.branches) for name, each in sums.items())
    return catalogues.current().label, str(period), country, tuple(session.scalars(query)), added
