"""Sets two strangers on random networks: three years of releases, and all that the office reads and tells of them.

The one keeps every package and document of each house, the table of three years, and the sums that were read with
masks; the other what the public and donors were told, corrections among it.

``python benchmarks/disclosure_proof.py --networks 500`` prints what she worked out, and how much was hidden. What
became of each network is written down at once, so that a run that was stopped goes on where it was. The networks, the
stranger and her sums are those of the tests; they share nothing with the code that hides.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests/core/reporting/strangers")]

from network import Told, attack  # noqa: E402 - found by the path above


def main() -> None:
    """Run the networks that have not been run yet, one after another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=500)
    parser.add_argument("--first", type=int, default=0, help="number of the first network")
    parser.add_argument("--slice", type=int, default=None, help="how many to run now; the next call runs more")
    parser.add_argument("--results", type=Path, default=Path("disclosure_proof.jsonl"), help="a line for each network")
    asked = parser.parse_args()
    wanted = range(asked.first, asked.first + asked.networks)
    known = dict(_known(asked.results))
    left = [number for number in wanted if number not in known][: asked.slice]
    with asked.results.open("a", encoding="utf-8") as lines, click.progressbar(left, label="networks") as bar:
        for number in bar:
            began = time.process_time()
            known[number] = {**asdict(attack(number)), "seconds": round(time.process_time() - began, 2)}
            print(json.dumps({"network": number, **known[number]}), file=lines, flush=True)
    done = [known[number] for number in wanted if number in known]
    print(_told(done))
    found = [each for one in done for each in one["found"]]
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(bool(found))


def _known(results: Path) -> Iterator[tuple[int, dict]]:
    """Read what became of the networks that were run before."""
    if results.exists():
        for line in results.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            yield told.pop("network"), told


def _told(done: list[dict]) -> str:
    whole = Told(*([] if name == "found" else sum(each[name] for each in done) for name in asdict(Told())))
    found, seconds = sum(len(each["found"]) for each in done), sum(each["seconds"] for each in done)
    share = whole.hidden / max(whole.released, 1)
    return (
        f"{len(done)} networks of {whole.houses} houses: {found} counts worked out, of {whole.protected} that are "
        f"protected from the office and {whole.outside} from everybody outside; "
        f"{whole.blocked} releases stopped, {whole.documents} documents, {share:.1%} of "
        f"{whole.released} cells hidden, {whole.sums} sums read and {whole.thrown} thrown away, "
        f"{whole.public} figures told to the public ({whole.corrected} anew) and {whole.donors} to donors "
        f"({whole.replaced} anew), "
        f"{seconds:.0f} s of the processor"
    )


if __name__ == "__main__":
    main()
