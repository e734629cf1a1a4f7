"""Two-way tables are told of three years together, once, after each year, and of the region alone."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest

from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.reporting import catalogue as catalogues
from core.reporting import definitions, pooling, service
from core.reporting.catalogue import Key
from core.reporting.closings import scope_of
from core.reporting.disclosure import Release, check, protect
from core.reporting.disclosure.relations import ADDITIVE
from core.reporting.figures import Cell
from core.reporting.leaving import ledger
from core.reporting.models import Closing
from core.reporting.periods import Period
from core.reporting.twoway import crossed, is_two_way
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write
from plugins.profile import CountryProfile

CATALOGUE = catalogues.current()
POOL, TODAY = Period(2023, "T"), date(2026, 3, 16)
YEARS = POOL.parts("A")
ALL_OF_THEM: Key = ("RES-003", "_T", "_T", "V")
#: Who came in each year: girls of 14, girls of 16, boys of 14.
CAME = ((6, 5, 2), (7, 6, 1), (5, 9, 1))


def cell(sex: str, age: str) -> Key:
    return "RES-003", "SEX-AGE", crossed((sex, age)), "V"


def year(girls: int, older: int, boys: int) -> dict[Key, int]:
    """The one-way tables of a year."""
    counts = {
        ALL_OF_THEM: girls + older + boys,
        ("RES-003", "SEX", "F", "V"): girls + older,
        ("RES-003", "SEX", "M", "V"): boys,
        ("RES-003", "AGE", "Y9T14", "V"): girls + boys,
        ("RES-003", "AGE", "Y15T17", "V"): older,
    }
    return {key: counts.get(key, 0) for key in CATALOGUE.keys("A") if key[0] == "RES-003" and key[1] != "REFERRER"}


def pool(*came: tuple[int, int, int]) -> dict[Key, int]:
    """The same three years together, with the two-way table."""
    girls, older, boys = (sum(each) for each in zip(*came, strict=True))
    two_way = {cell("F", "Y9T14"): girls, cell("F", "Y15T17"): older, cell("M", "Y9T14"): boys}
    known = {**year(girls, older, boys), **two_way}
    return {key: known.get(key, 0) for key in CATALOGUE.keys("T")}


class Office:
    """A house with those who came in three years."""

    def __init__(self, store: Store, country: CountryProfile) -> None:
        self.store, self.country = store, country
        people = tuple(
            Person((Stay(date(each.year, 3, 1), date(each.year, 9, 1), age=age),), sex=sex)
            for each, came in zip(YEARS, CAME, strict=True)
            for number, sex, age in zip(came, "FFM", (14, 16, 14), strict=True)
            for _one in range(number)
        )
        with store.transaction() as session:
            set_branch_scope(session, ALL)
            self.id = write(session, World(people, code="ZZ-01"))
            service.new_signing_key(session, self.id)

    @property
    def director(self) -> Actor:
        return Actor(1, "Directora", "director", self.id, "ZZ-01", "zz")

    def put_year(self, period: Period, came: tuple[int, int, int], version: int = 1) -> None:
        """Keep a year as if it had been signed, with no more than is asked of it here."""
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            counted_by = definitions.keep(session, self.country, scope_of(session, self.country, self.id, period))
            cells = json.dumps([asdict(Cell(*key, value)) for key, value in year(*came).items()])
            session.add(Closing(
                branch_id=self.id, period=str(period), version=version, catalogue=CATALOGUE.label, figures=cells,
                definition_id=counted_by.id, checks="[]", package="{}", closed_by_name="D",
            ))  # fmt: skip
            told = check(CATALOGUE, {}, Release(period, year(*came))).release
            ledger.note(session, self.director, self.id, told, told.values, version=version)

    def close(self) -> Closing:
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            return service.close(session, self.director, self.country, POOL, today=TODAY)

    def sign(self, closing_id: int) -> Closing:
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            closing = service.get(session, self.director, closing_id)
            service.sign(session, self.director, self.country, closing)
            return closing


@pytest.fixture
def office(store_factory: StoreFactory, zz: CountryProfile) -> Iterator[Office]:
    with clock.freeze(datetime(2026, 3, 16, 16, tzinfo=UTC)):
        yield Office(store_factory("zz").country("zz"), zz)


def test_a_branch_tells_three_years_once_each_year_is_signed_and_no_cell_of_a_two_way_table(office: Office) -> None:
    for period, came in zip(YEARS[:2], CAME, strict=False):
        office.put_year(period, came)
    with pytest.raises(Invalid) as early:
        office.close()
    assert early.value.fields["period"] == [pooling.NOT_SIGNED]
    office.put_year(YEARS[2], CAME[2])
    closing = office.close()
    assert {each.key: each.value for each in service.cells_of(closing)} == pool(*CAME)
    office.put_year(YEARS[2], (5, 9, 2), version=2)
    with pytest.raises(Invalid) as other:
        office.sign(closing.id)
    assert other.value.fields["checks"] == [pooling.OTHER_YEARS]
    office.put_year(YEARS[2], CAME[2], version=3)
    left = json.loads(str(office.sign(closing.id).package))["figures"]
    assert {each["code"] for each in left if each["breakdown"] == "SEX-AGE" and each["value"] is not None} == set()
    assert next(each["value"] for each in left if each["breakdown"] == "_T") == 42
    with office.store.transaction() as session:
        set_branch_scope(session, ALL)
        session.connection().exec_driver_sql("UPDATE episode SET age_at_admission=16 WHERE age_at_admission=14")
    with pytest.raises(Invalid) as again:
        office.close()
    assert again.value.fields["period"] == [pooling.ONCE]


def hidden(values: dict[Key, int], *earlier: Release) -> set[Key]:
    return {
        key for key in check(CATALOGUE, {}, Release(POOL, values), earlier).release.hidden if not is_two_way(key[1])
    }


def test_a_margin_is_hidden_with_which_a_small_cell_of_the_table_would_be_known() -> None:
    """Of eight who are older five at most are boys: so three or more are girls, and three they are."""
    values = {**pool((60, 3, 0)), **year(60, 3, 0), ("RES-003", "AGE", "Y15T17", "V"): 8}
    values |= {ALL_OF_THEM: 68, ("RES-003", "SEX", "M", "V"): 5, cell("M", "Y15T17"): 5}
    assert len(hidden(values)) >= 2
    # With three girls more nothing of it is small.
    values |= {cell("F", "Y15T17"): 6, ("RES-003", "AGE", "Y15T17", "V"): 11, ("RES-003", "SEX", "F", "V"): 66}
    assert hidden({**values, ALL_OF_THEM: 71}) == set()


def test_three_years_do_not_leave_if_the_years_before_them_tell_a_cell() -> None:
    """The margins stand in the years already: five boys came in one of them, and eight who were older."""
    values = {**year(60, 3, 0), ("RES-003", "AGE", "Y15T17", "V"): 8, ALL_OF_THEM: 68, ("RES-003", "SEX", "M", "V"): 5}
    two_way = {cell("F", "Y9T14"): 60, cell("F", "Y15T17"): 3, cell("M", "Y15T17"): 5}
    together = {key: {**values, **two_way}.get(key, 0) for key in CATALOGUE.keys("T")}
    years = [Release(YEARS[0], values), *(Release(each, dict.fromkeys(values, 0)) for each in YEARS[1:])]
    assert check(CATALOGUE, {}, Release(POOL, together), years).exposed
    assert not check(CATALOGUE, {}, Release(POOL, together)).exposed


def test_a_boy_who_is_hidden_in_each_year_is_not_in_what_is_left_of_three() -> None:
    """Four boys in three years: whoever subtracts the girls of all three must not find them."""
    years = [check(CATALOGUE, {}, Release(each, year(*came))).release for each, came in zip(YEARS, CAME, strict=True)]
    found = check(CATALOGUE, {}, Release(POOL, pool(*CAME)), years)
    open_ones = {each.key for each in protect(found.release, CATALOGUE) if each.value is not None}
    assert not open_ones & {("RES-003", "SEX", sex, "V") for sex in "FM"}
    assert ALL_OF_THEM in open_ones
    assert not found.exposed


def test_only_what_adds_up_over_years_is_crossed_and_only_in_three_of_them() -> None:
    crossing = [each for each in CATALOGUE.indicators.values() if each.crosstab]
    assert {each.period_rule for each in crossing} <= ADDITIVE
    assert all(each.rule.parts and set(each.crossed) <= set(each.breakdowns) for each in crossing)
    assert {each.id for each in CATALOGUE.due("T")} == {each.id for each in crossing}
    assert not [key for kind in "MQA" for key in CATALOGUE.keys(kind) if is_two_way(key[1])]


@pytest.mark.parametrize("written", ["P3Y2024", "P3Y2023Q1", "P3Y2023-01", "P3Y"])
def test_three_years_begin_in_the_same_years_everywhere(written: str) -> None:
    with pytest.raises(Invalid):
        Period.parse(written)
