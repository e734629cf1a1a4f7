"""The demonstration network: loaded once, complete, and open to visitors."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from core import clock
from core.access import passwords
from core.access.models import Grant, User
from core.access.second_factor import secret_of
from core.actor import Actor
from core.audit.checking import verify
from core.care.models import Incident
from core.hq import release
from core.hq.board import board, ended_periods
from core.hq.tables import columns
from core.hq.threads import State
from core.legal import measures
from core.overview import today
from core.reporting.counting import passes as counting
from core.reporting.leaving.rebuilding import rebuild
from core.reporting.models import Closing
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.residents import service as residents
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.simulation import demonstration
from core.simulation.demonstration import load_demonstration
from core.simulation.handover import calendar, years
from core.stages import episodes, moves
from core.stores import Stores
from core.testkit.stores import StoreFactory
from plugins.profile import CountryProfile

NOW = datetime(2026, 3, 16, 16, 0, tzinfo=UTC)


@pytest.fixture
def store_kind() -> str:
    """The demonstration is held against the oracle on both by the tests of figures."""
    return "sqlcipher"


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    return store_factory("zz")


def load(stores: Stores, zz: CountryProfile, months: int = 1) -> demonstration.Demonstration:
    with clock.freeze(NOW):
        return load_demonstration(stores, {"zz": zz}, months=months)


def count(stores: Stores, table: type) -> int:
    with stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_visitor_gets_an_account_for_each_role_and_one_password(stores: Stores, zz: CountryProfile) -> None:
    found = load(stores, zz)
    assert ("director", "zoe", "ZZ-01") in found.accounts
    assert ("hq_analyst", "bruno", None) in found.accounts
    with stores.network.reading() as session:
        for user in session.scalars(select(User)):
            assert user.demonstration
            assert passwords.matches(user.password_hash, found.password)
            assert secret_of(session, user)
        assert session.scalar(select(func.count()).where(Grant.approved_at.is_(None))) == 0


def test_the_people_of_the_house_are_as_its_country_describes_them(stores: Stores, zz: CountryProfile) -> None:
    load(stores, zz)
    with clock.freeze(NOW), stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        found = {each.code: each for each in session.scalars(select(Resident))}
        luna, sol = found["K7-QF2M"], found["R3-TB9X"]
        assert (luna.house_name, found["N4-YW6D"].kind) == ("Luna", "baby")
        assert luna.birth_year == 2008
        assert (NOW.date() - episodes.get_open(session, luna.id).admitted_on).days == 300
        pending = moves.find_pending(session, episodes.get_open(session, sol.id).id)
        assert pending is not None
        assert pending.state == "proposed"


def test_today_shows_what_needs_doing(stores: Stores, zz: CountryProfile) -> None:
    load(stores, zz)
    with clock.freeze(NOW), stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        director = Actor(1, "Zoe", "director", 1, "ZZ-01", "zz")
        facts = {fact.code: fact.value for fact in today.facts(session, director, NOW.date())}
        assert facts["without_basis"] == 2
        assert facts["lapsing"] >= 1
        assert facts["moves"] >= 1
        assert (facts["residents"], facts["babies"]) == (6, 1)
        luna = residents.get(session, director, "K7-QF2M")
        assert measures.of_resident(session, luna.id)


def test_a_year_is_closed_and_has_reached_the_regional_office_in_time(stores: Stores, zz: CountryProfile) -> None:
    load(stores, zz, 12)
    office = Actor(None, "Bruno", "hq_analyst")
    with clock.freeze(NOW), stores.hq.reading() as session:
        (line,) = board(session, office, ended_periods("M", 12)).lines
        assert (line.in_time, line.due) == (12, 12)
        states = [each.state for each in line.standings]
        assert states == [State.QUERIED, *[State.ACCEPTED] * 11]
        assert {each.answered / each.required for each in line.standings} == {1}
        for asked in ("2025", "P3Y2023"):
            told = [each for each in release.figures(session, office, Period.parse(asked)) if each.obs_value]
            assert "RES-003" in {each.indicator for each in told}, asked
            (line,) = board(session, office, [Period.parse(asked)]).lines
            assert ([each.state for each in line.standings], line.in_time) == ([State.ACCEPTED], 1)
        assert columns.differing(session) == []
    with stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        assert set(session.scalars(select(Closing.state))) == {"sent"}
        for closing in session.scalars(select(Closing).where(Closing.period.in_(["2025", "2026-02"]))):
            officer = Actor(None, "Zara", "me_officer", closing.branch_id, "ZZ-01", "zz")
            made = rebuild(session, officer, closing)
            assert (made.same, made.late, made.gone) == (True, (), ()), closing.period


def test_a_house_that_is_not_the_first_is_late_once_and_forgets_once() -> None:
    days = [days for period, days in calendar(NOW.date(), 12, first=False) if period.kind == "M"]
    assert len(days) == 11
    assert sorted(days)[-2:] == [8, 15]
    assert len([each for each, _days in calendar(NOW.date(), 12, first=True) if each.kind == "M"]) == 12


def test_the_second_start_does_nothing(stores: Stores, zz: CountryProfile) -> None:
    first = load(stores, zz)
    before = count(stores, Resident)
    second = load(stores, zz)
    assert (first.fresh, second.fresh) == (True, False)
    assert (second.accounts, second.password) == (first.accounts, first.password)
    assert count(stores, Resident) == before


def test_what_was_interrupted_is_completed_by_the_next_start(
    stores: Stores, zz: CountryProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_arguments: object) -> None:
        raise KeyboardInterrupt

    for part in ("_begin_shift", "_open_office"):
        with monkeypatch.context() as patch:
            patch.setattr(demonstration, part, stop)
            with pytest.raises(KeyboardInterrupt):
                load(stores, zz)
    assert load(stores, zz).fresh
    assert count(stores, Resident) == 27
    assert verify(stores.country("zz")) == []
    assert verify(stores.network) == []


def test_somebody_asks_for_a_place_and_somebody_worries_about_the_staff(stores: Stores, zz: CountryProfile) -> None:
    load(stores, zz)
    with clock.freeze(NOW), stores.country("zz").reading() as session:
        set_branch_scope(session, ALL)
        scope = Scope(1, Period(2025, "A"), "UTC")
        names = ("turned_away", "eligible_referrals", "referrals_from_trained")
        turned, asked, trained = counting.count(session, scope, map(counting.Asked, names)).values()
        assert 0 < turned < asked
        assert trained > 0
        assert "SEAL" in set(session.scalars(select(Incident.data_class)))


@pytest.mark.parametrize(
    ("today", "opened", "told"),
    [
        (date(2026, 11, 29), date(2022, 11, 30), ["2022", "2023", "2024", "2025", "P3Y2023", "P3Y2020"]),
        (date(2027, 2, 1), date(2023, 2, 2), ["2023", "2024", "2025", "2026", "P3Y2023"]),
        (date(2029, 2, 1), date(2025, 2, 2), ["2025", "2026", "2027", "2028", "P3Y2026", "P3Y2023"]),
    ],
)
def test_every_year_of_the_house_is_told_and_three_where_it_has_them(
    today: date, opened: date, told: list[str]
) -> None:
    assert [str(period) for period, _days in years(today, opened, 12)] == told
    assert list(years(today, opened, 1)) == []
