"""Advocacy: an instrument's stage follows its steps, a contribution needs a document, a promise becomes a task."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.advocacy import service
from core.advocacy.models import PolicyInstrument
from core.advocacy.service import NewStep
from core.agenda.models import Task
from core.errors import Conflict, Invalid, NotFound
from core.testkit.web import Network


def today() -> date:
    return clock.today("Etc/GMT+5")


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def law(**changes: object) -> dict[str, Any]:
    return {"kind": "law", "title": "Ley de ejemplo", "ask": "Que se apruebe", "opened_on": ago(400), **changes}


def test_stage_adoption_and_implementation_follow_the_steps(network: Network) -> None:
    home = network.home
    officer = home.actor("training_officer")
    with home.transaction() as session:
        found = service.follow(session, officer, law(), "drafted")
        adopted = service.move(
            session, officer, found.id, NewStep("adopted", ago(200), "publication", "Diario 3", True)
        )
        service.move(session, officer, found.id, NewStep("regulated", ago(20)))
        assert (found.stage, found.adopted_on, found.implemented_on) == ("regulated", ago(200), ago(20))
        assert (adopted.position, adopted.from_stage) == (3, "drafted")
        back = service.move(session, officer, found.id, NewStep("tabled", ago(10)))
        assert found.stage == "tabled"
        service.change(session, officer, "step", back.id, "strike")
        assert found.stage == "regulated"
        service.move(session, officer, found.id, NewStep("dropped", ago(1)))
        assert (found.stage, found.closed_on) == ("regulated", ago(1))
        with pytest.raises(Invalid):
            service.move(session, officer, found.id, NewStep("in_force", today()))
    with home.reading() as session:
        assert [each.to_stage for each in service.show(session, officer, found.id).steps][-1] == "drafted"
        assert session.scalars(select(PolicyInstrument.stage)).one() == "regulated"


def test_what_cannot_be_is_refused(network: Network) -> None:
    home = network.home
    officer = home.actor("training_officer")
    with home.transaction() as session:
        for changes in ({"kind": "moon"}, {"title": ""}, {"opened_on": today() + timedelta(days=1)},
                        {"partner_id": 999_999}):  # fmt: skip
            with pytest.raises(Invalid):
                service.follow(session, officer, law(**changes))
        found = service.follow(session, officer, law())
        for step in (NewStep("idea", today()), NewStep("moon", today()), NewStep("adopted", ago(500)),
                     NewStep("adopted", today(), contribution=True),
                     NewStep("adopted", today(), "rumour", "x")):  # fmt: skip
            with pytest.raises(Invalid):
                service.move(session, officer, found.id, step)
        with pytest.raises(Conflict):
            service.edit(session, officer, found.id, law(title="Otra"), revision=99)
        service.edit(session, officer, found.id, law(title="Otra"), revision=found.revision)
        assert found.title == "Otra"
        for role in ("social_worker", "lawyer", "auditor"):
            with pytest.raises(NotFound):
                service.move(session, home.actor(role), found.id, NewStep("drafted", today()))


def test_what_somebody_promised_is_asked_after(network: Network) -> None:
    home = network.home
    officer = home.actor("training_officer")
    done = {"kind": "meeting", "on_day": today(), "summary": "Mesa de la coalición", "commitment": "Enviar el borrador",
            "commitment_due": today() + timedelta(days=10)}  # fmt: skip
    open_ones = select(Task).where(Task.source == "advocacy_action", Task.done_at.is_(None))
    with home.transaction() as session:
        made = service.act(session, officer, done)
        assert session.scalars(open_ones).one().role == "training_officer"
        service.keep(session, officer, made.id, today())
        assert session.scalars(open_ones).all() == []
        with pytest.raises(Conflict):
            service.keep(session, officer, made.id, today())
        for wrong in ({"commitment_due": None}, {"commitment": ""}, {"summary": " "}, {"kind": "moon"}):
            with pytest.raises(Invalid):
                service.act(session, officer, {**done, **wrong})
        assert len(service.actions_page(session, home.actor("auditor"))) == 1
