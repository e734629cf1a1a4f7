"""The night's work in a process of its own, for the watch that has taken the turn; it ends when the watch is gone.

Nothing but kinds of errors is written: ``python -m core.nightly``.
"""

import logging
import os
import signal
import sys
from contextlib import closing
from threading import Thread

log = logging.getLogger("core.nightly")

_LOWER = 5


def main() -> int:
    """Do what is due.

    :returns: 0 although a house's work could not be done: that was noted, and is tried again. 1 if nothing could.
    """
    _behave()
    try:
        _work()
    except Exception as error:  # noqa: BLE001 - a traceback would quote what is in a file
        log.error("nightly_failed all %s", type(error).__name__)
        return 1
    return 0


def _behave() -> None:
    """Let requests go first, and end with the server, whose console's Ctrl-C is not meant for this process."""
    Thread(target=_end_with_the_watch, name="watch", daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_LOWER)


def _end_with_the_watch() -> None:
    # Past Python's own buffer, whose lock would be held when the interpreter ends.
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)  # what is not committed is undone by the store


def _work() -> None:
    # Imported here, where trouble with it is told by its kind.
    from core import installation, settings
    from core.nightly import turns
    from core.stores import Stores

    found = settings.load()
    with closing(Stores(found)) as stores:
        turns.run(stores, installation.profiles(found), again=False)


if __name__ == "__main__":
    sys.exit(main())
