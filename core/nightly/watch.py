"""A thread of each worker that looks every minute whether work is due; no request waits for it."""

import logging
from collections.abc import Mapping
from threading import Event, Thread

from core.nightly.turns import run_if_due
from core.stores import Stores
from plugins.profile import CountryProfile

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0


def start(stores: Stores, countries: Mapping[str, CountryProfile]) -> Event:
    """Begin to look, at once and then every minute.

    :returns: what ends it when it is set; otherwise it ends with the process.
    """
    stopped = Event()
    Thread(target=_watch, args=(stores, countries, stopped), name="nightly", daemon=True).start()
    return stopped


def _watch(stores: Stores, countries: Mapping[str, CountryProfile], stopped: Event) -> None:
    while not stopped.is_set():
        try:
            run_if_due(stores, countries)
        except Exception as error:  # noqa: BLE001 - a store that is away for a minute must not end the watch
            # The error's text may hold a name; its kind may not.
            log.error("nightly_watch_failed %s", type(error).__name__)
        stopped.wait(EVERY_SECONDS)
