"""A programme that is no ladder: it parts into branches, comes back, and ends in several places."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock
from core.errors import Invalid
from core.stages import moves, programme
from core.stages.criteria import Facts
from core.stages.models import Episode
from core.stages.moves import Proposal
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.zz import forms, stages
from plugins.contract.stages import Phase, Stage, Transition
from plugins.contract.text import Text
from plugins.profile import CountryProfile

TODAY = NOON.date()
PHASES = {
    "arrival": Phase.STABILISATION,
    "clinic": Phase.STABILISATION,
    "school": Phase.STRENGTHENING,
    "farm": Phase.STRENGTHENING,
    "family": Phase.REINTEGRATION,
    "own_flat": Phase.REINTEGRATION,
}
GRAPH = {
    "arrival": ("clinic", "school", "farm"),
    "clinic": ("arrival", "school"),
    "school": ("farm", "clinic", "family", "own_flat"),
    "farm": ("school", "own_flat", "arrival"),
    "family": (),
    "own_flat": (),
}


@pytest.fixture
def home(land: Callable[..., CountryProfile], store_factory: StoreFactory) -> Home:
    order = list(PHASES)
    country = land(
        declare_stages=lambda: tuple(
            Stage(code, Text.of(es=code), order.index(code) + 1, phase, Text.of(es=code))
            for code, phase in PHASES.items()
        ),
        declare_transitions=lambda: tuple(
            Transition(source, target, (), backwards=order.index(target) < order.index(source))
            for source, targets in GRAPH.items()
            for target in targets
        ),
        declare_legal_forms=lambda: tuple(replace(form, stages=()) for form in forms.FORMS),
        check_stage_move=lambda move: [],
    )
    assert stages.STAGES[0].code not in country.stages
    with clock.freeze(NOON):
        return open_home(store_factory("zz"), country)


def walk(home: Home, episode: int, target: str) -> None:
    with home.transaction() as session:
        row = session.get_one(Episode, episode)
        proposal = Proposal(TODAY, "", "Quiero", target)
        move = moves.propose(session, home.actor(), home.country, row, "XX", proposal, Facts(row.stage_since, TODAY)).id
    with home.transaction() as session:
        director = home.actor("director")
        moves.decide(session, director, moves.get(session, director, move), "De acuerdo", TODAY)


def at(home: Home, episode: int) -> str:
    with home.reading() as session:
        return programme.stage_of(session, session.get_one(Episode, episode)).code


def test_she_goes_down_a_branch_comes_back_and_ends_elsewhere_than_another(home: Home) -> None:
    ways = (("clinic", "school", "clinic", "school", "family"), ("farm", "arrival", "farm", "own_flat"))
    with clock.freeze(NOON):
        for way in ways:
            episode = home.admit(admitted_at=NOON - timedelta(days=30), bed_id=None).episode.id
            for target in way:
                walk(home, episode, target)
                assert at(home, episode) == target
            with home.reading() as session:
                assert len(moves.chain(session, episode)) == len(way) + 1


def test_a_step_that_the_graph_does_not_have_is_refused(home: Home) -> None:
    with clock.freeze(NOON):
        episode = home.admit(admitted_at=NOON - timedelta(days=30), bed_id=None).episode.id
        with pytest.raises(Invalid):
            walk(home, episode, "own_flat")
