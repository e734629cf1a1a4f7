"""Sets a stranger on random networks: two years of releases, one of them corrected, against who keeps them all.

``python benchmarks/disclosure_proof.py --networks 500`` prints what she worked out, and how much was hidden. The
networks, the stranger and her sums are those of the tests; they share nothing with the code that hides.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests/core/reporting/strangers")]

from stranger import Outcome, attack  # noqa: E402 - found by the path above


def main() -> None:
    """Run the networks one after another, with a line every ten."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=500)
    parser.add_argument("--first", type=int, default=0, help="number of the first network")
    asked = parser.parse_args()
    whole, began = Outcome(), time.process_time()
    for number in range(asked.networks):
        one = attack(asked.first + number)
        for name in ("found", "blocked", "protected", "released", "hidden"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        if number % 10 == 9 or number + 1 == asked.networks:
            print(_told(number + 1, whole, time.process_time() - began), flush=True)
    print(*whole.found, sep="\n")
    sys.exit(bool(whole.found))


def _told(networks: int, whole: Outcome, seconds: float) -> str:
    return (
        f"{networks} networks: {len(whole.found)} of {whole.protected} protected counts worked out, {whole.blocked} "
        f"releases stopped, {whole.hidden / whole.released:.0%} of {whole.released} cells hidden, {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
