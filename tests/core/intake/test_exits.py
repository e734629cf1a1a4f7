"""Exits: what is done before, what ends with the stay, and a baby who stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.branches.models import BedStay
from core.errors import Conflict, Invalid
from core.intake import exits
from core.residents import family
from core.residents.models import Resident
from core.stages import moves
from core.stages.models import Episode, StageMove
from core.stages.moves import Proposal
from core.testkit.house import Home
from core.testkit.houses import NOON

TODAY = NOON.date()
ALL = tuple(code for code, _label in exits.ATTESTED)
PROPOSAL = Proposal(TODAY, "", "Quiero volver a casa", exit_kind="home")


def propose(home: Home, girl: Resident, proposal: Proposal = PROPOSAL, attested: tuple[str, ...] = ALL) -> int:
    with home.transaction() as session:
        row = session.scalars(select(Episode).where(Episode.resident_id == girl.id)).one()
        checklist = exits.checklist(session, session.get_one(Resident, girl.id), attested)
        return moves.propose_exit(session, home.actor(), home.country, row, proposal, checklist).id


def approve(home: Home, move: int, comment: str = "") -> None:
    for role, act in (("social_worker", moves.sign), ("director", None)):
        with home.transaction() as session:
            actor = home.actor(role)
            row = moves.get(session, actor, move)
            if act is not None:
                act(session, actor, row)
            else:
                moves.decide(session, actor, row, comment, TODAY)


def apply(home: Home, after: timedelta = timedelta()) -> int:
    with clock.freeze(NOON + after), home.transaction() as session:
        day = (NOON + after).date()
        return exits.apply_due(session, home.actor("director"), home.country, home.id, day)


def test_episode_bed_and_tasks_end_together_and_once(home: Home) -> None:
    girl = home.admit().resident
    move = propose(home, girl)
    approve(home, move)
    assert (apply(home), apply(home)) == (1, 0)
    with home.reading() as session:
        episode = session.scalars(select(Episode)).one()
        assert (episode.closed_on, episode.exit_canonical, episode.planned_exit) == (TODAY, "family", True)
        assert session.get_one(StageMove, move).state == "effective"
        assert session.scalars(select(BedStay.until_at)).all() == [episode.closed_at]
        assert session.scalars(select(Task.code).where(Task.done_at.is_(None))).all() == ["aftercare.plan"]


def test_what_is_not_done_needs_a_reason_and_the_directors_word(home: Home) -> None:
    girl = home.admit().resident
    with pytest.raises(Invalid) as silent:
        propose(home, girl, attested=("belongings",))
    assert list(silent.value.fields) == ["reason"]
    move = propose(home, girl, Proposal(TODAY, "Se fue de prisa", "—", exit_kind="home"), ("belongings",))
    with pytest.raises(Invalid):
        approve(home, move)


@pytest.mark.parametrize("kind", ["balloon", "transfer", None])
def test_a_transfer_and_an_unknown_kind_are_no_exits_to_propose(home: Home, kind: str | None) -> None:
    girl = home.admit().resident
    with pytest.raises(Invalid) as refused:
        propose(home, girl, Proposal(TODAY, "x", "x", exit_kind=kind))
    assert list(refused.value.fields) == ["exit_kind"]


def test_no_reason_stands_in_for_the_babys_carer(home: Home) -> None:
    mother = home.admit(bed_id=None).resident
    baby = home.admit(mother=mother).resident
    told = Proposal(TODAY, "Urge", "Sí", exit_kind="home")
    with pytest.raises(Invalid) as undecided:
        propose(home, mother, told)
    assert list(undecided.value.fields) == ["checklist"]
    with home.transaction() as session:
        (link,) = family.babies_of(session, mother.id)
        family.decide_carer(session, home.actor(), link.id, "Se queda en la casa cuna", on_case=True)
    approve(home, propose(home, mother))
    apply(home)
    with home.reading() as session:
        inside = session.scalars(select(Episode.resident_id).where(Episode.closed_at.is_(None))).all()
        assert inside == [baby.id]
        assert family.mother_of(session, baby.id) is not None


def test_an_exit_that_is_written_late_still_ends_on_its_day(home: Home) -> None:
    girl = home.admit().resident
    approve(home, propose(home, girl))
    apply(home, timedelta(days=3))
    with home.reading() as session:
        episode = session.scalars(select(Episode)).one()
        assert episode.closed_on == TODAY
        assert episode.closed_at is not None
        assert NOON < episode.closed_at < NOON + timedelta(hours=13)


def test_an_exit_for_tomorrow_waits_and_bars_another(home: Home) -> None:
    girl = home.admit().resident
    move = propose(home, girl, Proposal(TODAY + timedelta(days=1), "", "Sí", exit_kind="home"))
    approve(home, move)
    assert apply(home) == 0
    with pytest.raises(Conflict):
        propose(home, girl)
    assert apply(home, timedelta(days=1)) == 1


def test_what_was_under_way_is_taken_back_when_a_stay_ends_another_way(home: Home) -> None:
    girl = home.admit().resident
    move = propose(home, girl)
    with home.transaction() as session:
        episode = session.scalars(select(Episode)).one()
        exits.end(session, home.actor("director"), home.country, episode, "walked_out", TODAY)
    with home.reading() as session:
        assert session.get_one(StageMove, move).state == "withdrawn"
    assert apply(home, timedelta(days=1)) == 0


def test_a_death_is_kept_with_her_and_nobody_is_admitted_again(home: Home) -> None:
    girl = home.admit().resident
    with home.transaction() as session:
        episode = session.scalars(select(Episode)).one()
        exits.end(session, home.actor("director"), home.country, episode, "death", TODAY)
    with home.reading() as session:
        row = session.get_one(Resident, girl.id)
    assert row.deceased_on == TODAY
    with pytest.raises(Invalid):
        home.admit(resident=row)
