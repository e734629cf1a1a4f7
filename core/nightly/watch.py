"""A thread of each worker that looks every minute whether work is due, and has it done by a process of its own.

Beside a worker's requests the work would share their interpreter, and every page would wait for it.
"""

import logging
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

from core.nightly import claims
from core.stores import Store

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
#: A night's work that takes longer hangs; what it has done by then stays done.
AT_MOST = timedelta(minutes=30)
# Isolated from the folder in which the server was started: a folder "core" in it is not ours.
COMMAND = (sys.executable, "-P", "-m", "core.nightly")
_GLANCE = 0.2


def start(network: Store) -> Event:
    """Begin to look, at once and then every minute.

    :returns: what ends it, and the work that is under way, when it is set; otherwise both end with the process.
    """
    stopped = Event()
    Thread(target=_watch, args=(network, stopped), name="nightly", daemon=True).start()
    return stopped


def _watch(network: Store, stopped: Event) -> None:
    while not stopped.is_set():
        try:
            if claims.claim_if_due(network):
                _have_it_done(network, stopped)
        except Exception as error:  # noqa: BLE001 - a store that is away for a minute must not end the watch
            # The error's text may hold a name; its kind may not.
            log.error("nightly_watch_failed %s", type(error).__name__)
        stopped.wait(EVERY_SECONDS)


def _have_it_done(network: Store, stopped: Event) -> None:
    trouble = _attend(COMMAND, stopped)
    if trouble:
        log.error("nightly_process_failed %s", trouble)
        claims.give_back(network)


def _attend(command: Sequence[str], stopped: Event) -> str:
    """Start a process and wait for its end.

    :returns: what kind of trouble it had, if any.
    """
    until = monotonic() + AT_MOST.total_seconds()
    # Nobody writes into its input: it closes with this process, however that ends, and so the other knows.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            if stopped.wait(_GLANCE) or monotonic() > until:
                child.kill()
                return "" if stopped.is_set() else "hangs"
    return f"exit code {child.returncode}" if child.returncode else ""
