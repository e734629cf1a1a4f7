"""Compares how many cells are hidden on published tables with the optimum of a reference tool.

``pip install -e .[bench]`` brings ``pytauargus`` (EUPL-1.2, for development only). Its mode OPT finds the fewest cells
whose suppression leaves each small count as uncertain as it is large; ours asks that it can be 1 as well as 4. So the
fewest cells with which our own rule holds are sought as well, by trying every choice.
Numbers only are taken from the tables; where each was published stands beside it.
"""

import sys
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from core.reporting.disclosure.complement import Problem, complement, exposed
from core.reporting.disclosure.system import Name, System, whole_of

Table = list[list[int]]
LIMIT = 5
_SDC = "Handbook on Statistical Disclosure Control, 2nd edition, chapter 5"
# Its numbers are recalled from the paper, with their margins checked; the handbook's were read again.
_WP22 = "Statistical Policy Working Paper 22 (Federal Committee on Statistical Methodology, 2005), chapter II"
TABLES: dict[str, Table] = {
    f"{_SDC}: marital status by sex": [[38, 17], [7, 4], [3, 1]],
    f"{_SDC}: marital status and sex by hours worked": [[30, 6, 2, 14, 3, 0], [3, 4, 0, 2, 2, 0], [2, 0, 1, 0, 0, 1]],
    f"{_SDC}: marital status by hours worked": [[6, 0], [5, 1], [2, 2]],
    f"{_SDC}: population counts by sex": [[1, 0], [3, 3], [12, 20]],
    f"{_WP22}: delinquent children by county and education": [
        [15, 1, 3, 1], [20, 10, 10, 15], [3, 10, 10, 2], [12, 14, 7, 2]
    ],
}  # fmt: skip


def main() -> None:
    """Print secondary cells of both for each table, and over all."""
    sums = [0, 0, 0, 0]
    for source, table in TABLES.items():
        counted = len(small(table)), len(chosen(table)), fewest(table), optimum(table)
        sums = [a + b for a, b in zip(sums, counted, strict=True)]
        print("{}: {} small; others hidden: {}, fewest {}, reference {}".format(source, *counted))
    ours, best, reference = (sums[0] + each for each in sums[1:])
    print(f"hidden altogether {ours}; fewest {best} ({ours / best - 1:+.0%}), reference {reference} "
          f"({ours / reference - 1:+.0%})")  # fmt: skip
    sys.exit(ours > 1.15 * min(best, reference))


def with_margins(table: Table) -> Table:
    """Add the sum of each row and each column."""
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def small(table: Table) -> list[Name]:
    """Name the counts from 1 to 4, margins included."""
    return [(r, c) for r, row in enumerate(with_margins(table)) for c, value in enumerate(row) if 0 < value < LIMIT]


def problem(table: Table) -> Problem:
    """Write a table as our code sees it: every row and every column adds up, and the grand total is known."""
    whole = with_margins(table)
    values: dict[Name, int] = {(r, c): value for r, row in enumerate(whole) for c, value in enumerate(row)}
    height, width = len(table), len(table[0])
    rows = [whole_of([(r, width)], [(r, c) for c in range(width)]) for r in range(height + 1)]
    columns = [whole_of([(height, c)], [(r, c) for r in range(height)]) for c in range(width + 1)]
    primary = small(table)
    return Problem(System(values, (*rows, *columns)), {(height, width)}, set(primary), primary)


def chosen(table: Table) -> frozenset[Name]:
    """Choose by our own code what else is hidden, and make sure that it is enough."""
    asked = problem(table)
    found = complement(asked)
    if exposed(asked, found):
        raise AssertionError("A small count can be worked out.")
    return found


def fewest(table: Table) -> int:
    """Count the fewest other cells that are enough, by trying every choice from the smallest on."""
    asked = problem(table)
    others = sorted(asked.system.values.keys() - asked.hidden - asked.fixed)
    for number in range(len(others) + 1):
        if any(not exposed(problem(table), set(tried)) for tried in combinations(others, number)):
            return number
    raise AssertionError("Even with everything hidden a count is in the open.")


def optimum(table: Table) -> int:
    """Count the secondary cells of the reference tool in its optimal mode, every cell at the same cost."""
    from pytauargus import protect

    people = [
        {"Row": f"r{r}", "Column": f"c{c}", "One": 1.0}
        for r, row in enumerate(table)
        for c, value in enumerate(row)
        for _person in range(value)
    ]
    with TemporaryDirectory() as folder:
        result = protect(
            people, ["Row", "Column"], response="One", safety_rules=f"FREQ({LIMIT},100)", suppress="OPT(1)",
            cost_var="-2", workdir=folder,
        )  # fmt: skip
        return list(result.tables[0].status()).count("M")


if __name__ == "__main__":
    main()
