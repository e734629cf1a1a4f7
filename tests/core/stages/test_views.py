"""What the director decides takes effect at once where its day has come, and waits for its day where it has not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.agenda.models import Task
from core.branches.models import BedStay
from core.intake import exits
from core.residents import service as residents
from core.residents.models import Resident
from core.stages import episodes, moves
from core.stages.models import Episode, StageMove
from core.stages.moves import Proposal
from core.testkit.houses import NOON
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE

TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def girl(network: Network) -> Resident:
    return network.home.admit().resident


def signed_exit(network: Network, girl: Resident, on: date) -> int:
    """Propose that she leaves, and sign for the team."""
    home = network.home
    with home.transaction() as session:
        checklist = exits.checklist(session, girl, [code for code, _label in exits.ATTESTED])
        proposal = Proposal(on, "", "Quiero volver a casa", exit_kind="home")
        episode = episodes.get_open(session, girl.id)
        move = moves.propose_exit(session, home.actor(), home.country, episode, proposal, checklist)
        moves.sign(session, home.actor(), move, "")
        return move.id


def decide(network: Network, move: int) -> str:
    return network.client("director").post(f"/moves/{move}/decide", follow_redirects=True).text


def test_an_exit_of_today_ends_stay_bed_and_tasks_when_the_director_has_decided(
    network: Network, girl: Resident
) -> None:
    page = decide(network, signed_exit(network, girl, TODAY))
    with network.home.reading() as session:
        episode = session.scalars(select(Episode)).one()
        assert (episode.closed_on, episode.exit_canonical) == (TODAY, "family")
        assert session.scalars(select(StageMove.state).where(StageMove.kind == "exit")).all() == ["effective"]
        assert session.scalars(select(BedStay.until_at)).all() == [episode.closed_at]
        # Of all that was to be done, only what follows a stay is left.
        assert set(session.scalars(select(Task.source).where(Task.done_at.is_(None)))) <= {"aftercare"}
    assert "El egreso ya surtió efecto" in page


def test_an_exit_of_tomorrow_waits_for_its_day(network: Network, girl: Resident) -> None:
    page = decide(network, signed_exit(network, girl, TOMORROW))
    with network.home.reading() as session:
        assert session.scalars(select(Episode)).one().closed_at is None
        assert session.scalars(select(StageMove.state).where(StageMove.kind == "exit")).all() == ["approved"]
    assert "El egreso ya surtió efecto" not in page


def test_her_words_are_for_who_reads_them_on_her_case(network: Network, girl: Resident) -> None:
    home = network.home
    with home.transaction() as session:
        resident = session.get_one(Resident, girl.id)
        residents.join_team(session, home.actor(), resident, home.actor("nurse"))
    signed_exit(network, girl, TOMORROW)
    said = "Quiero volver a casa"
    pages = {role: network.client(role).get(f"/residents/{girl.code}/stage").text
             for role in ("social_worker", "director", "nurse")}  # fmt: skip
    assert [role for role, page in pages.items() if said in page] == ["social_worker", "director"]
    assert girl.code in pages["nurse"]
