"""AS-04: a stage is split while residents are in it, one of them goes along, and the way back leaves nothing unread."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.configuration import service, versions
from core.configuration.kinds import Ground
from core.errors import NotFound
from core.reporting import catalogue as catalogues
from core.reporting import closings, figures
from core.reporting.periods import containing
from core.stages import migration, moves, programme
from core.stages.models import Episode, ProgrammeStage
from core.stages.programme_kind import PROGRAMME
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.studio import content_of, counted

TODAY = NOON.date()
APRIL = TODAY + timedelta(days=16)


def test_a_split_stage_leaves_running_stays_in_place_and_its_way_back_reads_whole(home: Home) -> None:
    luna, *others = (home.admit(bed_id=None).episode for _girl in range(3))
    split = _split(content_of(home, PROGRAMME))
    assert counted(home, PROGRAMME, split)["stays"] == 3
    number = _send(home, split)
    with home.transaction() as session, pytest.raises(NotFound):
        _approve(home, session, number, "config_admin")
    with home.transaction() as session:
        _approve(home, session, number, "director")
    with clock.freeze(NOON + timedelta(days=16)):
        before = _figures(home)
        with home.transaction() as session:
            service.apply_due(home.actor("director"), {PROGRAMME.code: PROGRAMME}, _ground(home, session))
        assert [_stage(home, each) for each in (luna, *others)] == ["harbour"] * 3
        _goes_along(home, luna, "harbour_b")
        assert [_stage(home, each) for each in (luna, *others)] == ["harbour_b", "harbour", "harbour"]
        assert _figures(home) == before
    with clock.freeze(NOON + timedelta(days=18)):
        before = _figures(home)
        with home.transaction() as session:
            director, place = home.actor("director"), _ground(home, session)
            older = versions.get(session, director, PROGRAMME.code, "main", number - 1)
            service.roll_back(place, director, PROGRAMME, older, "Se confunden")
            live = versions.find_live(session, home.id, PROGRAMME.code, "main")
            assert live is not None
            assert (live.number, live.sha256) == (number + 1, older.sha256)
        _goes_along(home, luna, "harbour")
        assert _path(home, luna) == [("harbour", "stabilisation"), ("harbour_b", "stabilisation"),
                                     ("harbour", "stabilisation")]  # fmt: skip
        assert _figures(home) == before


def _split(content: dict[str, Any]) -> dict[str, Any]:
    new = deepcopy(content)
    stage = next(each for each in new["stages"] if each["code"] == "harbour")
    new["stages"].insert(1, {**stage, "code": "harbour_b", "label_es": "Puerto B", "label_en": "Harbour B"})
    onward = [{**each, "source": "harbour_b"} for each in new["moves"] if each["source"] == "harbour"]
    new["moves"] += [*onward, {**onward[0], "source": "harbour", "target": "harbour_b"}]
    return new


def _ground(home: Home, session: Any) -> Ground:
    return Ground(session, home.country, home.id, clock.today(home.country.country.time_zone))


def _send(home: Home, new: dict[str, Any]) -> int:
    admin = home.actor("config_admin")
    with home.transaction() as session:
        place = _ground(home, session)
        draft = service.begin(place, admin, PROGRAMME)
        service.save(session, admin, draft, new, revision=draft.revision)
        service.send(place, admin, PROGRAMME, draft, reason="Dos ritmos", effective_on=APRIL)
        return draft.number


def _approve(home: Home, session: Any, number: int, role: str) -> None:
    actor = home.actor(role)
    version = versions.get(session, actor, PROGRAMME.code, "main", number)
    service.approve(_ground(home, session), actor, PROGRAMME, version)


def _goes_along(home: Home, luna: Episode, target: str) -> None:
    """Her team and the director let her stay go over; whoever stays behind is left as she is."""
    today = clock.today(home.country.country.time_zone)
    with home.transaction() as session:
        left = migration.behind(session, home.actor(), today)
        migration.propose_all(session, home.actor(), {each.stage.id: target for each in left}, today)
        move = next(row[0] for row in moves.proposed(session, home.actor()) if row[0].episode_id == luna.id)
        moves.sign(session, home.actor("social_worker"), move)
        moves.decide(session, home.actor("director"), move, "", today)


def _stage(home: Home, episode: Episode) -> str:
    with home.reading() as session:
        return programme.stage_of(session, session.get_one(Episode, episode.id)).code


def _path(home: Home, episode: Episode) -> list[tuple[str, str]]:
    with home.reading() as session:
        steps = [each for each in moves.chain(session, episode.id) if each.state == "effective"]
        stages = [session.get_one(ProgrammeStage, each.to_stage_id) for each in steps]
        return [(each.code, each.phase) for each in stages]


def _figures(home: Home) -> list[figures.Cell]:
    with home.reading() as session:
        place = _ground(home, session)
        scope = closings.scope_of(session, place.country, home.id, containing(place.day, "Q"))
        return figures.compute(session, catalogues.current(), scope)
