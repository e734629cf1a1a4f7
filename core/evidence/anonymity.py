"""k-anonymity of rows: whoever knows all of somebody's key variables still has at least k rows before her.

After L. Sweeney, "k-anonymity: a model for protecting privacy", Int. J. Uncertainty, Fuzziness and Knowledge-Based
Systems 10(5), 2002. Rows of smaller groups are left out whole. A group of which everybody shares an outcome would tell
it of each of them whatever k is (Machanavajjhala and others, "l-diversity", ACM TKDD 1(1), 2007): there the outcome is
withheld.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Row = Mapping[str, str]
#: The network's k, as of the public data set on trafficking (CTDC).
K = 11
#: Of a hundred rows, so many may be left out; with more lost an extract says too little of the others.
LIMIT_PERCENT = 15
#: Written where everybody in a group shares an outcome, and where nothing is known.
WITHHELD, UNKNOWN = "_W", "_Z"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check leaves.

    :param kept: places of the rows that may leave.
    :param rows: how many there were.
    """

    kept: tuple[int, ...]
    rows: int

    @property
    def lost(self) -> int:
        """Rows that are left out."""
        return self.rows - len(self.kept)

    @property
    def passes(self) -> bool:
        """Whether something is left, and no more is lost than may be."""
        return bool(self.kept) and self.lost * 100 <= self.rows * LIMIT_PERCENT


def check(rows: Sequence[Row], keys: Sequence[str], k: int = K) -> Checked:
    """Choose the rows whose group, alike in all key variables, has at least k."""
    groups = [tuple(row[key] for key in keys) for row in rows]
    sizes = Counter(groups)
    return Checked(tuple(place for place, group in enumerate(groups) if sizes[group] >= k), len(rows))


def advise(rows: Sequence[Row], keys: Sequence[str], k: int = K) -> list[tuple[str, ...]]:
    """Tell which key variables to leave out so that the check passes: single ones, else pairs; the least loss first."""
    for number in (1, 2):
        found = [
            (each, check(rows, [key for key in keys if key not in each], k)) for each in combinations(keys, number)
        ]
        enough = sorted((checked.lost, each) for each, checked in found if checked.passes)
        if enough:
            return [each for _lost, each in enough]
    return []


def withhold(rows: Sequence[Row], keys: Sequence[str], outcomes: Sequence[str]) -> list[dict[str, str]]:
    """Withhold an outcome in each group in which all of whom it is known share it."""
    groups: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    made = [dict(row) for row in rows]
    for row in made:
        groups[tuple(row[key] for key in keys)].append(row)
    for members in groups.values():
        for name in outcomes:
            if len({row[name] for row in members} - {UNKNOWN}) == 1:
                for row in members:
                    row[name] = UNKNOWN if row[name] == UNKNOWN else WITHHELD
    return made


def known(rows: Sequence[Row], outcome: str) -> int:
    """Count the rows that tell an outcome."""
    return sum(row[outcome] not in (UNKNOWN, WITHHELD) for row in rows)
