"""AS-03: a stage change with an unmet criterion."""

from dataclasses import replace

import pytest

from core.errors import Invalid, Refused
from core.stages import moves, programme
from core.stages.criteria import Facts
from core.stages.models import Episode, StageMove
from core.stages.moves import Proposal
from core.testkit.stories import Network, admit, at, day, local

MET = ("plan_acordado", "valoracion_psicologica", "revision_medica")
UNMET = "sin_incidente_nivel_1"
SOLS_WORDS = "quiero ir a la escuela"


def test_stage_change_with_an_unmet_criterion(network: Network) -> None:
    gt = network.homes["gt"]
    with at(gt, "2026-01-30 12:00"):
        sol = admit(gt, house_name="Sol", admitted_at=local(gt, "2026-01-30 10:00"), confirmed=("orden_pendiente",))

    proposal = Proposal(day("2026-03-17"), "", SOLS_WORDS, "fortalecimiento")
    with at(gt, "2026-03-15 10:00"):

        def propose(asked: Proposal) -> int:
            with gt.transaction() as session:
                episode = session.get_one(Episode, sol.episode.id)
                facts = Facts(episode.stage_since, day("2026-03-15"), (), gap=False, attested=MET)
                assert facts.days_in_stage == 45
                move = moves.propose(session, gt.actor(), gt.country, episode, sol.resident.code, asked, facts)
                assert [each["code"] for each in move.criteria if not each["met"]] == [UNMET]
                return move.id

        with pytest.raises(Invalid):
            propose(proposal)
        reasoned = replace(proposal, reason="La escuela empieza el lunes")
        with pytest.raises(Refused):
            propose(reasoned)
        move_id = propose(replace(reasoned, confirmed=("criterios_pendientes",)))
        for role in ("social_worker", "psychologist", "nurse"):
            with gt.transaction() as session:
                moves.sign(session, gt.actor(role), moves.get(session, gt.actor(role), move_id))
        with gt.transaction() as session, pytest.raises(Invalid):
            moves.sign(session, gt.actor(), moves.get(session, gt.actor(), move_id))

    marta = gt.actor("director")
    with at(gt, "2026-03-16 09:00"):
        with gt.transaction() as session, pytest.raises(Invalid) as silent:
            moves.decide(session, marta, moves.get(session, marta, move_id), "", day("2026-03-16"))
        assert list(silent.value.fields) == ["comment"]
        with gt.transaction() as session:
            comment = "El incidente se trató con ella; la escuela le hace bien"
            moves.decide(session, marta, moves.get(session, marta, move_id), comment, day("2026-03-16"))
        network.night()
        with gt.reading() as session:
            episode = session.get_one(Episode, sol.episode.id)
            assert programme.stage_of(session, episode).code == "acogida"
            assert session.get_one(StageMove, move_id).state == "approved"

    with at(gt, "2026-03-17 00:05"):
        network.night()
        with gt.reading() as session:
            episode = session.get_one(Episode, sol.episode.id)
            first, second = moves.chain(session, episode.id)
            assert programme.stage_of(session, episode).code == "fortalecimiento"
            assert (first.effective_on, second.effective_on) == (day("2026-01-30"), day("2026-03-17"))
            assert (day("2026-03-16") - day("2026-01-30")).days + 1 == 46
            assert first.to_stage_id == second.from_stage_id
            assert episode.stage_since == day("2026-03-17")
            assert moves.opened(session, second, "residents_view") == SOLS_WORDS
            said = moves.approvals(session, move_id)
            assert len({each.user_id for each in said}) == 4
