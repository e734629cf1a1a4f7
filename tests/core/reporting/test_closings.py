"""A period is closed, signed once and never changed; what leaves can be made again from what was kept."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from core import clock
from core.actor import Actor
from core.audit.models import CountryEvent
from core.branches.models import BranchSecret
from core.errors import Conflict, Invalid, NotFound
from core.reporting import catalogue as catalogues
from core.reporting import masking, service
from core.reporting.catalogue import TOTAL
from core.reporting.leaving import evidence, keys, package
from core.reporting.leaving.signing import Attached
from core.reporting.models import Closing
from core.reporting.periods import Period
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write
from plugins.profile import CountryProfile

APRIL = date(2026, 4, 1)
MARCH = Period(2026, "M", 3)


class Office:
    """A house with seven residents, and the people who close its figures."""

    def __init__(self, store: Store, country: CountryProfile) -> None:
        self.store, self.country = store, country
        people = tuple(Person((Stay(date(2026, 1, 1 + number)),)) for number in range(7))
        with store.transaction() as session:
            set_branch_scope(session, ALL)
            self.id = write(session, World(people, places=8, code="ZZ-01"))
            self.public = service.new_signing_key(session, self.id)

    def actor(self, role: str, branch: int | None = None) -> Actor:
        return Actor(1, role, role, branch or self.id, "ZZ-01", "zz")

    def close(self, period: Period = MARCH, *, note: str = "", today: date = APRIL) -> int:
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            return service.close(session, self.actor("me_officer"), self.country, period, today=today, note=note).id

    def sign(self, closing_id: int, role: str = "director") -> Closing:
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            closing = service.get(session, self.actor(role), closing_id)
            service.sign(session, self.actor(role), self.country, closing)
            return closing

    def get(self, closing_id: int) -> Closing:
        with self.store.reading() as session:
            set_branch_scope(session, [self.id])
            return service.get(session, self.actor("director"), closing_id)

    def admit(self, day: date) -> None:
        """Somebody is admitted; the house's rows are borrowed from another one."""
        with self.store.transaction() as session:
            set_branch_scope(session, ALL)
            other = write(session, World((Person((Stay(day),)),)))
            for table in ("episode", "resident"):
                session.connection().exec_driver_sql(f"UPDATE {table} SET branch_id={self.id} WHERE branch_id={other}")


@pytest.fixture
def office(store_factory: StoreFactory, zz: CountryProfile) -> Iterator[Office]:
    with clock.freeze(datetime(2026, 4, 1, 16, 0, tzinfo=UTC)):
        yield Office(store_factory("zz").country("zz"), zz)


def test_a_closing_keeps_exact_figures_and_their_checks(office: Office) -> None:
    closing = office.get(office.close(note="  Sin novedad "))
    exact = {cell.indicator: cell.value for cell in service.cells_of(closing) if cell.breakdown == TOTAL}
    assert (exact["R02"], exact["R01"], exact["R03"]) == (7, 7, 0)
    assert (closing.version, closing.state) == (1, "checked")
    with office.store.reading() as session:
        set_branch_scope(session, ALL)
        assert service.note_of(session, closing) == "Sin novedad"
    assert b"novedad" not in (closing.note or b"novedad")
    assert all(check.passed for check in service.checks_of(closing) if check.hard)


@pytest.mark.parametrize("today", [date(2026, 3, 1), date(2026, 3, 31)])
def test_a_period_that_has_not_ended_is_not_closed(office: Office, today: date) -> None:
    with pytest.raises(Invalid):
        office.close(today=today)


def test_a_period_before_the_house_opened_is_not_closed(office: Office) -> None:
    with pytest.raises(Invalid):
        office.close(Period(2022, "A"))


def test_closing_again_without_a_change_gives_the_same_version(office: Office) -> None:
    first = office.close(note="x")
    assert office.close(note="x") == first
    office.sign(first)
    assert office.close(note="x") == first


def test_what_changed_makes_a_new_version_and_the_old_one_stays(office: Office) -> None:
    first = office.close()
    before = office.get(first).figures
    office.admit(date(2026, 3, 20))
    second = office.get(office.close())
    assert second.version == 2
    assert office.get(first).figures == before != second.figures


def test_a_superseded_version_is_not_signed(office: Office) -> None:
    first = office.close()
    office.close(note="otra")
    with pytest.raises(Conflict):
        office.sign(first)


def test_a_signed_version_is_not_signed_again(office: Office) -> None:
    first = office.close()
    kept = office.sign(first)
    with pytest.raises(Conflict):
        office.sign(first)
    assert office.get(first).package == kept.package


def change(office: Office, statement: str) -> None:
    """Write behind the services' back."""
    with office.store.transaction() as session:
        set_branch_scope(session, ALL)
        session.connection().exec_driver_sql(statement)


def test_a_failed_check_blocks_the_signature(office: Office) -> None:
    change(office, "UPDATE episode SET exit_canonical=NULL, closed_on='2026-03-09' WHERE id=2")
    number = office.close()
    assert office.get(number).state == "open"
    with pytest.raises(Invalid) as caught:
        office.sign(number)
    assert "checks" in caught.value.fields
    assert office.get(number).package is None


def test_an_unusual_figure_is_signed_only_with_a_word(office: Office) -> None:
    change(office, "UPDATE episode SET admitted_on='2025-12-01'")
    change(office, "UPDATE episode SET closed_on='2026-03-01', exit_canonical='family', destination='FAM_PERM'")
    for period in (Period(2025, "M", 12), Period(2026, "M", 1), Period(2026, "M", 2)):
        office.close(period)
    silent = office.close()
    with pytest.raises(Invalid) as caught:
        office.sign(silent)
    assert "note" in caught.value.fields
    assert office.sign(office.close(note="Todas egresaron el primero de marzo")).state == "signed"


def test_the_package_holds_protected_figures_only(office: Office) -> None:
    office.admit(date(2026, 3, 20))
    closing = office.sign(office.close())
    assert closing.package is not None
    content = json.loads(closing.package)
    values = {(cell["indicator"], cell["component"]): cell["value"] for cell in content["figures"]}
    assert values["RES-003", "V"] is None  # one admission
    assert values["R03", "V"] == 1  # exact, confidential
    assert content["catalogue"]["id"] == "RED-IND"
    assert "director" not in closing.package


def test_the_same_closing_gives_the_same_bytes_in_any_year(office: Office) -> None:
    closing = office.sign(office.close(note="ñ"))
    head = json.loads(str(closing.package))["audit_head"]
    with clock.freeze(datetime(2031, 1, 1, tzinfo=UTC)), office.store.reading() as session:
        set_branch_scope(session, ALL)
        signed = office.get(closing.id)
        cells = service.written(service.disclosed(session, office.country, signed))
        chain = head["seq"], bytes.fromhex(head["hash"])
        key = masking.public_of(keys.masking_key(session, office.id))
        grades = {code: each.grade for code, each in office.country.comparability.items()}
        told = service.note_of(session, signed), evidence.levels(session, signed)
        attached = Attached(chain, *told, key, grades, office.country.code, None)
        again = service.content(signed, catalogues.current(), cells, "ZZ-01", attached)
    assert package.canonical(again) == closing.package
    assert package.digest(str(closing.package)) == closing.package_hash
    assert package.is_signed_by(str(closing.package), str(closing.signature), office.public)


def test_a_house_without_a_key_is_told_so(office: Office) -> None:
    with office.store.transaction() as session:
        set_branch_scope(session, ALL)
        session.execute(delete(BranchSecret))
    with pytest.raises(Invalid) as caught:
        office.sign(office.close())
    assert "signature" in caught.value.fields


def test_a_new_key_signs_instead_of_the_old_one(office: Office) -> None:
    with office.store.transaction() as session:
        set_branch_scope(session, [office.id])
        public = service.new_signing_key(session, office.id)
    closing = office.sign(office.close())
    assert package.is_signed_by(str(closing.package), str(closing.signature), public)
    assert not package.is_signed_by(str(closing.package), str(closing.signature), office.public)


def test_sending_is_noted_once_and_only_after_the_signature(office: Office) -> None:
    number = office.close()
    with pytest.raises(Conflict), office.store.transaction() as session:
        set_branch_scope(session, [office.id])
        service.mark_sent(session, office.actor("me_officer"), service.get(session, office.actor("director"), number))
    office.sign(number)
    for _ in range(2):
        with office.store.transaction() as session:
            set_branch_scope(session, [office.id])
            service.mark_sent(
                session, office.actor("me_officer"), service.get(session, office.actor("director"), number)
            )
    with office.store.reading() as session:
        sent = session.scalars(select(CountryEvent.action).where(CountryEvent.action == "figures.send")).all()
    assert sent == ["figures.send"]


def test_every_step_is_in_the_record(office: Office) -> None:
    number = office.close()
    office.sign(number)
    with office.store.transaction() as session:
        set_branch_scope(session, [office.id])
        service.envelope(session, office.actor("director"), service.get(session, office.actor("director"), number))
    with office.store.reading() as session:
        actions = session.scalars(select(CountryEvent.action).order_by(CountryEvent.seq)).all()
    assert actions == ["figures.close", "figures.sign", "figures.release", "figures.export"]


@pytest.mark.parametrize("role", ["social_worker", "dpo", "auditor", "educator", "hq_analyst", "system"])
def test_nobody_else_closes_or_signs(office: Office, role: str) -> None:
    number = office.close()
    with pytest.raises(NotFound):
        office.sign(number, role)
    with pytest.raises(NotFound), office.store.transaction() as session:
        set_branch_scope(session, [office.id])
        service.close(session, office.actor(role), office.country, MARCH, today=APRIL)


def test_another_houses_closing_is_not_found(office: Office) -> None:
    number = office.close()
    with pytest.raises(NotFound), office.store.reading() as session:
        set_branch_scope(session, ALL)
        service.get(session, office.actor("director", office.id + 1), number)
    with pytest.raises(NotFound), office.store.reading() as session:
        set_branch_scope(session, ALL)
        service.preview(session, replace(office.actor("director"), branch_id=None), office.country, MARCH)


def test_a_long_note_is_refused(office: Office) -> None:
    with pytest.raises(Invalid):
        office.close(note="x" * 601)


def test_figures_of_a_month_join_those_of_the_next(office: Office) -> None:
    for month in range(1, 4):
        period = Period(2026, "M", month)
        closing = office.get(office.close(period, today=period.last + timedelta(days=1)))
        assert closing.state == "checked"
