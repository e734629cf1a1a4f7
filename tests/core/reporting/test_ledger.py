"""Whatever left a branch is held for ever against what leaves later, and nobody can take a line away unseen."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from core import clock
from core.actor import Actor
from core.audit.models import CountryEvent
from core.audit.service import Subject
from core.errors import Invalid, NotFound, Refused
from core.reporting import catalogue as catalogues
from core.reporting import closings, fingerprints, service
from core.reporting.disclosure import Release
from core.reporting.disclosure.relations import Place
from core.reporting.leaving import exposure, intact, ledger, sum_steps
from core.reporting.leaving.exposure import Exposed
from core.reporting.leaving.former import Former, former
from core.reporting.masking import SECOND, Call
from core.reporting.models import Closing, Disclosed
from core.reporting.periods import Period
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write
from plugins.profile import CountryProfile

KEY = ("RES-003", "SEX", "F", "V")
DECEMBER, YEAR = Period(2025, "M", 12), Period(2025, "A")
LATER = date(2026, 2, 1)


class House:
    """A house with seven residents, and the people who close its figures."""

    def __init__(self, store: Store, country: CountryProfile) -> None:
        self.store, self.country = store, country
        with store.transaction() as session:
            set_branch_scope(session, ALL)
            people = tuple(Person((Stay(date(2025, 12, 1 + number)),)) for number in range(7))
            self.id = write(session, World(people, places=8, code="ZZ-01"))
            service.new_signing_key(session, self.id)

    def actor(self, role: str) -> Actor:
        return Actor(1, role, role, self.id, "ZZ-01", "zz")

    def sign(self, period: Period) -> None:
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            officer, director = self.actor("me_officer"), self.actor("director")
            closing = service.close(session, officer, self.country, period, today=LATER, note="Sí")
            service.sign(session, director, self.country, closing)

    def restate(self, note: str = "Un acta llegó tarde") -> list[Closing]:
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            return service.restate(
                session, self.actor("director"), self.country, YEAR.year, today=LATER, note=note
            )  # fmt: skip

    def late(self) -> None:
        """An eighth girl came in December, and it is written down only now."""
        with self.store.transaction() as session:
            set_branch_scope(session, ALL)
            other = write(session, World((Person((Stay(date(2025, 12, 20)),)),)))
            for table in ("episode", "resident"):
                session.connection().exec_driver_sql(f"UPDATE {table} SET branch_id={self.id} WHERE branch_id={other}")

    def released(self) -> list[Release]:
        with self.store.reading() as session:
            set_branch_scope(session, [self.id])
            return ledger.released(session, self.id)

    def note(self, release: Release, version: int = 0) -> int:
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            actor = self.actor("director")
            return ledger.note(session, actor, self.id, release, release.values, version=version).id

    def gives(self, version: int) -> None:
        """Give what is hidden of December into a sum."""
        call = Call(str(DECEMBER), 1, "", LATER.isoformat(), {}, {"ZZ-01": version}, {})
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            sum_steps.note(session, self.actor("director"), call, SECOND, "", ["/".join(KEY)])

    def run(self, statement: str) -> None:
        with self.store.transaction() as session:
            set_branch_scope(session, ALL)
            session.connection().exec_driver_sql(statement)


@pytest.fixture
def house(store_factory: StoreFactory, zz: CountryProfile) -> Iterator[House]:
    with clock.freeze(datetime(2026, 2, 1, 16, 0, tzinfo=UTC)):
        yield House(store_factory("zz").country("zz"), zz)


def test_every_version_every_year_and_every_document_is_kept_in_order(house: House) -> None:
    sent = [
        Release(Period(2023, "A"), {KEY: 6}),
        Release(DECEMBER, {KEY: 3}, frozenset({KEY})),
        Release(DECEMBER, {KEY: 8}),
    ]
    for version, each in enumerate(sent):
        house.note(each, version)
    assert house.released() == sent


def test_the_audit_chain_has_the_hash_of_every_line(house: House) -> None:
    number = house.note(Release(DECEMBER, {KEY: 8}))
    with house.store.reading() as session:
        set_branch_scope(session, ALL)
        event = session.scalars(select(CountryEvent).where(CountryEvent.action == ledger.RELEASED)).one()
        line = session.get_one(Disclosed, number)
        assert (event.subject, event.subject_id) == ("disclosed", str(number))
        assert json.loads(event.detail)["hash"] == line.content_hash


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disclosed SET figures='[]'",
        "DELETE FROM disclosed",
        "UPDATE sum_step SET cells='[]'",
        "DELETE FROM sum_step",
    ],
)
def test_a_line_is_neither_changed_nor_deleted(house: House, statement: str) -> None:
    house.note(Release(DECEMBER, {KEY: 8}), 1)
    house.gives(1)
    with pytest.raises(DBAPIError):
        house.run(statement)


def test_nothing_leaves_while_the_ledger_and_the_audit_chain_differ(house: House) -> None:
    house.note(Release(DECEMBER, {KEY: 8}))
    house.run(
        "INSERT INTO disclosed (branch_id, recipient, period, version, catalogue, definitions, figures, content_hash,"
        " created_at) SELECT branch_id, recipient, '2025-11', version, catalogue, definitions, figures, content_hash,"
        " created_at FROM disclosed"
    )
    with pytest.raises(Refused) as caught:
        house.sign(DECEMBER)
    assert caught.value.message == intact.TAMPERED


def test_what_an_earlier_catalogue_counted_in_the_same_way_still_counts(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = catalogues.current()
    changed = replace(now.indicators["RES-002"], numerator="admitted")
    lists = {**now.codelists, "SEX": ("F", "M")}
    former = replace(now, version="0.0.9", indicators={**now.indicators, "RES-002": changed}, codelists=lists)
    values = {
        (code, by, entry, "V"): 7 for code in ("RES-001", "RES-002") for by, entry in (("_T", "_T"), ("SEX", "F"))
    }
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "today", lambda: fingerprints.definitions(former))
        house.note(Release(DECEMBER, values))
    # RES-002 counts somebody else now, and the list by sex has other entries.
    assert [set(each.values) for each in house.released()] == [{("RES-001", "_T", "_T", "V")}]


def test_a_threshold_or_a_word_does_not_make_another_figure() -> None:
    now = catalogues.current()
    rule = replace(now.indicators["RES-003"].rule, threshold=11)
    stricter = replace(now, indicators={**now.indicators, "RES-003": replace(now.indicators["RES-003"], rule=rule)})
    assert fingerprints.definitions(stricter) == fingerprints.definitions(now)


def test_a_part_of_a_signed_year_is_not_corrected_alone(house: House) -> None:
    for period in (DECEMBER, YEAR):
        house.sign(period)
    house.late()
    with pytest.raises(Invalid) as caught:
        house.sign(DECEMBER)
    assert set(caught.value.fields) == {"restatement"}
    made = house.restate()
    assert [(each.period, each.version, each.state) for each in made] == [
        ("2025-12", 2, "signed"),
        ("2025", 2, "signed"),
    ]
    versions = [(str(each.period), each.values["R03", "_T", "_T", "V"]) for each in house.released()]
    assert versions == [("2025-12", 7), ("2025", 7), ("2025-12", 8), ("2025", 8)]


def test_a_new_version_says_which_withheld_figures_it_has_changed_and_nothing_of_others(house: House) -> None:
    for period in (DECEMBER, YEAR):
        house.sign(period)
    house.late()
    house.restate()
    with house.store.reading() as session:
        set_branch_scope(session, [house.id])
        query = select(Closing).where(Closing.period == str(YEAR)).order_by(Closing.version)
        first, second = session.scalars(query).all()
        assert former(session, first, {KEY}) is None
        same, open_ = ("RES-003", "SEX", "M", "V"), ("RES-003", "_T", "_T", "V")
        values = [{each.key: each.value for each in closings.cells_of(one)} for one in (first, second)]
        assert [(values[0][key], values[1][key]) for key in (KEY, same, open_)] == [(7, 8), (0, 0), (7, 8)]
        assert former(session, second, {KEY, same}) == Former(1, ("/".join(KEY),))
        packages = [json.loads(str(each.package))["former"] for each in (first, second)]
    assert packages == [None, {"version": 1, "changed": []}]


def test_what_went_into_a_sum_is_known_of_that_version_alone(house: House) -> None:
    for version in (1, 2):
        house.note(Release(DECEMBER, {KEY: 3}, frozenset({KEY})), version)
    house.gives(2)
    assert [each.given for each in house.released()] == [frozenset(), {KEY}]


def test_nothing_leaves_while_the_steps_of_sums_and_the_audit_chain_differ(house: House) -> None:
    house.note(Release(DECEMBER, {KEY: 3}, frozenset({KEY})), 1)
    house.gives(1)
    columns = "branch_id, period, step, asked_hash, until_on, version, cells, created_at"
    house.run(f"INSERT INTO sum_step (number, {columns}) SELECT 2, {columns} FROM sum_step")
    with pytest.raises(Refused) as caught:
        house.sign(DECEMBER)
    assert caught.value.message == intact.TAMPERED


def test_a_restated_year_is_handed_over_as_a_whole(house: House) -> None:
    for period in (DECEMBER, YEAR):
        house.sign(period)
    house.late()
    first, _year = house.restate()
    with house.store.transaction() as session:
        set_branch_scope(session, [house.id])
        officer = house.actor("me_officer")
        closing = service.get(session, officer, first.id)
        together = service.together(session, officer, closing)
        assert [each.period for each in together] == ["2025-12", "2025"]
        for each in together:
            service.mark_sent(session, officer, each)
        assert service.together(session, officer, closing) == [closing]


def test_a_year_is_restated_by_its_director_with_a_reason_once_it_is_signed(house: House) -> None:
    with pytest.raises(NotFound):
        house.restate()
    house.sign(YEAR)
    with pytest.raises(Invalid) as caught:
        house.restate(note=" ")
    assert "note" in caught.value.fields


def test_a_refusal_names_the_figure_inside_and_is_noted(house: House) -> None:
    error = Exposed([Place(YEAR, KEY), Place(DECEMBER, ("RES-003", "_T", "_T", "V"))])
    assert [each.message.in_language("es") for each in error.objections] == [
        "RES-003, 2025: Ingresos, Sexo, Mujer",
        "RES-003, 2025-12: Ingresos",
    ]
    with house.store.transaction() as session:
        exposure.note(session, house.actor("director"), Subject("period", "2025"), error)
    with house.store.reading() as session:
        event = session.scalars(select(CountryEvent).where(CountryEvent.action == "figures.refuse")).one()
    assert json.loads(event.detail) == {"figures": 2, "indicators": ["RES-003"]}


def test_figures_that_would_tell_a_small_count_are_not_signed(house: House) -> None:
    """By an accident of the past everything but one month of a quarter is known; the quarter would tell the month."""
    quarter, total = Period(2025, "Q", 4), ("RES-003", "_T", "_T", "V")
    for month in (10, 11):
        house.note(Release(Period(2025, "M", month), {total: 0}))
    house.note(Release(quarter, {total: 7}))
    house.late()
    house.run("UPDATE episode SET admitted_on='2025-09-20' WHERE id IN (SELECT id FROM episode ORDER BY id LIMIT 5)")
    house.note(Release(quarter, {total: 3}))
    with pytest.raises(Exposed) as caught:
        house.sign(DECEMBER)
    assert {each.period for each in caught.value.places} == {DECEMBER}
