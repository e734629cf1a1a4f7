"""Weighted draws that cost little: a pool repeats each entry as often as its weight says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
GRAIN = 1_000


def pool(weights: Mapping[T, float] | Iterable[tuple[T, float]]) -> tuple[T, ...]:
    """Write entries as often as they weigh, each at least once."""
    pairs = list(weights.items() if isinstance(weights, Mapping) else weights)
    whole = sum(weight for _entry, weight in pairs) or 1
    return tuple(entry for entry, weight in pairs for _ in range(max(1, round(GRAIN * weight / whole))))


def at(entries: Sequence[T], chance: float) -> T:
    """Give the entry at a chance from 0 up to, and without, 1."""
    return entries[int(chance * len(entries))]
