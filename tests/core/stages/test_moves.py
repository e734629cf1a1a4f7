"""The chain of steps (INV-06) and who may speak on a step (INV-07, INV-30)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotFound, Refused
from core.stages import episodes, moves, programme
from core.stages.criteria import Facts
from core.stages.models import Episode, ProgrammeStage, StageMove
from core.stages.moves import Proposal
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON

TODAY = NOON.date()
FORM = "zz_court_notice"
ALL_MET = ("rested",)
PROPOSAL = Proposal(effective_on=TODAY, reason="", residents_view="Quiero aprender", target="workshop")


def stay(home: Home, days: int = 30) -> Episode:
    return home.admit(admitted_at=clock.now() - timedelta(days=days), bed_id=None).episode


def propose(
    home: Home, episode: Episode, proposal: Proposal = PROPOSAL, *, attested: Sequence[str] = ALL_MET,
    signed: Sequence[str] = (FORM,), actor: Actor | None = None,
) -> int:  # fmt: skip
    with home.transaction() as session:
        row = session.get_one(Episode, episode.id)
        facts = Facts(row.stage_since, TODAY, signed, gap=False, attested=attested)
        return moves.propose(session, actor or home.actor(), home.country, row, "XX", proposal, facts).id


def sign(home: Home, move: int, *roles: str) -> None:
    for role in roles:
        with home.transaction() as session:
            moves.sign(session, home.actor(role), moves.get(session, home.actor(role), move))


def decide(home: Home, move: int, comment: str = "", today: date = TODAY, actor: Actor | None = None) -> None:
    director = actor or home.actor("director")
    with home.transaction() as session:
        moves.decide(session, director, moves.get(session, director, move), comment, today)


def state(home: Home, move: int) -> str:
    with home.reading() as session:
        return session.get_one(StageMove, move).state


def stage(home: Home, episode: Episode) -> str:
    with home.reading() as session:
        return programme.stage_of(session, session.get_one(Episode, episode.id)).code


def test_a_move_takes_effect_once_every_discipline_and_the_director_have_spoken(home: Home) -> None:
    episode = stay(home)
    move = propose(home, episode)
    sign(home, move, "social_worker", "psychologist")
    assert stage(home, episode) == "harbour"
    decide(home, move)
    assert (state(home, move), stage(home, episode)) == ("effective", "workshop")


def test_the_proposer_signs_once_and_nobody_twice(home: Home) -> None:
    move = propose(home, stay(home))
    sign(home, move, "social_worker")
    for actor in (home.actor("social_worker"), home.actor("social_worker", second=True)):
        with home.transaction() as session, pytest.raises(Invalid) as refused:
            moves.sign(session, actor, moves.get(session, actor, move))
        assert list(refused.value.fields) == ["signature"]


def test_one_person_with_two_hats_counts_once(home: Home) -> None:
    move = propose(home, stay(home))
    sign(home, move, "social_worker")
    other_hat = replace(home.actor("psychologist"), user_id=home.actor().user_id)
    with home.transaction() as session, pytest.raises(Invalid):
        moves.sign(session, other_hat, moves.get(session, other_hat, move))


def test_a_discipline_that_is_not_asked_does_not_sign(home: Home) -> None:
    move = propose(home, stay(home))
    with pytest.raises(Invalid):
        sign(home, move, "lawyer")
    with pytest.raises(NotFound):
        sign(home, move, "reception")


def test_the_director_decides_last_and_never_on_her_own_proposal(home: Home) -> None:
    move = propose(home, stay(home), actor=home.actor("psychologist"))
    with pytest.raises(Invalid) as early:
        decide(home, move)
    assert list(early.value.fields) == ["signatures"]
    sign(home, move, "social_worker")
    colleague = home.actor("psychologist", second=True)
    with home.transaction() as session:
        moves.sign(session, colleague, moves.get(session, colleague, move))
    same_person = replace(home.actor("director"), user_id=home.actor("psychologist").user_id)
    with pytest.raises(Invalid) as own:
        decide(home, move, actor=same_person)
    assert list(own.value.fields) == ["comment"]
    with pytest.raises(NotFound):
        decide(home, move, actor=home.actor("lawyer"))
    decide(home, move)


def test_an_unmet_criterion_needs_a_reason_her_words_and_the_directors_own_word(home: Home) -> None:
    episode = stay(home)
    with pytest.raises(Invalid) as silent:
        propose(home, episode, replace(PROPOSAL, residents_view=" "), attested=())
    assert set(silent.value.fields) == {"reason", "residents_view"}
    told = replace(PROPOSAL, reason="La escuela empieza")
    with pytest.raises(Refused):
        propose(home, episode, told, attested=())
    move = propose(home, episode, replace(told, confirmed=("unmet",)), attested=())
    sign(home, move, "social_worker", "psychologist")
    with pytest.raises(Invalid) as unsaid:
        decide(home, move, "  ")
    assert list(unsaid.value.fields) == ["comment"]
    decide(home, move, "De acuerdo: la escuela no espera")
    with home.reading() as session:
        row = session.get_one(StageMove, move)
        assert [each["code"] for each in row.criteria if not each["met"]] == ["rested"]
        assert moves.opened(session, row, "reason") == "La escuela empieza"


def test_a_blocking_objection_is_not_confirmed_away(home: Home) -> None:
    fresh = home.admit(bed_id=None).episode
    with pytest.raises(Refused):
        propose(home, fresh, replace(PROPOSAL, reason="Sí", confirmed=("too_early", "unmet")), attested=())


def test_a_form_that_the_move_needs_has_to_be_signed(home: Home) -> None:
    with pytest.raises((Invalid, Refused)):
        propose(home, stay(home), replace(PROPOSAL, reason="Sí", confirmed=("unmet",)), signed=())


@pytest.mark.parametrize("target", ["gangway", "harbour", "nowhere", None])
def test_only_moves_of_the_programme_can_be_proposed(home: Home, target: str | None) -> None:
    with pytest.raises(Invalid):
        propose(home, stay(home), replace(PROPOSAL, target=target))


def test_there_is_one_move_at_a_time(home: Home) -> None:
    episode = stay(home)
    propose(home, episode)
    with pytest.raises(Conflict):
        propose(home, episode)


def test_a_returned_proposal_ends_with_its_comment_and_another_may_be_made(home: Home) -> None:
    episode = stay(home)
    move = propose(home, episode)
    director = home.actor("director")
    with home.transaction() as session, pytest.raises(Invalid):
        moves.send_back(session, director, moves.get(session, director, move), " ")
    with home.transaction() as session:
        moves.send_back(session, director, moves.get(session, director, move), "Falta su opinión")
    assert state(home, move) == "returned"
    with pytest.raises(Conflict):
        sign(home, move, "psychologist")
    assert propose(home, episode) != move


def test_only_its_proposer_takes_a_proposal_back(home: Home) -> None:
    move = propose(home, stay(home))
    for actor in (home.actor("psychologist"), home.actor("social_worker", second=True)):
        with home.transaction() as session, pytest.raises(NotFound):
            moves.withdraw(session, actor, moves.get(session, actor, move))
    with home.transaction() as session:
        moves.withdraw(session, home.actor(), moves.get(session, home.actor(), move))
    assert state(home, move) == "withdrawn"
    with pytest.raises(Conflict):
        decide(home, move)


def test_a_move_for_tomorrow_waits_for_its_day(home: Home) -> None:
    episode = stay(home)
    tomorrow = TODAY + timedelta(days=1)
    move = propose(home, episode, replace(PROPOSAL, effective_on=tomorrow))
    sign(home, move, "social_worker", "psychologist")
    decide(home, move)
    assert (state(home, move), stage(home, episode)) == ("approved", "harbour")
    with home.transaction() as session:
        assert not moves.apply_due(session, home.actor(), TODAY, session.get_one(StageMove, move))
        assert moves.apply_due(session, home.actor(), tomorrow, session.get_one(StageMove, move))
        assert not moves.apply_due(session, home.actor(), tomorrow, session.get_one(StageMove, move))
    with home.reading() as session:
        assert session.get_one(Episode, episode.id).stage_since == tomorrow
    assert stage(home, episode) == "workshop"


def test_another_house_neither_sees_nor_moves_her(home: Home) -> None:
    episode = stay(home)
    move = propose(home, episode)
    second = open_home(home.stores, home.country, number=2)
    with home.transaction() as session:
        with pytest.raises(NotFound):
            moves.get(session, second.actor("director"), move)
        row = session.get_one(StageMove, move)
        for act in (moves.sign, moves.withdraw):
            with pytest.raises(NotFound):
                act(session, second.actor(), row)
        facts = Facts(TODAY, TODAY)
        with pytest.raises(NotFound):
            moves.propose(session, second.actor(), home.country, session.get_one(Episode, episode.id), "XX", PROPOSAL,
                          facts)  # fmt: skip
    with second.reading() as session:
        assert moves.proposed(session, second.actor("director")) == []


def test_reasons_and_her_words_lie_sealed(home: Home) -> None:
    move = propose(home, stay(home), replace(PROPOSAL, residents_view="Marcadora quiere ir"))
    with home.reading() as session:
        assert b"Marcadora" not in (session.get_one(StageMove, move).residents_view or b"")


ACTS = st.lists(st.tuples(st.sampled_from(("workshop", "gangway")), st.integers(0, 3), st.booleans()), max_size=6)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_is_proposed_the_chain_has_no_gap_and_no_overlap(
    home: Home, acts: list[tuple[str, int, bool]]
) -> None:
    episode, today = stay(home), TODAY
    for target, wait, approve in acts:
        today += timedelta(days=wait)
        _try(home, episode, target, today, approve=approve)
    with home.reading() as session:
        row = session.get_one(Episode, episode.id)
        steps = [each for each in moves.chain(session, episode.id) if each.state == "effective"]
        assert [each.from_stage_id for each in steps[1:]] == [each.to_stage_id for each in steps[:-1]]
        assert all(one.effective_on <= two.effective_on for one, two in pairwise(steps))  # type: ignore[operator]
        assert (row.stage_id, row.stage_since) == (steps[-1].to_stage_id, steps[-1].effective_on)
        for step in steps[1:]:
            speakers = [each.user_id for each in moves.approvals(session, step.id)]
            assert len(speakers) == len(set(speakers)) == len(step.required) + 1


def _try(home: Home, episode: Episode, target: str, today: date, *, approve: bool) -> None:
    proposal = Proposal(today, "Porque sí", "Sí", target, confirmed=("unmet",))
    with clock.freeze(NOON + (today - TODAY)):
        try:
            move = propose(home, episode, proposal, attested=("rested", "plan"))
        except (Invalid, Refused, Conflict):
            return
        with home.reading() as session:
            required = session.get_one(StageMove, move).required
        sign(home, move, *required)
        if approve:
            decide(home, move, "Sí", today)
        else:
            with home.transaction() as session:
                director = home.actor("director")
                moves.send_back(session, director, moves.get(session, director, move), "No")


def test_a_closed_stay_takes_no_more_steps(home: Home) -> None:
    episode = stay(home)
    with home.transaction() as session:
        row = session.get_one(Episode, episode.id)
        episodes.close(session, home.actor(), row, home.country.exit_kinds["home"], TODAY)
    with pytest.raises(Conflict):
        propose(home, episode)
    with home.transaction() as session, pytest.raises(Conflict):
        row = session.get_one(Episode, episode.id)
        episodes.close(session, home.actor(), row, home.country.exit_kinds["home"], TODAY)


def test_a_stay_is_pinned_to_the_programme_it_began_in(home: Home) -> None:
    episode = stay(home)
    with home.reading() as session:
        ids = set(session.scalars(select(ProgrammeStage.version_id)))
    assert ids == {episode.version_id}
