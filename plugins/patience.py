"""Waits for a country only so long: one that hangs while it declares itself must not keep us from saying so."""

import sys
import sysconfig
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TypeVar

from plugins.errors import TooSlow
from plugins.manager import known_hooks

T = TypeVar("T")

#: Seconds that a country may take to be imported, and again to declare what it is. Ours take a tenth of one.
PATIENCE = 10.0

_OURS = str(Path(__file__).parent)
_STANDARD = sysconfig.get_path("stdlib")


def within(code: str, act: Callable[[], T], seconds: float | None = None) -> T:
    """Do something in a thread of its own, which is left behind if it takes too long.

    :raises TooSlow: with the hook and the line at which the country stands.
    """
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(act())
        except BaseException as error:  # noqa: BLE001 - a country that ends the program has failed, not the program
            failed.append(error)

    limit = PATIENCE if seconds is None else seconds
    thread = threading.Thread(target=run, name=f"country-{code}", daemon=True)
    thread.start()
    thread.join(limit)
    if failed:
        raise failed[0]
    if not done:
        raise too_slow(code, thread, limit)
    return done[0]


def too_slow(code: str, thread: threading.Thread, seconds: float) -> TooSlow:
    """Say where in a country or package a thread stands that takes too long."""
    frames = _frames(sys._current_frames().get(thread.ident or 0))  # noqa: SLF001 - there is no other way to look
    own = [frame for frame in frames if _is_own(frame)]
    place = next(iter(own or frames), None)
    hooks = [frame.f_code.co_name for frame in own if frame.f_code.co_name in known_hooks()]
    file = f"{place.f_code.co_filename}:{place.f_lineno}" if place else ""
    return TooSlow(code, f"has not answered within {seconds:g} seconds", hooks[-1] if hooks else "", file)


def _frames(frame: FrameType | None) -> list[FrameType]:
    """List the frames of a stack, the innermost first."""
    found = []
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found


def _is_own(frame: FrameType) -> bool:
    file = frame.f_code.co_filename
    elsewhere = file.startswith((_OURS, _STANDARD, "<")) and "site-packages" not in file
    return not elsewhere and f"{Path('/pluggy/')}" not in file
