"""Of how many persons a count of events is, against a slow and obvious account, and that it never leaves the house."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.aftercare.models import AftercarePlan
from core.care import models as care
from core.legal import models as legal
from core.outreach.models import OutreachContact
from core.partners.models import Referral
from core.reporting import catalogue as catalogues
from core.reporting import closings, figures, service
from core.reporting.counting.contributors import NOBODY, ONCE, WHOSE, behind, by_person
from core.reporting.counting.passes import NUMBER, Asked, count
from core.reporting.disclosure.dominance import REST, Behind, of_few
from core.reporting.disclosure.primary import too_small
from core.reporting.leaving import ledger
from core.reporting.models import Closing
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.residents.models import CaseMember, Resident
from core.scope import ALL, set_branch_scope
from core.stages.models import Episode
from core.stores import Store
from core.testkit import records_inside, records_outside
from core.testkit.records import Records, Row, draw
from core.testkit.rules import flow, stock
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write
from plugins.profile import CountryProfile

CATALOGUE = catalogues.current()
YEAR = Period(2025, "A")


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


def test_of_every_protected_figure_it_is_said_whose_its_rows_are() -> None:
    used = {
        name for each in CATALOGUE.indicators.values() if each.rule.threshold
        for name in (each.numerator, each.denominator) if name
    }  # fmt: skip
    assert used == WHOSE.keys() | ONCE | NOBODY
    assert len(used) == len(WHOSE) + len(ONCE) + len(NOBODY)


def involve(made: Records) -> None:
    """Say of cases, incidents and referrals whose they are: of nobody, of one, of several."""
    for model, kind, name in ((legal.LegalCase, legal.LegalCasePerson, "case_id"),
                              (care.Incident, care.IncidentPerson, "incident_id")):  # fmt: skip
        event = made.pick(made.rows[model])
        for person in made.chance.sample(made.people[:4], made.pick([1, 1, 2])):
            known = {(getattr(each, name), each.resident_id) for each in made.rows.get(kind, [])}
            if (event.id, person.id) not in known:
                made.add(kind, **{name: event.id}, resident_id=person.id, role="victim")


class House:
    """Rows of a house, and who stands behind them, one by one."""

    def __init__(self, made: Records) -> None:
        self.made, self.first, self.last = made, made.period.first, made.period.last

    def in_time(self, day: date | None) -> bool:
        return flow(day, self.first, self.last)

    def persons(self, kind: type, name: str, event: int) -> Iterable[int]:
        return [each.resident_id for each in self.made.rows[kind] if getattr(each, name) == event] or [-event]

    def complaints(self) -> Iterable[Row]:
        return (
            each for each in self.made.of(legal.LegalCase)
            if each.track == "criminal" and each.part in ("filed", "joined") and each.numbered
            and each.filed_on and self.in_time(each.filed_on)
        )  # fmt: skip

    def spread(self) -> dict[str, Counter[int]]:
        made, local = self.made, ZoneInfo(self.made.zone)
        incidents = (
            each for each in made.of(care.Incident)
            if each.serious and each.data_class == "INC" and (each.state == "closed" or each.reviewed_on)
            and self.in_time(each.on_day)
        )  # fmt: skip
        away = (each for each in made.of(Referral) if each.direction == "in" and each.declined_for == "no_place")
        positive = (
            each for each in made.of(OutreachContact)
            if each.screen == "positive" and each.screened_at and each.age_band not in ("Y18T20", "Y_GE21")
            and self.in_time(each.screened_at.astimezone(local).date())
        )  # fmt: skip
        owned = {
            each.resident_id for each in made.of(CaseMember)
            if each.owner and each.from_on and stock(each.from_on, each.until_on, self.last)
        }  # fmt: skip
        followed = (
            each.resident_id for each in made.of(AftercarePlan)
            if each.worker_name and each.state != "declined" and stock(each.opened_on, each.closed_on, self.last)
        )  # fmt: skip
        inside = (
            each.resident_id for each in made.stays
            if stock(each.stay.admitted_on, each.stay.left_on, self.last) and each.resident_id in owned
        )  # fmt: skip
        return {
            "admitted": Counter(each.resident_id for each in made.stays if self.in_time(each.stay.admitted_on)),
            "left": Counter(each.resident_id for each in made.stays if self.in_time(each.stay.left_on)),
            "complaints_filed": Counter(
                who for each in self.complaints() for who in self.persons(legal.LegalCasePerson, "case_id", each.id)
            ),
            "serious_incidents": Counter(
                who for each in incidents for who in self.persons(care.IncidentPerson, "incident_id", each.id)
            ),
            "turned_away": Counter(-each.id for each in away if self.in_time(each.requested_on)),
            "children_positive": Counter(each.person_id for each in positive),
            "treatments_due": Counter(
                each.resident_id for each in made.of(care.TreatmentPlan) if self.in_time(each.due_end_on)
            ),
            "cases_held": Counter([*inside, *followed]),
        }


@pytest.mark.parametrize("seed", range(3))
def test_who_stands_behind_a_count_is_what_the_rows_say(store: Store, seed: int) -> None:
    made = Records(Random(seed), YEAR, "Etc/GMT+6")
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        draw(session, made, 40, (*records_inside.PARTS, *records_outside.PARTS, involve))
        expected = House(made).spread()
        scope = Scope(made.branch, YEAR, made.zone, statistics=("counted",))
        found = by_person(session, scope, tuple(map(Asked, expected)))
        assert {each.population: spread for each, spread in found.items()} == expected
        assert any(max(each.values(), default=0) > 1 for each in expected.values())  # else it shows little

        single = [Asked(name, 365, how=NUMBER) for name, whose in WHOSE.items() if not any(one.joined for one in whose)]
        told = by_person(session, scope, tuple(single))
        assert {each: spread.total() for each, spread in told.items()} == count(session, scope, single)


def test_only_what_somebody_has_several_of_is_told_with_those_whom_a_share_leaves_out(store: Store) -> None:
    """Twelve stays of five girls ended, seven of them to a lasting place: the other five are of two girls."""
    lasting, other = ("family", "FAM_PERM"), ("family", "UNPLANNED")
    ways = [[lasting] * 3, [lasting] * 2, [lasting, *[other] * 2], [lasting, *[other] * 3]]
    people = [Person(tuple(
        Stay(date(2025, 1 + place, 1), date(2025, 1 + place, 20), exit=way[0], destination=way[1])
        for place, way in enumerate(each)
    )) for each in ways]  # fmt: skip
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        scope = Scope(write(session, World(tuple(people))), YEAR, "UTC")
        found = {each.key: each for each in behind(session, CATALOGUE, scope, figures.wanted(CATALOGUE, "A"))}
    share = ("AFC-001", "_T", "_T")
    assert [(found[*share, part].persons, found[*share, part].first, found[*share, part].second) for part in "DNR"] == [
        (4, 4, 3), (4, 3, 2), (2, 3, 2)
    ]  # fmt: skip
    assert all(each.first > 1 for each in found.values())


class Desk:
    """A house in which one girl came and left nine times, and six others once each."""

    def __init__(self, store: Store, country: CountryProfile) -> None:
        self.store, self.country = store, country
        often = Person(tuple(Stay(date(2025, 3, 1 + 2 * day), date(2025, 3, 2 + 2 * day)) for day in range(9)))
        others = [Person((Stay(date(2025, 3, 3), date(2025, 3, 9)),)) for _each in range(6)]
        with store.transaction() as session:
            set_branch_scope(session, ALL)
            self.id = write(session, World((often, *others), code="ZZ-01"))
            service.new_signing_key(session, self.id)

    def actor(self, role: str) -> Actor:
        return Actor(1, role, role, self.id, "ZZ-01", "zz")

    def close(self, session: Session) -> Closing:
        actor, today = self.actor("me_officer"), date(2026, 2, 1)
        return service.close(session, actor, self.country, MARCH, today=today, note="Sí")

    def signed(self) -> Closing:
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            closing = self.close(session)
            service.sign(session, self.actor("director"), self.country, closing)
            return closing


MARCH = Period(2025, "M", 3)
ADMITTED = ("RES-003", "_T", "_T", "V")


@pytest.fixture
def desk(store: Store, zz: CountryProfile) -> Iterable[Desk]:
    with clock.freeze(datetime(2026, 2, 1, 16, tzinfo=UTC)):
        yield Desk(store, zz)


def test_a_count_of_events_that_is_one_girls_does_not_leave_and_nothing_tells_of_whom_it_is(desk: Desk) -> None:
    closing = desk.signed()
    left = {tuple(each[name] for name in ("indicator", "breakdown", "code", "component")): each["value"]
            for each in json.loads(str(closing.package))["figures"]}  # fmt: skip
    assert left[ADMITTED] is None
    kept = {each.key: each for each in closings.behind_of(closing)}
    assert kept[ADMITTED] == Behind(*ADMITTED, 7, 9, 1)
    assert {"persons", "first", "second", "behind"}.isdisjoint(json.loads(str(closing.package)))
    assert "persons" not in str(closing.package)


def test_the_ledger_keeps_that_a_count_was_of_few(desk: Desk) -> None:
    desk.signed()
    with desk.store.reading() as session:
        set_branch_scope(session, [desk.id])
        (release,) = ledger.released(session, desk.id)
    assert ADMITTED in release.few <= release.hidden
    assert release.values[ADMITTED] == 15


def test_who_was_behind_a_count_when_it_was_closed_is_what_counts_when_it_is_signed(desk: Desk) -> None:
    """Her stays turn out to be those of all seven; what was closed before is judged as it was closed."""
    with desk.store.transaction() as session:
        set_branch_scope(session, [desk.id])
        before = desk.close(session)
        residents = session.scalars(select(Resident.id).where(Resident.branch_id == desk.id)).all()
        stays = session.scalars(select(Episode).where(Episode.branch_id == desk.id).order_by(Episode.id)).all()
        for place, stay in enumerate(stays):
            stay.resident_id = residents[place % len(residents)]
        session.flush()
        told = [
            next(each.value for each in service.protected(session, desk.country, closing) if each.key == ADMITTED)
            for closing in (before, desk.close(session))
        ]
    assert told == [None, 15]


def cell(component: str, persons: int, first: int, second: int) -> Behind:
    return Behind("OUT-004", "_T", "_T", component, persons, first, second)


@pytest.mark.parametrize(
    ("behind", "few"),
    [
        ([], ""),
        ([cell("D", 9, 2, 1)], "N"),  # of nine children, and a share needs ten
        ([cell("D", 4, 9, 9)], "DN"),
        ([cell("D", 12, 10, 2)], ""),  # half of twenty is hers
        ([cell("D", 12, 11, 1)], "D"),
        ([cell("D", 12, 8, 8)], "D"),  # more than three quarters are of two
        ([cell("N", 3, 5, 5)], "N"),
        ([cell(REST, 2, 4, 3)], "N"),  # those whom it leaves out are two
    ],
)
def test_a_count_of_few_or_mostly_of_one_or_two_is_one_of_few(behind: list[Behind], few: str) -> None:
    values = {("OUT-004", "_T", "_T", "D"): 20, ("OUT-004", "_T", "_T", "N"): 12}
    assert of_few(CATALOGUE, values, behind, {}) == {("OUT-004", "_T", "_T", each) for each in few}


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(0, 12))
def test_whoever_is_told_a_count_of_events_is_told_of_enough_persons_none_of_whom_has_most(
    each: list[int], stricter: int
) -> None:  # fmt: skip
    """Also a country may only hide more, and where nobody has several the threshold alone decides."""
    most = sorted(each, reverse=True)
    key = ("LEG-001", "_T", "_T", "V")
    values = {key: sum(each)}
    behind = [Behind(*key, len(each), most[0], (*most[1:], 0)[0])] if most[0] > 1 else []
    if key not in of_few(CATALOGUE, values, behind, {}) | too_small(CATALOGUE, values, {}):
        assert len(each) >= 5
        assert all(one <= sum(each) - one for one in each)
        assert sum(most[:2]) <= 3 * sum(most[2:])
    assert of_few(CATALOGUE, values, behind, {}) <= of_few(CATALOGUE, values, behind, {"PERSON": stricter})
