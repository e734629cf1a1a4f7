"""Of a two-way table the office reads sums of the region, none of them small, and the public what is left of them."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from core.canonical import canonical
from core.errors import Invalid
from core.hq.charts.portrait import row_of
from core.hq.formats.sdmx_csv import FORMAT
from core.hq.models import Figure, Submission, SumRound
from core.hq.observations import observations
from core.hq.public.figures import Figures, make
from core.hq.receiving.verification import NOT_HIDDEN, verify
from core.hq.sums.histories import History, Sent
from core.hq.sums.kept import safe
from core.hq.sums.rounds import Sum
from core.hq.sums.safe import Summed, withheld
from core.hq.tables.blocks import gathered
from core.hq.tables.rows import Row
from core.hq.tables.table import table
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.masking import name_of
from core.reporting.periods import Period
from core.reporting.twoway import is_two_way, sides
from core.testkit.offices import send
from core.testkit.stores import StoreFactory

CATALOGUE = catalogues.current()
POOL = Period(2023, "T")
BRANCHES = ("A", "B", "C")
ENTRIES = {"F", "M", "Y9T14", "Y15T17", "_T"}
#: The cells of girls and boys of two ages; there is nobody else here.
KEYS = [key for key in CATALOGUE.keys("T") if set(sides(key[2])) <= ENTRIES]


def cell(code: str) -> Key:
    return "RES-003", "SEX-AGE", code, "V"


def branch(girls: int, older: int, boys: int, older_boys: int) -> dict[Key, int]:
    counts = {
        ("RES-003", "_T", "_T", "V"): girls + older + boys + older_boys,
        ("RES-003", "SEX", "F", "V"): girls + older, ("RES-003", "SEX", "M", "V"): boys + older_boys,
        ("RES-003", "AGE", "Y9T14", "V"): girls + boys, ("RES-003", "AGE", "Y15T17", "V"): older + older_boys,
        cell("F-Y9T14"): girls, cell("F-Y15T17"): older, cell("M-Y9T14"): boys, cell("M-Y15T17"): older_boys,
    }  # fmt: skip
    return {key: counts.get(key, 0) for key in KEYS}


def seen(exact: dict[Key, int]) -> dict[Key, int | None]:
    """What the office has of it: the margins, and nothing of the table."""
    return {key: None if is_two_way(key[1]) else value for key, value in exact.items()}


def sums(*houses: dict[Key, int]) -> dict[Summed, int]:
    names = {key: Summed(POOL, 1, key, BRANCHES, (1, 1, 1)) for key in KEYS if is_two_way(key[1])}
    return {name: sum(each[key] for each in houses) for key, name in names.items()}


def kept(*houses: dict[Key, int]) -> tuple[set[str], set[str]]:
    """Which sums stay, of those that are small and of those that are not."""
    found = sums(*houses)
    small = {each: value for each, value in found.items() if 0 < value < 5}
    new = {each: value for each, value in found.items() if value >= 5}
    sent = {code: History([[Sent(POOL, 1, seen(each))]]) for code, each in zip(BRANCHES, houses, strict=True)}
    thrown = withheld(CATALOGUE, sent, {}, new, small)
    return {each.key[2] for each in small}, {each.key[2] for each in new if each not in thrown}


FEW_BOYS = [branch(20, 30, 1, 39), branch(25, 20, 1, 38), branch(15, 30, 2, 37)]


def test_the_region_is_told_no_small_cell_and_none_that_tells_one() -> None:
    """Each house can have any of the four boys of 14; but with the margins any cell tells all others."""
    small, left = kept(*FEW_BOYS)
    assert small == {"M-Y9T14"}
    assert left == set()


def test_what_is_large_and_tells_of_no_branch_is_kept() -> None:
    houses = [branch(20, 30, 15, 25), branch(25, 20, 18, 20), branch(15, 30, 22, 25)]
    small, left = kept(*houses)
    assert small == set()
    assert left == {"F-Y9T14", "F-Y15T17", "M-Y9T14", "M-Y15T17"}


def rows(code: str, cells: dict[Key, int | None]) -> list[Row]:
    return [
        Row(code, "zz", str(POOL), 1, *key, value, "A" if value is not None else "Q", "F", "A")
        for key, value in cells.items()
    ]


HOUSES = [branch(20, 30, 15, 25), branch(25, 20, 18, 20), branch(15, 30, 22, 25)]
TOLD = [row for code, each in zip(BRANCHES, HOUSES, strict=True) for row in rows(code, seen(each))]
READ = {name_of(each.key): Sum(value, frozenset(BRANCHES)) for each, value in sums(*HOUSES).items() if value}


def test_the_table_of_the_office_has_the_region_and_no_branch() -> None:
    lines = table(gathered(TOLD), READ).lines
    girls = next(each for each in lines if each.part == CATALOGUE.labels["SEX-AGE"]["F-Y9T14"])
    assert [each.quantity.value for each in girls.cells if each.quantity] == [None, None, None]
    assert girls.pooled.quantity is not None
    assert (girls.pooled.quantity.value, girls.pooled.masked) == (60, 3)


def test_the_public_is_told_the_region_to_the_nearest_five() -> None:
    figures = Figures({key: {row.branch: row.value for row in TOLD if row.key == key} for key in KEYS}, READ)
    lines = {
        each.code: each.told for each in make({POOL: figures}, []).parts[POOL].lines if each.breakdown == "SEX-AGE"
    }
    told = {code: each.value for code, each in lines.items() if each is not None}
    assert told == {"F-Y9T14": 60, "F-Y15T17": 80, "M-Y9T14": 55, "M-Y15T17": 70}


def test_an_export_names_both_lists_and_the_three_years() -> None:
    found = [each for each in observations(TOLD) if (each.sex, each.age) == ("F", "Y9T14")]
    assert {(each.breakdown, each.freq, each.time_period, each.obs_value) for each in found} == {
        ("_T", "A3", "2023-01-01/P3Y", None)
    }
    assert "T" in FORMAT.kinds
    assert [row_of(each, str(POOL)).key for each in observations(TOLD)] == [row.key for row in TOLD]


def test_the_office_refuses_a_cell_that_a_branch_tells_by_itself() -> None:
    figure = {"indicator": "RES-003", "breakdown": "SEX-AGE", "code": "F-Y9T14", "component": "V", "value": 60,
              "status": "A"}  # fmt: skip
    content = {
        "catalogue": {"id": CATALOGUE.id, "version": CATALOGUE.version}, "period": str(POOL), "checks": [],
        "grades": {}, "former": None, "evidence": {}, "figures": [figure],
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        verify(content, date(2026, 3, 16))
    assert refused.value.fields["submission"] == [NOT_HIDDEN]
    verify({**content, "figures": [{**figure, "value": None, "status": "Q"}]}, date(2026, 3, 16))


def test_sums_are_held_against_the_margins_that_came(store_factory: StoreFactory) -> None:
    """The office may not read that four boys of 14 are in the houses, nor anything that tells it."""
    stores = store_factory("zz")
    for code, each in zip(BRANCHES, FEW_BOYS, strict=True):
        send(stores, code, str(POOL), {})
        with stores.network.transaction() as session:
            number = session.scalar(select(Submission.id).where(Submission.branch_code == code))
            names = ("indicator", "breakdown", "code", "component")
            rows_ = [{**dict(zip(names, key, strict=True)), "value": value, "submission_id": number, "status": "A",
                      "confidential": "F"} for key, value in seen(each).items()]  # fmt: skip
            session.execute(insert(Figure), rows_)
    added = {name_of(each.key): {"value": value, "branches": list(BRANCHES)} for each, value in sums(*FEW_BOYS).items()}
    with stores.network.transaction() as session:
        call = canonical({"versions": dict.fromkeys(BRANCHES, 1)})
        assert safe(session, SumRound(period=str(POOL), number=1, call=call), added) == {}
