"""Late from an outing is amber at once, begins the search by itself, and keeps her bed until the director decides."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core import clock
from core.absences import held, outings, returning, service
from core.absences.models import Absence, Outing
from core.absences.outings import NewOuting
from core.absences.service import Report
from core.agenda import service as agenda
from core.agenda.models import Task
from core.branches import beds, duty
from core.branches.clocks import CLOCKS, LIMITS
from core.branches.models import BedStay
from core.errors import Conflict, Invalid, NotFound, Refused
from core.nightly import claims, turns, work
from core.residents.models import Resident
from core.stages.models import Episode
from core.testkit.house import Home
from core.testkit.studio import publish
from core.testkit.web import Network
from core.testkit.zz.sources import CHILD_ACT
from plugins.contract.missing import SearchStep
from plugins.contract.text import Text

ABOUT = "Con su tía a la clínica"
USUAL = {code: each.usual for code, each in LIMITS.items()}


@pytest.fixture
def estrella(network: Network) -> int:
    """Somebody in the house since an hour ago, in a bed."""
    return network.home.admit(house_name="Estrella").resident.id


def out(home: Home, resident_id: int, role: str = "educator", **changes: datetime) -> datetime:
    """Let her go out for an hour."""
    now = clock.now()
    values = {"left_at": now - timedelta(minutes=10), "expected_at": now + timedelta(minutes=50), **changes}
    with home.transaction() as session:
        new = NewOuting(about=ABOUT, **values)
        return outings.leave(session, home.actor(role), session.get_one(Resident, resident_id), new).expected_at


def pass_by(home: Home) -> None:
    """Let the platform look for due work."""
    work.run(home.stores, {home.country.code: home.country}, again=False)


def tasks(home: Home) -> dict[str, Task]:
    with home.reading() as session:
        query = select(Task).where(Task.source.in_(("absence", "outing")), Task.done_at.is_(None))
        return {task.code: task for task in session.scalars(query)}


def bed(home: Home, resident_id: int) -> BedStay | None:
    with home.reading() as session:
        return beds.open_stay(session, home.id, resident_id)


def state(home: Home) -> tuple[str, str | None]:
    with home.reading() as session:
        return session.scalars(select(Episode.state)).one(), session.scalar(select(Absence.state))


def test_amber_a_quarter_of_an_hour_late_and_back_ends_it(network: Network, estrella: int) -> None:
    home = network.home
    expected = out(home, estrella)
    assert tasks(home)["late"].due_at == expected + timedelta(minutes=15)
    with clock.freeze(expected + timedelta(minutes=1)):
        assert "residente con retraso de una salida" in network.client("director").get("/").text
        with home.transaction() as session:
            outings.come_back(session, home.actor(), session.get_one(Resident, estrella))
        pass_by(home)
    assert tasks(home) == {}
    assert state(home) == ("active", None)
    with home.reading() as session:
        assert ABOUT.encode() not in (session.scalars(select(Outing.about)).one() or b"")


def test_an_hour_late_the_search_begins_once_and_her_bed_is_kept(network: Network, estrella: int) -> None:
    home = network.home
    expected = out(home, estrella)
    with clock.freeze(expected + timedelta(minutes=59)):
        pass_by(home)
        assert state(home) == ("active", None)
    with clock.freeze(expected + timedelta(minutes=60)):
        pass_by(home)
        pass_by(home)
        assert state(home) == ("unauthorised", "unauthorised")
        assert set(tasks(home)) == {"late", "search", "declare", "after:bed"}
        kept = bed(home, estrella)
        assert kept
        assert (kept.state, kept.from_at) == ("held", expected)
        page = network.client("educator").get("/outings").text
        assert "se le busca" in page
    with home.transaction() as session, pytest.raises(Conflict):
        outings.come_back(session, home.actor(), session.get_one(Resident, estrella))


def test_declared_missing_the_countrys_steps_begin_from_the_hour_she_was_expected(
    network: Network, estrella: int
) -> None:
    home = network.home
    expected = out(home, estrella)
    with clock.freeze(expected + timedelta(minutes=75)):
        pass_by(home)
        with home.transaction() as session:
            who = session.get_one(Resident, estrella)
            absence = service.report(session, home.actor("educator"), home.country, who, Report(clock.now(), "Nada"))
            assert absence.since_at == expected
        assert state(home) == ("missing", "missing")
        found = tasks(home)
        assert {"step:police", "step:ministry", "departure", "after:bed", "search"} <= set(found)
        assert "declare" not in found
        assert found["departure"].due_at == expected + timedelta(days=15)
    with clock.freeze(expected + timedelta(hours=13, minutes=35)):
        with home.transaction() as session:
            service.end_by_return(session, home.actor(), session.get_one(Resident, estrella), "")
        assert set(tasks(home)) == {"after:tell", "after:talk"}
        back = bed(home, estrella)
        assert back
        assert back.state == "occupied"
        with home.reading() as session:
            assert session.scalars(select(Outing.returned_at)).one() == clock.now()


def test_the_director_alone_keeps_the_bed_on_or_gives_it_up(network: Network, estrella: int) -> None:
    home = network.home
    publish(home, CLOCKS, {**USUAL, "bed_hold": 5})
    with home.transaction() as session:
        who = session.get_one(Resident, estrella)
        absence = service.report(session, home.actor("educator"), home.country, who, Report(clock.now()))
        day = clock.today(home.country.country.time_zone)
        kept = held.kept(session, home.actor(), estrella)
        assert kept
        assert kept.held_until == day + timedelta(days=5)
        with pytest.raises(NotFound):
            held.keep_longer(session, home.actor("social_worker"), who, absence, day + timedelta(days=9))
        with pytest.raises(Invalid):
            held.keep_longer(session, home.actor("director"), who, absence, day - timedelta(days=1))
    director = network.client("director")
    address = f"/residents/{who.code}/absences"
    page = director.get(address).text
    assert "no se conoce ley que lo diga" in page
    until = (day + timedelta(days=9)).isoformat()
    assert director.post(f"{address}/bed", data={"until": until}).status_code == 302
    kept = bed(home, estrella)
    assert kept
    assert str(kept.held_until) == until
    assert tasks(home)["after:bed"].due_at > clock.now() + timedelta(days=8)
    assert network.client("social_worker").post(f"{address}/bed/release").status_code == 404
    assert director.post(f"{address}/bed/release").status_code == 302
    assert bed(home, estrella) is None
    assert "after:bed" not in tasks(home)
    assert state(home) == ("missing", "missing")


def test_found_elsewhere_her_bed_stays_kept_until_it_is_decided(network: Network, estrella: int) -> None:
    home = network.home
    with home.transaction() as session:
        who = session.get_one(Resident, estrella)
        service.report(session, home.actor(), home.country, who, Report(clock.now()))
        service.end_by_finding(session, home.actor(), who, "Con su tía")
    assert set(tasks(home)) == {"after:tell", "after:decide", "after:bed"}
    kept = bed(home, estrella)
    assert kept
    assert kept.state == "held"


def test_who_was_on_shift_does_not_hold_the_talk(network: Network, estrella: int) -> None:
    home = network.home
    julia = home.actor("educator")
    with home.transaction() as session:
        duty.start_duty(session, julia, home.country)
        who = session.get_one(Resident, estrella)
        service.report(session, julia, home.country, who, Report(clock.now()))
        absence = service.end_by_return(session, julia, who, "")
        with pytest.raises(Refused):
            returning.talk_done(session, julia, who, absence, "")
        returning.talk_done(session, home.actor("psychologist"), who, absence, "Cita con la clínica")
        with pytest.raises(Conflict):
            returning.talk_done(session, home.actor("psychologist"), who, absence, "")


def test_the_agenda_leads_to_the_talk_and_does_not_tick_it_off(network: Network, estrella: int) -> None:
    home = network.home
    with home.transaction() as session:
        who = session.get_one(Resident, estrella)
        service.report(session, home.actor("educator"), home.country, who, Report(clock.now()))
        absence = service.end_by_return(session, home.actor("educator"), who, "")
        talk = returning.open_talk(session, absence)
        assert talk
        with pytest.raises(Refused):
            agenda.finish(session, home.actor("psychologist"), talk.id)
        code, number = who.code, talk.id
    client = network.client("psychologist")
    text = client.get("/agenda").text
    assert f'href="/residents/{code}/absences"' in text
    assert f"/agenda/{number}/done" not in text
    client.post(f"/agenda/{number}/done")
    assert "after:talk" in tasks(home)


def test_a_country_says_what_is_done_while_somebody_is_late(network: Network, estrella: int) -> None:
    home = network.home
    gate = SearchStep("gate", Text.of(es="Mirar el portón", en="Look at the gate"), "nurse", 10, CHILD_ACT)
    expected = out(home, estrella)
    late = expected + timedelta(minutes=60)
    with clock.freeze(late):
        work.run(home.stores, {"zz": replace(home.country, search_steps={"gate": gate})}, again=False)
        found = tasks(home)
        told = {code: (found[code].role, found[code].due_at) for code in ("search:gate", "declare")}
        assert told == {"search:gate": ("nurse", late + timedelta(minutes=10)), "declare": ("director", late)}
        assert "search" not in found
        with home.reading() as session:
            code = session.get_one(Resident, estrella).code
        text = network.client("director").get(f"/residents/{code}/absences").text
        assert "Mirar el portón" in text
        assert CHILD_ACT.citation in text


def test_somebody_looks_at_that_minute(network: Network, estrella: int) -> None:
    home = network.home
    claims.claim_if_due(home.stores.network)
    claims.finish(home.stores.network, clock.now() + timedelta(hours=5), fine=True)
    with home.reading() as session:
        resident = session.get_one(Resident, estrella).code
    local = clock.now().astimezone(ZoneInfo(home.country.country.time_zone))
    hours = {"left_at": local, "expected_at": local + timedelta(minutes=30)}
    data = {"about": ABOUT, **{name: at.strftime("%Y-%m-%dT%H:%M") for name, at in hours.items()}}
    assert network.client("educator").post(f"/residents/{resident}/outing", data=data).status_code == 303
    row = claims.last(home.stores.network)
    assert row
    assert row.next_at == clock.now() + timedelta(minutes=90)
    assert turns.run(home.stores, {home.country.code: home.country}, again=False)
    row = claims.last(home.stores.network)
    assert row
    assert row.next_at <= clock.now() + timedelta(hours=1)


@pytest.mark.parametrize("changes", [
    {"left_at": timedelta(minutes=10)}, {"left_at": -timedelta(days=2)}, {"expected_at": -timedelta(hours=1)},
    {"expected_at": timedelta(days=8)},
])  # fmt: skip
def test_hours_that_cannot_be_are_refused(network: Network, estrella: int, changes: dict[str, timedelta]) -> None:
    with pytest.raises(Invalid):
        out(network.home, estrella, **{name: clock.now() + span for name, span in changes.items()})


def test_one_outing_at_a_time_and_none_of_another_house(network: Network, estrella: int) -> None:
    out(network.home, estrella)
    with pytest.raises(Conflict):
        out(network.home, estrella)
    with pytest.raises(NotFound):
        out(network.home, estrella, "facilitator")
    other = network.open_house()
    with network.home.transaction() as session, pytest.raises(NotFound):
        outings.come_back(session, other.actor(), session.get_one(Resident, estrella))
