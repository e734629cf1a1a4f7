"""Figures are asked about, answered, settled and accepted by version."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.audit.models import NetworkEvent
from core.errors import Conflict, Invalid, NotFound
from core.hq import threads
from core.hq.receiving.service import receive_here
from core.hq.states import ACCEPTED, ANSWERED, ASKED, SETTLED, State
from core.reporting import service
from core.reporting.leaving import evidence
from core.reporting.periods import Period
from core.testkit.house import Home, house
from core.testkit.stores import StoreFactory

PERIOD = Period(2026, "M", 2)
BRUNO = Actor(None, "Bruno Alvarado", "hq_analyst")


@pytest.fixture
def home(store_factory: StoreFactory) -> Iterator[Home]:
    """A house that has sent a month."""
    with clock.freeze(datetime(2026, 3, 16, 15, tzinfo=UTC)):
        made = house(store_factory)
        receive_here(made.stores, signed(made), "file")
        yield made


def signed(home: Home, note: str = "Prueba") -> str:
    with home.transaction() as session:
        director = home.actor("director")
        closing = service.close(session, director, home.country, PERIOD, today=date(2026, 3, 16), note=note)
        service.sign(session, director, home.country, closing)
        return service.envelope(session, director, closing)


def say(home: Home, actor: Actor, kind: str, indicator: str = "", text: str = "") -> None:
    with home.stores.network.transaction() as session:
        threads.say(session, actor, home.code, PERIOD, kind, indicator, text)


def accept(home: Home, version: int) -> None:
    with home.stores.network.transaction() as session:
        threads.accept(session, BRUNO, home.code, PERIOD, version)


def state(home: Home) -> tuple[State, int] | None:
    with home.stores.hq.reading() as session:
        return threads.standing(session, home.code, PERIOD)


def test_a_question_stands_until_the_office_settles_it(home: Home) -> None:
    assert state(home) == (State.RECEIVED, 1)
    say(home, BRUNO, ASKED, "RES-003", "¿Por qué cero?")
    assert state(home) == (State.QUERIED, 1)
    with pytest.raises(Conflict):
        accept(home, 1)
    say(home, home.actor("me_officer"), ANSWERED, "RES-003", "La casa no recibió a nadie.")
    assert state(home) == (State.QUERIED, 1)
    say(home, BRUNO, SETTLED, "RES-003")
    accept(home, 1)
    assert state(home) == (State.ACCEPTED, 1)
    with home.stores.network.reading() as session:
        actions = session.scalars(select(NetworkEvent.action).where(NetworkEvent.action.startswith("hq."))).all()
    assert actions == ["hq.receive", "hq.asked", "hq.answered", "hq.settled", "hq.accepted"]


def test_a_newer_version_has_to_be_accepted_anew(home: Home) -> None:
    accept(home, 1)
    receive_here(home.stores, signed(home, "Corregido"), "file")
    assert state(home) == (State.RECEIVED, 2)
    with pytest.raises(Conflict):
        accept(home, 1)
    accept(home, 2)
    assert state(home) == (State.ACCEPTED, 2)


def test_each_side_says_its_own(home: Home) -> None:
    officer = home.actor("me_officer")
    for actor, kind in ((officer, ASKED), (officer, SETTLED), (BRUNO, ANSWERED)):
        with pytest.raises(NotFound):
            say(home, actor, kind, "RES-003", "x")
    with pytest.raises(Invalid):
        say(home, BRUNO, ASKED, "RES-003", "  ")
    with pytest.raises(Invalid):
        say(home, BRUNO, ASKED, "ZZZ-001", "x")
    with pytest.raises(Conflict):
        say(home, officer, ANSWERED, "RES-003", "x")
    with home.stores.hq.reading() as session, pytest.raises(NotFound):
        threads.correspondence(session, officer, "ZZ-77", PERIOD)


def test_evidence_goes_along_and_never_falls(home: Home) -> None:
    with home.transaction() as session:
        officer = home.actor("me_officer")
        evidence.show(session, officer, PERIOD, "RES-003", "E3", "Acta del juzgado 12-2026")
        evidence.show(session, officer, PERIOD, "RES-003", "E2", "Muestra revisada")
        levels = evidence.levels_of(session, home.id, PERIOD)
        assert (levels["RES-003"], levels["RES-001"]) == ("E3", "E1")
        for wrong in (("ZZZ-001", "E3", "x"), ("RES-003", "E9", "x"), ("RES-003", "E3", " ")):
            with pytest.raises(Invalid):
                evidence.show(session, officer, PERIOD, *wrong)
    import json

    told = json.loads(json.loads(signed(home, "con respaldo"))["package"])
    assert told["evidence"]["RES-003"] == "E3"
    assert ACCEPTED not in told
