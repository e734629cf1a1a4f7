"""A turn of the night's work: do what is due, and find out when somebody has to look next."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core import clock
from core.absences import outings
from core.legal import alerts
from core.nightly import claims, work
from core.scope import ALL, set_branch_scope
from core.stores import Stores
from plugins.profile import CountryProfile


def run(stores: Stores, countries: Mapping[str, CountryProfile], *, again: bool) -> bool:
    """Do what is due and say when somebody has to look next.

    :param again: do the day's work although it may be done, as somebody asked for it.
    :returns: whether all of it was done.
    """
    fine = work.run(stores, countries, again=again)
    if fine:
        claims.finish(stores.network, _next(stores, countries), fine=True)
    else:
        claims.give_back(stores.network)
    return fine


def _next(stores: Stores, countries: Mapping[str, CountryProfile]) -> datetime:
    """The first midnight of a house, the first hour at which a basis ends, or an earlier look."""
    houses, now = list(work.houses_of(stores, countries)), clock.now()
    moments = [datetime.combine(house.today + timedelta(days=1), time(), ZoneInfo(house.zone)) for house in houses]
    for code in countries:
        with stores.country(code).reading() as session:
            set_branch_scope(session, ALL)
            moments += filter(None, [alerts.next_end(session, now), outings.next_moment(session, now)])
    return min([*moments, now + claims.LOOK_AGAIN])
