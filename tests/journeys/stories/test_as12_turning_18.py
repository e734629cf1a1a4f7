"""AS-12: Luna turns 18: planned long before, and never an automatic exit."""

from datetime import UTC

import pytest
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.branches import service as branches
from core.errors import Invalid, Refused
from core.intake import majority
from core.residents import consents
from core.residents.ages import BirthRange
from core.residents.consents import Answer
from core.residents.models import Consent, Resident
from core.stages.models import Episode
from core.testkit.house import Home
from core.testkit.stories import Network, admit, at, day, inside, local, open_tasks

BORN = day("2008-06-20")


def codes(home: Home, luna: Resident) -> dict[str, object]:
    return {task.code: task.due_at for task in open_tasks(home, luna) if task.source == "majority"}


def test_turning_18(network: Network) -> None:
    gt = network.homes["gt"]
    with at(gt, "2025-06-01 10:00"):
        done = admit(gt, house_name="Luna", birth=BirthRange.exactly(BORN), admitted_at=local(gt, "2025-06-01 09:00"),
                     confirmed=("orden_pendiente",))  # fmt: skip
        luna = done.resident
        network.night()
        assert codes(gt, luna) == {}
    with at(gt, "2025-06-20 00:10"):
        network.night()
        assert codes(gt, luna) == {"majority.12": local(gt, "2025-06-20 00:00")}
    with at(gt, "2026-03-16 09:00"):
        assert (BORN.replace(year=2026) - day("2026-03-16")).days == 96
        photo = _photo_consent(gt, luna)
        network.night()
        assert "majority.3" not in codes(gt, luna)
    with at(gt, "2026-03-20 00:10"):
        network.night()
        network.night()
        assert codes(gt, luna) == {
            "majority.12": local(gt, "2025-06-20 00:00"),
            "majority.3": local(gt, "2026-03-20 00:00"),
        }

    with at(gt, "2026-06-19 23:00"):
        network.night()
        assert _allowed(gt, luna)
    with at(gt, "2026-06-20 00:00"):
        network.night()
        network.night()
        assert not _allowed(gt, luna)
        with gt.reading() as session:
            answers = consents.list_all(session, gt.country, luna.id, day("2026-06-20"))
            ended = {row.id: row for row in answers}[photo]
            assert (ended.ended_on, ended.ended_why) == (day("2026-06-20"), "majority")
            assert session.get_one(Episode, done.episode.id).closed_at is None
            messages = session.scalars(select(Task).where(Task.source == "majority", Task.role == "family")).all()
            assert messages == []
        assert set(codes(gt, luna)) == {"majority.consents", "majority.measure", "majority.choice"}
        assert {task.role for task in open_tasks(gt, luna) if task.code == "majority.measure"} == {"lawyer"}

    with at(gt, "2026-06-20 10:00"):
        _stays_by_exception(gt, luna, done.episode.id)
    with at(gt, "2026-09-01 00:10"):
        network.night()
        assert "majority.until:2026-08-31" in codes(gt, luna)
        assert inside(gt) == 1


def _photo_consent(gt: Home, luna: Resident) -> int:
    kind = next(each for each in gt.country.consents.values() if each.givers[-1].from_age == 18)
    answer = Answer(kind.code, "given", "guardian_with_assent", day("2026-03-16"), "es", "Su mamá", assent="yes")
    with gt.transaction() as session:
        return consents.take(session, gt.actor(), gt.country, luna, answer, on_case=True).id


def _allowed(gt: Home, luna: Resident) -> bool:
    with gt.reading() as session:
        today = clock.today(gt.country.country.time_zone)
        kind = session.scalars(select(Consent.kind)).one()
        return bool(consents.active(session, gt.country, luna.id, kind, today))


def _stays_by_exception(gt: Home, luna: Resident, episode_id: int) -> None:
    director = gt.actor("director")
    now = local(gt, "2026-06-20 10:00").astimezone(UTC)
    with gt.transaction() as session:
        episode = session.get_one(Episode, episode_id)
        with pytest.raises(Invalid):
            majority.allow_to_stay(session, director, episode, until=day("2026-06-20"), why="", today=day("2026-06-20"))
        majority.allow_to_stay(
            session, director, episode, until=day("2026-08-31"), why="Juicio en curso", today=day("2026-06-20")
        )
    minors, adults = gt.beds["1-D"], gt.beds["2-A"]
    with gt.transaction() as session:
        with pytest.raises(Refused):
            branches.move_bed(session, director, luna.id, minors, now, adult=True)
        branches.move_bed(session, director, luna.id, minors, now, adult=True, risk_assessment=True)
        branches.move_bed(session, director, luna.id, adults, now, adult=True)
