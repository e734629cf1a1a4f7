"""Nobody works out what is hidden who has all that leaves the houses and the office: sums, public figures, reports.

``benchmarks/disclosure_proof.py`` does the same with whole networks of three years.
"""

from collections.abc import Callable

import network
import pytest

from core.hq import auditing


def nothing(*_told: object) -> frozenset[object]:
    return frozenset()


@pytest.mark.parametrize(
    ("seed", "what"), [(6, ("sums", "public", "corrected", "donors")), (13, ("sums", "corrected"))]
)
def test_a_year_of_a_network_tells_neither_the_office_nor_anybody_outside(seed: int, what: tuple[str, ...]) -> None:
    outcome = network.attack(seed, 3, years=1)
    assert outcome.found == []
    assert min(outcome.protected, outcome.outside) > 40
    assert min(getattr(outcome, each) for each in what) > 0


def test_both_strangers_are_to_be_feared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is thrown away or withheld the one reads the houses in their sums, the other in what is told."""
    without: list[tuple[object, str, Callable[..., object]]] = [
        (network, "thrown", nothing), (auditing, "withheld", nothing)
    ]  # fmt: skip
    for where, name, instead in without:
        monkeypatch.setattr(where, name, instead)
    found = network.attack(9, 3, years=1).found
    outside = [each for each in found if " outside " in each]
    assert len(outside) > 0
    assert len(found) - len(outside) > 5
