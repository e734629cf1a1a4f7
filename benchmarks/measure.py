"""Times things against each other, one after the other in every round: a busy machine is busy for all of them."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import click

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """What one thing took, in milliseconds; ``cpu`` is this thread's share alone, which neighbours disturb less."""

    fastest: float
    median: float
    p95: float
    cpu: float
    calls: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many requests something serves while its yardstick serves one: median over rounds, and their quartiles."""

    median: float
    low: float
    high: float


@dataclass(slots=True)
class Series:
    """Times of one thing: a list of calls for every round."""

    wall: list[list[float]] = field(default_factory=list)
    cpu: list[list[float]] = field(default_factory=list)

    def timing(self) -> Timing:
        """Sum up all calls."""
        wall = sorted(value for each in self.wall for value in each)
        cpu = [value for each in self.cpu for value in each]
        p95 = wall[min(len(wall) - 1, int(len(wall) * 0.95))]
        return Timing(wall[0], statistics.median(wall), p95, statistics.median(cpu), len(wall))


@contextmanager
def progress(length: int, label: str) -> Iterator[Callable[[int], object]]:
    """Show on standard error how far something is, and give what tells that it went on."""
    bar: Any = click.progressbar(length=length, label=label.ljust(34), file=click.get_text_stream("stderr"))
    with bar as shown:
        yield shown.update


def interleave(cases: Mapping[str, Call], rounds: int, burst: int, label: str) -> dict[str, Series]:
    """Call every case in turn, *burst* times a turn, for some rounds; the first call of a turn is not counted."""
    series = {name: Series() for name in cases}
    with progress(rounds * len(cases), label) as went_on:
        for _round in range(rounds):
            for name, call in cases.items():
                call()  # brings back what the case before has pushed out of the processor's caches
                wall, cpu = zip(*(_timed(call) for _each in range(burst)), strict=True)
                series[name].wall.append(list(wall))
                series[name].cpu.append(list(cpu))
                went_on(1)
    return series


class Neighbours:
    """How busy the machine is with other work than ours, on Linux: neighbours make every time longer.

    What a database server does for us counts as other work too.
    """

    def __init__(self) -> None:
        self._begun = self._read()

    def share(self) -> float | None:
        """Tell which share of all processors others have taken since this was made, or None if it cannot be known."""
        begun, now = self._begun, self._read()
        if begun is None or now is None or now[0] == begun[0]:
            return None
        whole, idle, own = (after - before for before, after in zip(begun, now, strict=True))
        return max(0.0, (whole - idle - own) / whole)

    @staticmethod
    def _read() -> tuple[float, float, float] | None:
        state = Path("/proc/stat")
        if not state.exists():
            return None
        ticks = [int(each) for each in state.read_text().partition("\n")[0].split()[1:9]]
        own = os.times()
        used = own.user + own.system + own.children_user + own.children_system
        return float(sum(ticks)), float(ticks[3] + ticks[4]), used * os.sysconf("SC_CLK_TCK")


def ratio(of: Series, yardstick: Series, *, cpu: bool = False) -> Ratio:
    """Compare round by round: requests a second of one as a share of the other's."""
    times = (of.cpu, yardstick.cpu) if cpu else (of.wall, yardstick.wall)
    pairs = sorted(statistics.median(mark) / statistics.median(own) for own, mark in zip(*times, strict=True))
    low, _middle, high = statistics.quantiles(pairs, n=4) if len(pairs) > 1 else pairs * 3
    return Ratio(statistics.median(pairs), low, high)


def machine() -> dict[str, Any]:
    """Describe where this was measured, and how busy it was with other things."""
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "load_average": [round(each, 2) for each in os.getloadavg()],
    }


def plain(result: Timing | Ratio) -> dict[str, float]:
    """Give a result as JSON holds it."""
    return {name: round(value, 4) for name, value in asdict(result).items()}


def _timed(call: Call) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.thread_time()
    call()
    return (time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    lines: Sequence[str] = about.read_text().splitlines() if about.exists() else ()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor()
