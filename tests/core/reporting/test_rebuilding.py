"""After two years and three upgrades of the definitions a closed period gives the bytes that were signed."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.reporting import catalogue as catalogues
from core.reporting import service
from core.reporting.leaving import evidence, rebuilding
from core.reporting.leaving.rebuilding import Rebuilt
from core.reporting.models import Closing
from core.reporting.periods import Period
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write
from plugins.profile import CountryProfile

YEAR, MONTH = Period(2026, "A"), Period(2026, "M", 12)
CLOSED, LATER = datetime(2027, 1, 5, 16, tzinfo=UTC), datetime(2029, 1, 5, 16, tzinfo=UTC)
Change = Callable[[dict[str, Any]], object]


class Office:
    """A house with a period that is closed and signed."""

    def __init__(self, store: Store, country: CountryProfile, period: Period) -> None:
        self.store, self.country, self.period = store, country, period
        people = tuple(Person((Stay(date(2026, 1 + number // 3, 7)),)) for number in range(15))
        with store.transaction() as session:
            set_branch_scope(session, ALL)
            self.id = write(session, World(people, places=20, code="ZZ-01"))
            service.new_signing_key(session, self.id)
        with store.transaction() as session:
            set_branch_scope(session, [self.id])
            evidence.show(session, self.actor, period, "RES-003", "E3", "Informe")
        with store.transaction() as session:
            set_branch_scope(session, [self.id])
            made = service.close(session, self.actor, country, period, today=date(2027, 1, 5), note="Prueba")
            service.sign(session, self.actor, country, made)
            self.closing, self.signed = made.id, str(made.package)

    @property
    def actor(self) -> Actor:
        return Actor(1, "Ana", "director", self.id, "ZZ-01", "zz")

    def rebuild(self) -> Rebuilt:
        with self.store.reading() as session:
            set_branch_scope(session, [self.id])
            return rebuilding.rebuild(session, self.actor, session.get_one(Closing, self.closing))

    def now(self, indicator: str) -> int:
        """The figure by today's definitions."""
        with self.store.reading() as session:
            set_branch_scope(session, [self.id])
            cells = service.preview(session, self.actor, self.country, self.period)
        return next(cell.value for cell in cells if cell.indicator == indicator)


def office(store_factory: StoreFactory, country: CountryProfile, period: Period) -> Office:
    with clock.freeze(CLOSED):
        return Office(store_factory("zz").country("zz"), country, period)


def of(told: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in told["indicators"] if each["id"] == code)
    return found


def upgrade(monkeypatch: pytest.MonkeyPatch, version: str, change: Change) -> None:
    """Put a release in the place of this one whose definitions differ."""
    told = deepcopy(catalogues.declared())
    change(told["figures"])
    told["figures"]["version"] = version
    monkeypatch.setattr(catalogues, "declared", lambda: told)
    new = catalogues.read(told["figures"], told["handbook"])
    monkeypatch.setattr(catalogues, "current", lambda: new)


def test_three_upgrades_later_it_gives_the_same_bytes(
    store_factory: StoreFactory, zz: CountryProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: tuple[Change, ...] = (
        lambda told: of(told, "RES-003").update(numerator="left"),  # another rule for the numerator
        lambda told: of(told, "RES-001").update(breakdowns=["SEX", "AGE", "REFERRER"]),
        lambda told: told["indicators"].remove(of(told, "PAR-001")),
    )
    house = office(store_factory, zz, YEAR)
    for number, step in enumerate(steps, start=1):
        upgrade(monkeypatch, f"later-{number}", step)
    with clock.freeze(LATER):
        made = house.rebuild()
        assert house.now("RES-003") == 0  # nobody left: the new rule counts something else
    assert (made.same, made.package == house.signed, made.late, made.gone) == (True, True, (), ())
    assert json.loads(house.signed)["evidence"]["RES-003"] == "E3"


def test_what_came_later_changes_nothing_of_what_was_signed_and_is_told(
    store_factory: StoreFactory, zz: CountryProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = office(store_factory, zz, MONTH)
    with clock.freeze(LATER), house.store.transaction() as session:
        set_branch_scope(session, ALL)
        evidence.show(session, house.actor, MONTH, "RES-001", "E4", "Más tarde")
        other = write(session, World((Person((Stay(date(2026, 12, 20)),)),)))
        for table in ("episode", "resident"):
            session.connection().exec_driver_sql(f"UPDATE {table} SET branch_id={house.id} WHERE branch_id={other}")
    without = {name: each for name, each in rebuilding.POPULATIONS.items() if name != "referrals_made"}
    monkeypatch.setattr(rebuilding, "POPULATIONS", without)
    made = house.rebuild()
    assert made.same
    assert {(closed, now) for key, closed, now in made.late if key == ("R03", "_T", "_T", "V")} == {(0, 1)}
    assert made.gone == ("PAR-001",)


def test_what_was_tampered_with_does_not_give_the_bytes(store_factory: StoreFactory, zz: CountryProfile) -> None:
    house = office(store_factory, zz, MONTH)
    with house.store.transaction() as session:
        set_branch_scope(session, ALL)
        closing = session.get_one(Closing, house.closing)
        figures = json.loads(closing.figures)
        next(each for each in figures if each["indicator"] == "R02")["value"] += 1
        closing.figures = json.dumps(figures)
    assert not house.rebuild().same
    seq = json.loads(house.signed)["audit_head"]["seq"]
    with house.store.transaction() as session:
        set_branch_scope(session, ALL)
        session.get_one(Closing, house.closing).package = house.signed.replace(f'"seq":{seq}', '"seq":99999')
    with pytest.raises(Conflict):
        house.rebuild()


def test_definitions_are_kept_once(store_factory: StoreFactory, zz: CountryProfile) -> None:
    house = office(store_factory, zz, MONTH)
    with house.store.transaction() as session:
        set_branch_scope(session, [house.id])
        earlier = service.close(session, house.actor, zz, MONTH.previous(), today=date(2029, 1, 5), note="x")
        assert earlier.definition_id == session.get_one(Closing, house.closing).definition_id
