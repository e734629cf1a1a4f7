"""What countries cost: starting with twenty of them enabled, and asking one of them over calling its function.

``python benchmarks/country_costs.py`` prints both beside what is promised, in time of the processor: neighbours make
every other time longer. Eighteen of the twenty are written from the template of a new country and installed as far as
importlib.metadata can tell; the other two are those of the house.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from datetime import date
from pathlib import Path

from core import clock, defaults, keyslots, migrate
from core.settings import Settings
from core.stores import create_keys
from core.testkit.zz import identity, plugin, stages
from plugins.contract.identity import PersonName
from plugins.contract.stages import StageMove
from plugins.discovery import load
from plugins.scaffold import NewCountry, write

ROOT = Path(__file__).parents[1]
OURS = ("gt", "hn")
MANY = 20
PROMISED_START = 1.5
PROMISED_CALL = 5.0

# As core.serving starts a worker, and without rich, which comes with a tool of the tests only: the log's library loads
# it where it is.
START = """
import gc, sys, time
gc.disable()
sys.modules["rich"] = None
from core.app import create_app
from core.settings import load
imported = time.process_time()
create_app(load())
print(imported, time.process_time() - imported)
"""
MOVE = StageMove("K7-QF2M", "harbour", "workshop", date(2026, 3, 16), 30, (), (), "")
NAME = PersonName("Ana", "Paz")


def install(folder: Path, code: str) -> None:
    """Write a country's package into a folder of modules, with its entry point."""
    new = NewCountry(
        code, f"Tierra de {code.upper()}", f"{code.upper()}X", "XTS", "Etc/GMT+5", "es_419", 6, clock.now().date()
    )
    write(new, folder / "sources" / code)
    for path in (folder / "sources" / code / "countries").iterdir():
        target = folder / "countries"
        target.mkdir(exist_ok=True)
        path.rename(target / path.name)
    metadata = folder / f"abrigo_country_{code}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: abrigo-country-{code}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[abrigo.countries]\n{code} = countries.{code}.plugin\n")


def prepare(folder: Path) -> None:
    """Make a network store; those of the countries are opened when somebody asks for them."""
    settings = Settings(home=folder, store=str(folder / "stores"), key_file=folder / "bench.key")
    keyslots.new_key_file(folder / "bench.key")
    create_keys(settings, "network")
    migrate.upgrade_all(settings)


def start(folder: Path, codes: tuple[str, ...]) -> tuple[float, float]:
    """Start the application in a process of its own.

    :returns: seconds from the start of Python to having imported it, and of making it, its countries included.
    """
    environment = {
        # As it is served: with compiled modules, whatever this shell says.
        **{name: value for name, value in os.environ.items() if not name.startswith(("ABRIGO_", "PYTHON"))},
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
        "ABRIGO_HOME": str(folder),
        "ABRIGO_STORE": str(folder / "stores"),
        "ABRIGO_KEY_FILE": str(folder / "bench.key"),
        "ABRIGO_COUNTRIES": ",".join(codes),
    }
    command = [sys.executable, "-c", START]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    loaded, made = map(float, done.stdout.split())
    return loaded, made


def measure_start(rounds: int) -> float:
    """Print what a start takes without countries, with ours, and with twenty.

    :returns: the median of a whole start with twenty, in seconds.
    """
    others = tuple(f"q{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")[: MANY - len(OURS)]
    cases = {"no country": (), "gt, hn": OURS, f"{MANY} countries": (*OURS, *others)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        for code in others:
            install(folder, code)
        start(folder, cases[f"{MANY} countries"])  # the first one compiles
        taken = {case: [start(folder, codes) for _round in range(rounds)] for case, codes in cases.items()}
    print(f"{'start, median of ' + str(rounds):32}{'import':>9}{'make':>9}{'whole':>9}   s")
    wholes = {}
    for case, series in taken.items():
        loaded, made = (statistics.median(each) for each in zip(*series, strict=True))
        wholes[case] = statistics.median(sum(each) for each in series)
        print(f"  {case:30}{loaded:9.2f}{made:9.2f}{wholes[case]:9.2f}")
    return wholes[f"{MANY} countries"]


def measure_calls(rounds: int) -> float:
    """Print what asking a country adds to calling its function.

    :returns: the largest addition in microseconds.
    """
    zz = load("zz", plugin, (defaults,))
    cases: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "check_stage_move": (lambda: zz.check_stage_move(MOVE), lambda: stages.objections_to_move(MOVE)),
        "decide_display_name": (lambda: zz.decide_display_name(NAME), lambda: identity.display_name(NAME)),
    }
    print(f"\n{'a hook call, fastest of ' + str(rounds):32}{'asked':>9}{'plain':>9}{'added':>9}   µs")
    added = []
    for name, (asked, plain) in cases.items():
        costs = [
            min(timeit.repeat(call, timer=time.process_time, number=10_000, repeat=rounds)) * 100
            for call in (asked, plain)
        ]
        added.append(costs[0] - costs[1])
        print(f"  {name:30}{costs[0]:9.2f}{costs[1]:9.2f}{added[-1]:9.2f}")
    return max(added)


def verdict(what: str, measured: float, promised: float, unit: str) -> None:
    """Print whether a promise holds."""
    word = "holds" if measured <= promised else "MISSED"
    print(f"{what}: {measured:.2f} {unit}, promised at most {promised:g} {unit}: {word}")


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    started, added = measure_start(rounds), measure_calls(rounds)
    print()
    verdict(f"Start with {MANY} countries", started, PROMISED_START, "s")
    verdict("A hook call over the plain function", added, PROMISED_CALL, "µs")


if __name__ == "__main__":
    main()
