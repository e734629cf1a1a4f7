"""What is hidden besides the small counts is enough for whoever tries every table there can be, and hardly more."""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reporting.disclosure.attack import Attacker, Range
from core.reporting.disclosure.complement import CANDIDATES, LOWEST, REACH, Problem, complement, exposed, narrowed
from core.reporting.disclosure.system import Name, System, whole_of

Table = list[list[int]]
small = st.integers(0, 7)
tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(small, min_size=width, max_size=width), min_size=2, max_size=3)
)


def with_margins(table: Table) -> Table:
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def system_of(table: Table) -> System:
    """A table with its margins: every row and every column adds up to its last cell."""
    values: dict[Name, int] = {(r, c): value for r, row in enumerate(table) for c, value in enumerate(row)}
    rows = [whole_of([(r, len(row) - 1)], [(r, c) for c in range(len(row) - 1)]) for r, row in enumerate(table)]
    last = len(table) - 1
    columns = [whole_of([(last, c)], [(r, c) for r in range(last)]) for c in range(len(table[0]))]
    return System(values, (*rows, *columns))


def problem_of(table: Table, limit: int = 5) -> Problem:
    """Everything below the limit is hidden; the grand total is known."""
    system = system_of(table)
    total = (len(table) - 1, len(table[0]) - 1)
    hidden = {name for name, value in system.values.items() if 0 < value < limit and name != total}
    return Problem(system, {total}, hidden, tuple(sorted(hidden)))


def every_table(system: System, known: set[Name], most: int) -> Iterator[Mapping[Name, int]]:
    """Try every number for every unknown cell, with what the sums already say of the next one."""
    names = sorted(system.values, key=str)

    def go_on(place: int, values: dict[Name, int]) -> Iterator[Mapping[Name, int]]:
        if place == len(names):
            yield dict(values)
            return
        name = names[place]
        for value in (system.values[name],) if name in known else range(most + 1):
            values[name] = value
            done = (each for each in system.relations if name in each and all(other in values for other in each))
            if all(sum(weight * values[other] for other, weight in each.items()) == 0 for each in done):
                yield from go_on(place + 1, values)
            del values[name]

    return go_on(0, {})


def seen(system: System, known: set[Name], name: Name, most: int) -> set[int]:
    return {table[name] for table in every_table(system, known, most)}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=3), min_size=2, max_size=2).filter(
        lambda table: len({len(row) for row in table}) == 1
    ),
    st.data(),
)
def test_the_attacker_finds_what_trying_every_table_finds(table: Table, data: st.DataObject) -> None:
    system = system_of(with_margins(table))
    most = sum(map(sum, table))
    names = sorted(system.values)
    known = set(data.draw(st.lists(st.sampled_from(names), unique=True, min_size=len(names) // 2))) | {names[-1]}
    name = data.draw(st.sampled_from(names))
    possible = seen(system, known, name, most)
    assert Attacker(system, known).range_of(name) == Range(min(possible), max(possible))


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_hidden_count_can_be_worked_out(table: Table) -> None:
    problem = problem_of(with_margins(table))
    chosen = complement(problem)
    assert exposed(problem, chosen) == []
    assert not chosen & problem.fixed
    assert not chosen & problem.hidden
    attacker, before = problem.attacker(chosen), Attacker(problem.system, problem.fixed)
    for name in problem.sensitive:
        found, inevitable = attacker.range_of(name), before.range_of(name)
        assert found.low <= max(LOWEST, inevitable.low)
        assert found.high is None or found.high >= min(LOWEST + CANDIDATES - 1, inevitable.high or 0)


@settings(max_examples=40, deadline=None)
@given(tables)
def test_nothing_is_hidden_that_need_not_be(table: Table) -> None:
    problem = problem_of(with_margins(table))
    chosen = complement(problem)
    for name in chosen:
        assert exposed(problem, chosen - {name})


def fewest(problem: Problem) -> int:
    """The optimum, by trying every choice from the smallest on."""
    open_ones = sorted(problem.system.values.keys() - problem.hidden - problem.fixed)
    for number in range(len(open_ones) + 1):
        for chosen in combinations(open_ones, number):
            if not exposed(problem, set(chosen)):
                return number
    raise AssertionError("Even with everything hidden a count is in the open.")


#: Tables whose optimum can be had by trying: two small cells in a row, a lone one, one in a corner, a diagonal.
TABLES: list[Table] = [
    [[20, 50, 10], [8, 19, 22], [17, 32, 3]],
    [[3, 17, 25], [9, 2, 14], [11, 23, 4]],
    [[1, 40, 40], [40, 40, 40], [40, 40, 40]],
    [[2, 3, 30], [20, 25, 30], [14, 9, 12]],
    [[4, 30, 0], [0, 30, 6], [12, 0, 8]],
]


@pytest.mark.parametrize("table", TABLES)
def test_hardly_more_is_hidden_than_the_optimum(table: Table) -> None:
    problem = problem_of(with_margins(table))
    assert len(complement(problem)) <= fewest(problem) * 1.15


def test_a_lone_small_count_takes_three_others_with_it() -> None:
    problem = problem_of(with_margins([[1, 40, 40], [40, 40, 40], [40, 40, 40]]))
    chosen = complement(problem)
    assert len(chosen) == 3
    assert {row for row, _column in chosen} | {column for _row, column in chosen} >= {0}


def test_what_the_fixed_counts_tell_is_not_asked_to_be_hidden_again() -> None:
    """Three came, as the house's own total says: each part can be 0 to 3, and no wider range is asked for."""
    values: dict[Name, int] = {"all": 3, "girls": 3, "boys": 0, "others": 0}
    system = System(values, (whole_of(["all"], ["girls", "boys", "others"]),))
    problem = Problem(system, {"all"}, {"girls"}, ("girls",))
    chosen = complement(problem)
    assert len(chosen) == 1
    assert problem.attacker(chosen).range_of("girls") == Range(0, 3)


def in_a_sum(*given: Name, hidden: Set[Name], sensitive: Sequence[Name] = ()) -> Problem:
    """The quarter's figures are to leave after some of it went into a sum with what other houses hide."""
    values: dict[Name, int] = {"quarter": 60, "january": 20, "february": 30, "march": 10}
    system = System(values, (whole_of(["quarter"], ["january", "february", "march"]),))
    return Problem(system, set(), hidden, sensitive, given=given)


def test_what_went_into_a_sum_stays_as_open_as_it_was() -> None:
    """With two months and the quarter the third would be known, and the rest of the sum: one of them has to stay."""
    problem = in_a_sum("january", hidden={"january"})
    chosen = complement(problem)
    assert len(chosen) == 1
    assert narrowed(problem, frozenset()) == ["january"]
    assert narrowed(problem, chosen) == []
    known = problem.attacker(chosen).range_of("january")
    assert known.low <= 20 - REACH
    assert known.high is None or known.high >= 20 + REACH


def test_it_need_not_stay_open_beyond_what_others_can_hide() -> None:
    problem = in_a_sum("january", hidden={"january", "february"})
    assert complement(problem) == frozenset()  # it can be nought to fifty
    assert problem.attacker(frozenset()).range_of("january") == Range(0, 50)


def test_two_that_went_into_sums_give_way_each_by_itself() -> None:
    """With the quarter told the one could rise only where the other falls, and other houses stand in that one's sum."""
    system = System({"quarter": 50, "january": 20, "february": 30}, (whole_of(["quarter"], ["january", "february"]),))
    given = ("february", "january")
    problem = Problem(system, set(), {*given}, (), given=given)
    assert narrowed(problem, frozenset()) == [*given]
    assert complement(problem) == {"quarter"}


def test_nothing_else_relies_on_what_went_into_a_sum() -> None:
    """Somebody who knows the others' parts of the sum knows this one, and then the month behind it."""
    hidden: set[Name] = {"january", "march"}
    problem = in_a_sum("january", hidden=hidden, sensitive=("march",))
    assert exposed(problem, frozenset()) == []
    assert narrowed(problem, frozenset()) == ["march"]
    chosen = complement(problem)
    assert chosen & {"quarter", "february"}
    assert narrowed(problem, chosen) == []


def test_where_everything_else_has_left_already_the_attacker_tells() -> None:
    values: dict[Name, int] = {"quarter": 12, "january": 5, "february": 3, "march": 4}
    system = System(values, (whole_of(["quarter"], ["january", "february", "march"]),))
    hidden = {"february"}
    told = Problem(system, {"quarter", "january", "march"}, hidden, ("february",))
    assert complement(told) == frozenset()
    owed = Problem(system, frozenset(), hidden, ("february",))
    assert exposed(owed, frozenset()) == ["february"]
