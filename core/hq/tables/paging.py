"""Branches by pages. A page is named by the branch after which it begins: its address holds when others join."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the branches of a list, in its order.

    :param first: place of the first of them, counted from 1; ``of`` how many the whole list has.
    :param before: name of the page before, None on the first page; ``after`` of the next one, None on the last.
    """

    codes: tuple[str, ...]
    first: int
    of: int
    before: str | None = None
    after: str | None = None

    @property
    def last(self) -> int:
        """Place of the last of them."""
        return self.first + len(self.codes) - 1


def part(codes: Sequence[str], after: str, most: int) -> Part:
    """Take a page out of a list.

    :param codes: all of them, in the order of their letters.
    :param after: the branch after which the page begins; the first page without it, or where nothing comes after it.
    :param most: branches of a page.
    """
    begin = bisect_right(codes, after)
    if begin == len(codes):
        begin = 0
    shown = tuple(codes[begin : begin + most])
    before = None if begin == 0 else codes[begin - most - 1] if begin > most else ""
    return Part(shown, begin + 1, len(codes), before, shown[-1] if begin + most < len(codes) else None)
