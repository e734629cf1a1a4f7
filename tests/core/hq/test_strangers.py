"""Nobody works out what is hidden who has all that leaves the houses and the office: sums, public figures, reports.

``benchmarks/disclosure_proof.py`` does the same with whole networks of three years.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import network
import pytest
import stranger

from core.hq.outside import auditing
from core.reporting.disclosure import Checked


def nothing(*_told: object) -> frozenset[object]:
    return frozenset()


@pytest.mark.parametrize(
    ("seed", "what"), [(6, ("sums", "public", "corrected", "donors", "replaced")), (13, ("sums", "corrected"))]
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


def test_later_figures_would_tell_what_a_sum_is_made_of_if_it_were_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sum of two years is read early: whatever leaves later has to keep its parts as open as they were."""
    assert network.attack(36, 3, years=2).found == []
    kept = stranger.check

    def forgets(*told: Any) -> Checked:
        *rest, earlier = told
        return kept(*rest, [replace(each, given=frozenset()) for each in earlier])

    monkeypatch.setattr(stranger, "check", forgets)
    found = network.attack(36, 3, years=2).found
    assert len(found) > 0
    assert not any(" outside " in each for each in found)
