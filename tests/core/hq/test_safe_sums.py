"""No sum over branches is kept with which the office could work out what one of them hides from it."""

import random
from collections.abc import Iterable, Mapping

import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from core.canonical import canonical
from core.hq.models import SumRound
from core.hq.sums.histories import History, Sent, Table
from core.hq.sums.kept import safe
from core.hq.sums.safe import Summed, withheld
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.disclosure import Release, check
from core.reporting.masking import name_of
from core.reporting.periods import Period
from core.testkit.offices import send
from core.testkit.stores import StoreFactory

CATALOGUE = catalogues.current()
MONTH, YEAR = Period(2025, "M", 12), Period(2025, "A")
ALL: Key = ("RES-003", "_T", "_T", "V")
GIRLS, BOYS = (("RES-003", "SEX", code, "V") for code in "FM")
REST = {("RES-003", "SEX", code, "V"): 0 for code in ("_O", "_U")}


def summed(key: Key, branches: str = "ABC", *, period: Period = YEAR, number: int = 1) -> Summed:
    return Summed(period, number, key, tuple(branches), (1,) * len(branches))


def tables(period: Period = YEAR, **given: Table) -> dict[str, History]:
    return {branch: History([[Sent(period, 1, table)]]) for branch, table in given.items()}


def test_a_sum_of_totals_that_stand_alone_is_kept() -> None:
    alone = tables(MONTH, A={ALL: None}, B={ALL: None}, C={ALL: None})
    assert withheld(CATALOGUE, alone, {}, {summed(ALL, period=MONTH): 9}) == frozenset()


def test_a_sum_that_two_branches_can_hold_little_of_is_not_kept() -> None:
    """Of fourteen boys at most five are in each of two houses: so four or more are in the third."""
    divided = {
        branch: {ALL: total, GIRLS: None, BOYS: None, **REST} for branch, total in (("A", 20), ("B", 5), ("C", 5))
    }
    assert withheld(CATALOGUE, tables(**divided), {}, {summed(BOYS): 14}) == {summed(BOYS)}
    assert withheld(CATALOGUE, tables(**divided), {}, {summed(BOYS): 9}) == frozenset()


def test_no_sum_is_kept_by_which_what_could_be_nought_no_longer_could() -> None:
    """Of eleven boys at most ten are in two houses. That there is one in the third tells more of later figures."""
    alike = {branch: divided(total) for branch, total in (("A", 40), ("B", 5), ("C", 5))}
    assert withheld(CATALOGUE, tables(**alike), {}, {summed(BOYS): 11}) == {summed(BOYS)}
    assert withheld(CATALOGUE, tables(**alike), {}, {summed(BOYS): 10}) == frozenset()


def test_the_sum_of_a_whole_and_of_its_parts_are_held_against_each_other() -> None:
    """Girls and boys of three houses are known together, and of two houses the girls: the boys of both are known."""
    divided = {branch: {ALL: None, GIRLS: None, BOYS: None, **REST} for branch in "ABC"}
    asked = {summed(ALL): 30, summed(GIRLS): 29, summed(BOYS): 1}
    assert len(withheld(CATALOGUE, tables(**divided), {}, asked)) > 0


def test_a_sum_that_only_adds_up_what_the_office_is_owed_is_not_kept() -> None:
    """One, two and three residents came, and six children in all: so nobody came who is no resident."""
    owed = {branch: {ALL: None, ("R03", "_T", "_T", "V"): came, ("R05", "_T", "_T", "V"): 0}
            for branch, came in zip("ABC", (1, 2, 3), strict=True)}  # fmt: skip
    assert withheld(CATALOGUE, tables(MONTH, **owed), {}, {summed(ALL, period=MONTH): 6}) == {summed(ALL, period=MONTH)}
    assert withheld(CATALOGUE, tables(MONTH, **owed), {}, {summed(ALL, period=MONTH): 13}) == frozenset()


def test_the_office_throws_it_away_before_anybody_reads_it(store_factory: StoreFactory) -> None:
    stores = store_factory("zz")
    for branch, came in zip("ABC", (1, 2, 3), strict=True):
        send(stores, branch, str(MONTH), {"RES-003": None, "R03": came, "R05": 0})
    made = SumRound(period=str(MONTH), number=1, call=canonical({"versions": dict.fromkeys("ABC", 1)}))
    told = {name_of(ALL): {"value": 6, "branches": ["A", "B", "C"]}}
    with stores.network.transaction() as session:
        assert safe(session, made, told) == {}
        told[name_of(ALL)]["value"] = 13
        assert safe(session, made, told) == told


def test_a_sum_that_was_read_before_is_known_for_good() -> None:
    """Four houses have eleven; three of them nine: two are in the fourth."""
    alone = tables(MONTH, **{branch: {ALL: None} for branch in "ABCD"})
    before = {summed(ALL, "ABCD", period=MONTH): 11}
    again = summed(ALL, "ABC", period=MONTH, number=2)
    assert withheld(CATALOGUE, alone, before, {again: 9}) == {again}
    assert withheld(CATALOGUE, alone, {}, {again: 9}) == frozenset()


def restated(boys_changed: bool) -> dict[str, History]:
    """The first house had five in all, and has thirty now that it has restated its year."""
    known = tables(A={}, B=divided(40), C=divided(5))
    changed = {ALL, GIRLS, BOYS} if boys_changed else {ALL, GIRLS}
    known["A"] = History([[Sent(YEAR, 1, divided(5))], [Sent(YEAR, 2, divided(30), changed)]])
    return known


def divided(total: int) -> Table:
    return {ALL: total, GIRLS: None, BOYS: None, **REST}


def test_what_a_correction_left_alone_is_what_both_versions_say() -> None:
    """Boys who were not changed are five at most, as the version before it says: nine or more are in the second."""
    asked = {Summed(YEAR, 1, BOYS, ("A", "B", "C"), (2, 1, 1)): 19}
    assert withheld(CATALOGUE, restated(boys_changed=False), {}, asked) == asked.keys()
    assert withheld(CATALOGUE, restated(boys_changed=True), {}, asked) == frozenset()


def test_a_sum_that_was_read_of_a_former_version_is_known_for_good() -> None:
    """Of what three houses have together and what they had before, the difference is one house's."""
    known = {branch: History([[Sent(MONTH, 1, {ALL: None})]]) for branch in "BCD"}
    known["A"] = History([[Sent(MONTH, 1, {ALL: None})], [Sent(MONTH, 2, {ALL: None})]])
    before = {summed(ALL, "ABC", period=MONTH): 9}
    again = Summed(MONTH, 2, ALL, ("A", "B", "C", "D"), (2, 1, 1, 1))
    assert withheld(CATALOGUE, known, before, {again: 11}) == {again}
    known["A"] = History([[Sent(MONTH, 1, {ALL: None})], [Sent(MONTH, 2, {ALL: None}, {ALL})]])
    assert withheld(CATALOGUE, known, before, {again: 11}) == frozenset()


def test_a_sum_of_which_a_part_is_gone_still_bounds_the_others() -> None:
    """Two of three houses have three at most: of five in them and a fourth, two or more are in the fourth."""
    alone = tables(MONTH, **{branch: {ALL: None} for branch in "BCD"})
    before = {summed(ALL, "ABC", period=MONTH): 3}
    new = {summed(ALL, "BCD", period=MONTH, number=2): 5}
    assert withheld(CATALOGUE, alone, before, new) == new.keys()
    assert withheld(CATALOGUE, alone, {}, new) == frozenset()


def test_sums_that_no_numbers_fit_are_not_kept() -> None:
    divided = {branch: {ALL: 6, GIRLS: None, BOYS: None, **REST} for branch in "ABC"}
    assert withheld(CATALOGUE, tables(**divided), {}, {summed(BOYS): 40}) == {summed(BOYS)}


def test_a_sum_of_what_a_newer_version_does_not_tell_any_more_is_not_kept() -> None:
    assert withheld(CATALOGUE, tables(A={ALL: None}, B={ALL: None}, C={}), {}, {summed(ALL): 9}) == {summed(ALL)}


@pytest.mark.parametrize("seed", range(4))
def test_the_office_works_out_no_more_with_the_sums_than_the_rule_allows(seed: int) -> None:
    """Somebody with every table and every kept sum, and a program of her own."""
    draw = random.Random(seed)
    true = {branch: _house(draw) for branch in "ABCD"}
    seen = {
        branch: {key: None if key in hidden else value for key, value in cells.items()}
        for branch, cells in true.items()
        for hidden in [check(CATALOGUE, {}, Release(YEAR, cells)).release.hidden]
    }
    new = {}
    for key in (ALL, GIRLS, BOYS):
        hiding = "".join(branch for branch in true if seen[branch][key] is None)
        if len(hiding) >= 3:
            new[summed(key, hiding)] = sum(true[branch][key] for branch in hiding)
    thrown = withheld(CATALOGUE, tables(**seen), {}, new)
    kept = {each: value for each, value in new.items() if each not in thrown}
    names = [(branch, key) for branch, cells in seen.items() for key, value in cells.items() if value is None]
    for name in names:
        if 0 < true[name[0]][name[1]] < 5:
            (low, high), (least, most) = (_range(seen, names, name, sums) for sums in (kept, {}))
            assert low <= max(1, least)
            assert high >= min(max(1, least) + 3, most)


def _house(draw: random.Random) -> dict[Key, int]:
    girls, boys = draw.choice((0, 2, 7, 12)), draw.choice((1, 2, 3, 4))
    return {ALL: girls + boys, GIRLS: girls, BOYS: boys, **REST}


def _range(
    seen: Mapping[str, Table], names: list[tuple[str, Key]], wanted: tuple[str, Key], sums: Mapping[Summed, int]
) -> tuple[int, int]:
    rows = [[((branch, key), 1 if key == ALL else -1) for key in cells] for branch, cells in seen.items()]
    least = [0] * len(rows)
    rows += [[((branch, each.key), 1) for branch in each.branches] for each in sums]
    least += sums.values()
    matrix = [[_weight(row, name) for name in names] for row in rows]
    ends = [end - sum(weight * (seen[branch][key] or 0) for (branch, key), weight in row)
            for row, end in zip(rows, least, strict=True)]  # fmt: skip
    found = []
    for sign in (1, -1):
        aim = [sign * (name == wanted) for name in names]
        solved = milp(aim, integrality=1, bounds=Bounds(0, 99), constraints=LinearConstraint(matrix, ends, ends))
        found.append(round(sign * solved.fun))
    return found[0], found[1]


def _weight(row: Iterable[tuple[tuple[str, Key], int]], name: tuple[str, Key]) -> int:
    return sum(weight for each, weight in row if each == name)
