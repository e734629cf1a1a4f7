"""Nobody who keeps two years of releases, a corrected one among them, works out what a house has hidden.

``benchmarks/disclosure_proof.py`` does the same with many more networks.
"""

from dataclasses import replace

import pytest
import stranger

from core.reporting import disclosure
from core.reporting.disclosure import Release, check
from core.reporting.disclosure.primary import too_small
from core.reporting.disclosure.relations import Place
from core.reporting.periods import Period

CATALOGUE = stranger.CATALOGUE
YEAR, NEXT = Period(2024, "A"), Period(2025, "A")


@pytest.mark.parametrize("seed", [2, 4])  # of forty-five girls, and of fourteen
def test_two_years_of_a_house_tell_a_stranger_nothing(seed: int) -> None:
    outcome = stranger.attack(seed, houses=1)
    assert outcome.found == []
    assert outcome.protected > 20
    assert outcome.hidden < outcome.released / 2


def test_the_stranger_works_out_what_only_the_small_counts_hide(monkeypatch: pytest.MonkeyPatch) -> None:
    """She is somebody to be afraid of: with nothing hidden besides the small counts she finds them."""
    monkeypatch.setattr(disclosure, "complement", lambda _problem: frozenset())
    monkeypatch.setattr(disclosure, "exposed", lambda _problem, _chosen: [])
    assert len(stranger.attack(1, houses=1).found) > 5


def counts(**given: int) -> dict[tuple[str, str, str, str], int]:
    """A year of a few figures: ``RES_003`` for a total, ``RES_003_F`` for the girls of it."""
    values = dict.fromkeys(CATALOGUE.keys("A"), 0)
    for name, value in given.items():
        indicator, by = name[:7].replace("_", "-"), name[8:]
        values[(indicator, "SEX", by, "V") if by else (indicator, "_T", "_T", "V")] = value
    return values


def test_a_corrected_version_does_not_open_what_the_former_one_hid_and_still_holds() -> None:
    """Twenty girls were hidden for three boys. Now there are six boys: with the girls open, three were known."""
    first = check(CATALOGUE, {}, Release(YEAR, counts(RES_003=23, RES_003_F=20, RES_003_M=3))).release
    assert ("RES-003", "SEX", "F", "V") in first.hidden
    second = check(CATALOGUE, {}, Release(YEAR, counts(RES_003=26, RES_003_F=20, RES_003_M=6)), [first]).release
    assert ("RES-003", "SEX", "F", "V") in second.hidden
    assert not too_small(CATALOGUE, second.values, {}) & {("RES-003", "SEX", "F", "V")}


def test_the_year_before_stands_in_the_same_sums() -> None:
    """No boy came or is left, so the boys of the year before are those who left: its three must stay unknown."""
    before = check(CATALOGUE, {}, Release(YEAR, counts(RES_001=23, RES_001_F=20, RES_001_M=3))).release
    values = counts(RES_001=20, RES_001_F=20, RES_002=23, RES_002_F=20, RES_002_M=3)
    checked = check(CATALOGUE, {}, Release(NEXT, values), [before])
    assert checked.exposed == ()
    assert {("RES-002", "SEX", "F", "V"), ("RES-002", "SEX", "M", "V")} <= checked.release.hidden


def test_three_years_tell_nothing_of_what_is_in_the_sums_of_one_of_them() -> None:
    pool, girls = stranger.POOL, ("RES-003", "SEX", "F", "V")
    first = Release(pool.parts("A")[0], counts(RES_003=43, RES_003_F=20, RES_003_M=23), {girls})
    values = {key: value for key, value in counts(RES_003=143, RES_003_F=60, RES_003_M=83).items()
              if key in CATALOGUE.keys(pool.kind)}  # fmt: skip
    told = {key for key in values if key[1] in ("_T", "SEX")}
    assert not told & check(CATALOGUE, {}, Release(pool, values), []).release.hidden
    assert told <= check(CATALOGUE, {}, Release(pool, values), [replace(first, given={girls})]).release.hidden


def test_a_count_that_has_left_in_any_version_is_known_for_good() -> None:
    told = replace(Release(YEAR, counts(RES_003=23, RES_003_F=20, RES_003_M=3)), hidden={("RES-003", "SEX", "M", "V")})
    checked = check(CATALOGUE, {}, Release(YEAR, told.values), [told])
    assert [each for each in checked.exposed if isinstance(each, Place)] == [Place(YEAR, ("RES-003", "SEX", "M", "V"))]
