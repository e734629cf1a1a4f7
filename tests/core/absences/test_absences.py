"""Somebody is missing: one act makes tasks with clocks and begins the alert; that she is found ends it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock, defaults
from core.absences import service
from core.absences.models import Absence
from core.absences.service import Report
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.branches.models import Branch
from core.errors import Conflict, Invalid, NotFound
from core.forms import service as forms
from core.forms.models import FormRecord
from core.intake import exits
from core.residents.ages import BirthRange
from core.residents.models import Resident
from core.stages.models import Episode
from core.testkit.house import Home, open_home
from core.testkit.stores import StoreFactory
from core.testkit.web import Network
from plugins.discovery import discover

KNOWN = "Salió con una mochila azul"


@pytest.fixture
def flor(network: Network) -> int:
    """Somebody of fifteen, in the house since an hour ago."""
    return network.home.admit().resident.id


def of(session: Session, resident_id: int) -> Resident:
    return session.get_one(Resident, resident_id)


def gone(home: Home, resident_id: int, role: str = "educator", **changes: object) -> Absence:
    with home.transaction() as session:
        values = {"since": clock.now() - timedelta(minutes=20), "circumstances": KNOWN, **changes}
        return service.report(session, home.actor(role), home.country, of(session, resident_id), Report(**values))  # type: ignore[arg-type]


def open_tasks(home: Home) -> dict[str, Task]:
    with home.reading() as session:
        query = select(Task).where(Task.source == "absence", Task.done_at.is_(None))
        return {task.code: task for task in session.scalars(query)}


def test_one_act_makes_the_countrys_steps_tasks_with_their_clocks(network: Network, flor: int) -> None:
    absence = gone(network.home, flor)
    tasks = open_tasks(network.home)
    assert set(tasks) == {"step:police", "step:ministry"}
    assert tasks["step:police"].due_at == absence.since_at + timedelta(hours=6)
    assert (tasks["step:ministry"].due_at, tasks["step:ministry"].grade) == (
        absence.since_at + timedelta(hours=24), "C",
    )  # fmt: skip
    assert all(task.urgent and task.resident_id == flor for task in tasks.values())
    with network.home.reading() as session:
        assert session.get_one(Episode, absence.episode_id).state == "missing"


def test_the_protocol_follows_her_age_and_sex(network: Network) -> None:
    home = network.home
    ages = {"F": 2000, "M": 2000, "young": 2011, "unknown": None}
    found = {}
    for name, year in ages.items():
        birth = BirthRange.in_year(year) if year else BirthRange()
        sex = name if name in "FM" else "M"
        person = (
            home.admit(bed_id=None, house_name=name, birth=birth, sex=sex, with_baby=False) if year != 2000 else None
        )
        if person is None:
            resident_id = home.admit(bed_id=None, house_name=name, sex=sex).resident.id
            with home.transaction() as session, pytest.MonkeyPatch.context() as patch:
                patch.setattr(BirthRange, "is_minor", lambda *_given: False)
                made = service.report(session, home.actor(), home.country, of(session, resident_id),
                                      Report(clock.now()))  # fmt: skip
        else:
            made = gone(home, person.resident.id)
        found[name] = made.protocol
    assert found == {"F": "beacon", "M": "", "young": "lantern", "unknown": "lantern"}


@pytest.mark.parametrize("role", ["facilitator", "reception", "auditor", "config_admin", "me_officer", "dpo"])
def test_who_does_not_work_with_her_neither_reports_nor_reads(network: Network, flor: int, role: str) -> None:
    with pytest.raises(NotFound):
        gone(network.home, flor, role)
    with network.home.reading() as session, pytest.raises(NotFound):
        service.list_all(session, network.home.actor(role), network.home.country, of(session, flor))


def test_what_happened_is_for_those_who_read_incidents(network: Network, flor: int) -> None:
    home = network.home
    gone(home, flor)
    with home.reading() as session:
        told = {role: service.list_all(session, home.actor(role), home.country, of(session, flor))[0].circumstances
                for role in ("director", "educator", "lawyer")}  # fmt: skip
    assert told == {"director": KNOWN, "educator": KNOWN, "lawyer": None}
    with home.reading() as session:
        assert KNOWN.encode() not in (session.scalars(select(Absence.circumstances)).one() or b"")


def test_another_house_knows_nothing_of_it(network: Network, flor: int) -> None:
    other = network.open_house()
    with network.home.transaction() as session, pytest.raises(NotFound):
        service.report(session, other.actor(), other.country, of(session, flor), Report(clock.now()))


def test_nobody_is_reported_twice_or_for_a_time_that_cannot_be(network: Network, flor: int) -> None:
    home = network.home
    for since, error in ((clock.now() + timedelta(hours=1), Invalid), (clock.now() - timedelta(days=2), Invalid)):
        with pytest.raises(error):
            gone(home, flor, since=since)
    with pytest.raises(Invalid):
        gone(home, flor, circumstances="x" * 2001)
    gone(home, flor)
    with pytest.raises(Conflict):
        gone(home, flor)
    with home.reading() as session:
        assert session.scalar(select(func.count()).select_from(Absence)) == 1


def test_her_return_ends_the_search_and_asks_for_a_talk_and_a_word_to_who_was_told(network: Network, flor: int) -> None:
    home = network.home
    gone(home, flor)
    with home.transaction() as session:
        service.end_by_return(session, home.actor(), of(session, flor), "Volvió sola")
    tasks = open_tasks(home)
    assert {code: task.role for code, task in tasks.items()} == {"after:tell": "director", "after:talk": "psychologist"}
    assert tasks["after:talk"].due_at == clock.now() + timedelta(hours=72)
    with home.reading() as session:
        assert session.scalars(select(Episode.state)).one() == "active"
        (told,) = service.list_all(session, home.actor(), home.country, of(session, flor))
        assert (told.absence.state, told.outcome) == ("returned", "Volvió sola")
    with home.transaction() as session, pytest.raises(Conflict):
        service.end_by_return(session, home.actor(), of(session, flor), "")
    assert gone(home, flor).id == 2  # and she can be missing again


def test_found_elsewhere_says_where_and_asks_the_director_to_decide(network: Network, flor: int) -> None:
    home = network.home
    gone(home, flor)
    with home.transaction() as session, pytest.raises(Invalid):
        service.end_by_finding(session, home.actor(), of(session, flor), "  ")
    with home.transaction() as session:
        service.end_by_finding(session, home.actor(), of(session, flor), "Con su tía")
    assert set(open_tasks(home)) == {"after:tell", "after:decide"}


def test_a_stay_that_ends_ends_the_search(network: Network, flor: int) -> None:
    home = network.home
    absence = gone(home, flor)
    with home.transaction() as session:
        episode = session.get_one(Episode, absence.episode_id)
        exits.end(session, home.actor("director"), home.country, episode, "walked_out", clock.today("Etc/GMT+5"))
    with home.reading() as session:
        assert session.get_one(Absence, absence.id).state == "left"
        assert session.get_one(Episode, absence.episode_id).state == "closed"
    assert open_tasks(home) == {}


def test_a_step_is_noted_with_what_came_of_it_and_every_act_is_recorded(network: Network, flor: int) -> None:
    home = network.home
    gone(home, flor)
    with home.transaction() as session:
        service.step_done(session, home.actor("director"), of(session, flor), "police", "Agente Ruiz, alerta 12")
        with pytest.raises(NotFound):
            service.step_done(session, home.actor("director"), of(session, flor), "moon", "")
    assert set(open_tasks(home)) == {"step:ministry"}
    with home.transaction() as session:
        service.end_by_return(session, home.actor(), of(session, flor), "")
    with home.reading() as session:
        events = session.scalars(select(CountryEvent.action).where(CountryEvent.subject == "absence"))
        assert list(events) == ["absence.report", "absence.step", "absence.end"]
        assert not [each for each in session.scalars(select(CountryEvent.detail)) if KNOWN in each]


@pytest.fixture(params=["gt", "hn"])
def abroad(store_factory: StoreFactory, request: pytest.FixtureRequest) -> Iterator[Home]:
    """Open a house in a country of the network."""
    code = str(request.param)
    countries = discover((code,), (defaults,))
    with clock.freeze(clock.now().replace(year=2026, month=3, day=16, hour=18)):
        yield open_home(store_factory(code), countries[code])


def test_the_alert_of_the_country_is_begun_with_what_the_file_knows(abroad: Home) -> None:
    done = abroad.admit(names=("Luz", "Cumbre"), confirmed=("orden_pendiente",))
    absence = gone(abroad, done.resident.id, "social_worker")
    key = {"gt": "alerta_alba_keneth", "hn": "alerta_amber"}[abroad.country.code]
    with abroad.reading() as session:
        record = session.get_one(FormRecord, absence.form_id)
        assert record.form_key == key
        opened = forms.find(session, abroad.actor(), abroad.country, record.id)
        told = " ".join(map(str, opened.answers.values.values()))
        assert "Luz" in told
        assert (KNOWN in told) == (abroad.country.code == "gt")  # the other form has no place for it
        assert (
            opened.answers.values[str(opened.form.due_from)]
            == absence.since_at.replace(second=0, microsecond=0).isoformat()
        )
        hours = {"gt": 1, "hn": 0}[abroad.country.code]
        assert record.due_at == absence.since_at.replace(second=0, microsecond=0) + timedelta(hours=hours)
        assert session.get_one(Branch, abroad.id).address is None or "Oculta" not in told


def test_from_her_page_to_the_alert_and_back_home(network: Network, flor: int) -> None:
    home = network.home
    with home.reading() as session:
        code = of(session, flor).code
    educator, lawyer, worker = (network.client(role) for role in ("educator", "lawyer", "social_worker"))
    assert f"/residents/{code}/absences/new" in educator.get(f"/residents/{code}").text
    assert "199" in educator.get(f"/residents/{code}/absences/new").text
    wrong = educator.post(f"/residents/{code}/absences/new", data={"since": "2027-01-01T10:00", "circumstances": KNOWN})
    assert wrong.status_code == 422
    assert KNOWN in wrong.text
    answer = educator.post(
        f"/residents/{code}/absences/new", data={"since": "2026-03-16T10:40", "circumstances": KNOWN}
    )
    assert answer.status_code == 302, answer.text
    page = worker.get(f"/residents/{code}/absences").text
    for text in ("Alerta Farol", "Avisar a la policía", "No diga dónde está la casa.", "Policía de Zedlandia", KNOWN):
        assert text in page
    assert "No está desde" in worker.get(f"/residents/{code}").text
    assert "ausente" in worker.get("/").text
    assert KNOWN not in lawyer.get(f"/residents/{code}/absences").text
    long = "Alerta 12, " * 30 + "y nada"
    refused = worker.post(f"/residents/{code}/absences/step", data={"step": "police", "note": long})
    assert refused.status_code == 422
    assert long in refused.text
    assert '<input type="hidden" name="step" value="police">' in refused.text
    worker.post(f"/residents/{code}/absences/step", data={"step": "police", "note": "Alerta 12"})
    assert "Alerta 12" in worker.get(f"/residents/{code}/absences").text
    assert worker.post(f"/residents/{code}/absences/found", data={"outcome": ""}).status_code == 422
    worker.post(f"/residents/{code}/absences/returned", data={"outcome": "Volvió"})
    page = worker.get(f"/residents/{code}").text
    assert "No está desde" not in page
    assert "Volvió" in worker.get(f"/residents/{code}/absences").text
    again = worker.post(f"/residents/{code}/absences/returned", data={"outcome": ""}, follow_redirects=True)
    assert "ya terminó" in again.text


def test_who_may_begin_the_alert_goes_straight_to_it(network: Network, flor: int) -> None:
    with network.home.reading() as session:
        code = of(session, flor).code
    typed = {"since": "2026-03-16T10:40", "circumstances": ""}
    answer = network.client("director").post(f"/residents/{code}/absences/new", data=typed)
    assert str(answer.location).endswith("/edit")
