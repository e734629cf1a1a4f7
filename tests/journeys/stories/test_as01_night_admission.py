"""AS-01: a girl arrives at night without papers."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.branches.models import BedStay
from core.errors import NotFound, Refused
from core.intake.admission import Basis
from core.legal import board, measures
from core.legal.cover import State
from core.legal.measures import NewMeasure
from core.overview import today
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.models import Consent, IdentityDocument
from core.residents.service import Health
from core.stages.models import Episode
from core.testkit.stories import Network, admit, at, counted, day, inside, local, open_tasks, standing

PHOTO = b"\xff\xd8\xff\xe0 acta"


def iris(network: Network) -> dict[str, object]:
    gt = network.homes["gt"]
    return {
        "house_name": "Iris", "birth": BirthRange.from_age(15, 15, day("2026-03-14")), "names": ("", ""),
        "birth_basis": "declared", "entry_kind": "pnc", "brought_by": "Agente de turno", "admitted_at": clock.now(),
        "basis": Basis("entrega_con_acta", scan=PHOTO), "health": Health(allergies="Penicilina"),
        "bed_id": gt.beds["1-B"], "confirmed": ("orden_pendiente",),
    }  # fmt: skip


def test_night_admission_without_papers(network: Network) -> None:
    gt = network.homes["gt"]
    with at(gt, "2026-03-14 02:40"):
        with pytest.raises(Refused):
            gt.admit(**{**iris(network), "confirmed": ()})
        assert inside(gt) == 0
        done = admit(gt, **iris(network))
    girl = done.resident

    with at(gt, "2026-03-14 02:41"):
        told = standing(gt, girl)
        assert (told.state, told.until) == (State.PROVISIONAL, local(gt, "2026-03-17 02:40"))
        assert not set(girl.code) & set("01")  # no day can be written in it
        due = {task.code: task.due_at for task in open_tasks(gt, girl)}
        assert due["health.urgent"] == local(gt, "2026-03-15 02:40")
        assert due["health.full"] == local(gt, "2026-03-17 02:40")
        assert {"lawyer", "director"} <= {task.role for task in open_tasks(gt, girl) if task.code.startswith("basis.")}
    with gt.reading() as session:
        assert session.scalars(select(BedStay.bed_id).where(BedStay.until_at.is_(None))).all() == [gt.beds["1-B"]]
        assert session.scalars(select(Consent)).all() == session.scalars(select(IdentityDocument)).all() == []

    with at(gt, "2026-03-14 07:00"), gt.reading() as session:
        assert residents.read_health(session, gt.actor("educator"), girl).allergies == "Penicilina"

    with at(gt, "2026-03-17 02:41"):
        network.night()
        assert standing(gt, girl).state is State.NONE
        with gt.reading() as session:
            episode = session.get_one(Episode, done.episode.id)
            assert (episode.state, episode.closed_at) == ("active", None)
            for role in ("director", "lawyer"):
                assert [stay.standing.state for stay in board.stays(session, gt.actor(role))] == [State.NONE]
                codes = {fact.code: fact for fact in today.facts(session, gt.actor(role), day("2026-03-17"))}
                assert (codes["without_basis"].value, codes["without_basis"].urgent) == (1, True)
            with pytest.raises(NotFound):
                board.stays(session, gt.actor("educator"))
            educators = {fact.code for fact in today.facts(session, gt.actor("educator"), day("2026-03-17"))}
            assert not educators & {"without_basis", "lapsing"}

    with at(gt, "2026-03-18 11:00"):
        with gt.transaction() as session:
            order = NewMeasure("abrigo_temporal", clock.now().astimezone(UTC), (girl.id,), ordered_on=day("2026-03-18"))
            measures.add(session, gt.actor("lawyer"), gt.country, order, action="measure.write")
        assert standing(gt, girl).state is State.IN_FORCE
        assert not [task for task in open_tasks(gt, girl) if task.code.startswith("basis.")]

    with clock.freeze(local(gt, "2026-04-01 08:00") + timedelta(hours=1)):
        assert counted(gt, "nights_without_basis", "2026-03") == 1
