"""A running stay comes to a newer programme only by a step that its case team signs and the director decides."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.configuration import service, versions
from core.configuration.kinds import Ground
from core.errors import Invalid, NotFound
from core.stages import migration, moves, programme
from core.stages.models import Episode, StageMove
from core.stages.programme_kind import PROGRAMME
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.web import Network

TODAY = NOON.date()


def renamed(home: Home) -> None:
    """Publish a programme in which the first stage is another one."""
    admin, director = home.actor("config_admin"), home.actor("director")
    with home.transaction() as session:
        ground = Ground(session, home.country, home.id, TODAY)
        draft = service.begin(ground, admin, PROGRAMME)
        new = versions.content_of(draft)
        for row in (*new["stages"], *new["criteria"], *new["moves"], *new["papers"]):
            for name in ("code", "stage", "source", "target"):
                if row.get(name) == "harbour":
                    row[name] = "welcome"
        service.save(session, admin, draft, new, revision=draft.revision)
        service.send(ground, admin, PROGRAMME, draft, reason="Otro nombre", effective_on=TODAY)
        service.approve(ground, director, PROGRAMME, draft)


def propose(home: Home, target: str = "welcome") -> int:
    with home.transaction() as session:
        left = migration.behind(session, home.actor(), TODAY)
        return migration.propose_all(session, home.actor(), {each.stage.id: target for each in left}, TODAY)


def decide(home: Home, *roles: str) -> None:
    with home.transaction() as session:
        (move,) = (row[0] for row in moves.proposed(session, home.actor()))
        for role in roles:
            moves.sign(session, home.actor(role), move)
        moves.decide(session, home.actor("director"), move, "", TODAY)


def stage_of(home: Home, episode: Episode) -> tuple[str, Any]:
    with home.reading() as session:
        row = session.get_one(Episode, episode.id)
        return programme.stage_of(session, row).code, row.stage_since


def test_a_stay_moves_when_its_whole_team_and_the_director_have_spoken(home: Home) -> None:
    stay = home.admit(bed_id=None, team=("social_worker", "lawyer"), admitted_at=clock.now() - timedelta(days=9))
    renamed(home)
    assert propose(home) == 1
    assert stage_of(home, stay.episode)[0] == "harbour"
    with pytest.raises(Invalid):
        decide(home, "social_worker")
    decide(home, "social_worker", "lawyer")
    assert stage_of(home, stay.episode) == ("welcome", TODAY)
    with home.reading() as session:
        step = moves.chain(session, stay.episode.id)[-1]
        assert (step.kind, step.state, step.required) == ("migration", "effective", ["social_worker", "lawyer"])
        assert migration.behind(session, home.actor(), TODAY) == []


def test_the_days_in_a_stage_go_on_where_the_stage_is_the_same(home: Home) -> None:
    began = TODAY - timedelta(days=9)
    stay = home.admit(bed_id=None, admitted_at=clock.now() - timedelta(days=9))
    renamed(home)
    propose(home)
    decide(home, "social_worker")
    with home.transaction() as session:
        ground = Ground(session, home.country, home.id, TODAY)
        older = versions.get(session, home.actor("director"), "programme", "main", 1)
        service.roll_back(ground, home.actor("director"), PROGRAMME, older, "Mejor antes")
        assert [each.stage.code for each in migration.behind(session, home.actor(), TODAY)] == ["welcome"]
    propose(home, "harbour")
    decide(home, "social_worker")
    assert stage_of(home, stay.episode) == ("harbour", TODAY)
    second = home.admit(bed_id=None, admitted_at=clock.now() - timedelta(days=9))
    assert stage_of(home, second.episode) == ("harbour", began)


def test_a_stay_in_which_a_move_is_under_way_is_left_for_later(home: Home) -> None:
    stay = home.admit(bed_id=None)
    renamed(home)
    assert (propose(home), propose(home)) == (1, 0)
    with home.transaction() as session:
        moves.withdraw(session, home.actor(), session.get_one(StageMove, moves.chain(session, stay.episode.id)[-1].id))
    assert propose(home) == 1


def test_only_stages_in_force_are_targets_and_only_who_proposes_moves_proposes_this(home: Home) -> None:
    home.admit(bed_id=None)
    renamed(home)
    with pytest.raises(Invalid):
        propose(home, "harbour")
    with home.transaction() as session, pytest.raises(NotFound):
        migration.propose_all(session, home.actor("config_admin"), {}, TODAY)


def test_the_social_worker_says_on_a_page_what_each_stage_becomes(network: Network) -> None:
    home = network.home
    girl = home.admit(bed_id=None).resident
    renamed(home)
    worker = network.client("social_worker")
    assert "1 estadía sigue en una versión anterior" in worker.get("/moves").text
    page = worker.get("/moves/programme").text
    assert "Puerto, versión 1 (1 estadía)" in page
    with home.reading() as session:
        (left,) = migration.behind(session, home.actor(), TODAY)
    assert worker.post("/moves/programme", data={f"stage_{left.stage.id}": "prison"}).status_code == 422
    assert worker.post("/moves/programme", data={f"stage_{left.stage.id}": "welcome"}).status_code == 303
    assert "Cambio de programa" in worker.get(f"/residents/{girl.code}/stage").text
    assert network.client("config_admin").get("/moves/programme").status_code == 404
