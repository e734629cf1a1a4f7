"""Branches by pages: each is shown once, and one comes back the way one went."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from core.hq.tables.paging import Part, part

CODES = some.sets(some.text("ABC-0123456789", min_size=1, max_size=6), max_size=40).map(sorted)


@given(CODES, some.integers(1, 9))
def test_every_branch_is_on_one_page_and_the_way_back_is_the_way_there(codes: list[str], most: int) -> None:
    page = part(codes, "", most)
    pages: list[Part] = [page]
    while page.after is not None:
        page = part(codes, page.after, most)
        pages.append(page)
    assert [code for each in pages for code in each.codes] == codes
    assert all(codes[each.first - 1 : each.last] == list(each.codes) for each in pages)
    assert pages[0].before is None
    for one, other in pairwise(pages):
        assert other.before is not None
        assert part(codes, other.before, most) == one


@given(CODES.filter(bool), CODES, some.data())
def test_a_page_begins_behind_the_same_branch_whoever_joins(
    codes: list[str], new: list[str], data: some.DataObject
) -> None:
    after = data.draw(some.sampled_from(codes))
    found = part(sorted({*codes, *new}), after, 3)
    assert found.first == 1 or all(each > after for each in found.codes)
    assert found.first > 1 or not any(each > after for each in (*codes, *new))


def test_a_page_after_the_last_branch_is_the_first_one() -> None:
    assert part(["A", "B"], "Z", 1) == part(["A", "B"], "", 1) == Part(("A",), 1, 2, None, "A")
    assert part([], "Z", 1) == Part((), 1, 0)
