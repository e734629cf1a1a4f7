"""AS-21: Dalia comes back: a new episode, and nothing of the old one is reopened."""

from dataclasses import replace

import pytest

from core.agenda import service as agenda
from core.errors import Invalid
from core.intake import exits
from core.intake.admission import Basis
from core.residents import identity
from core.residents.ages import BirthRange
from core.residents.models import Resident
from core.residents.service import Health, read_health
from core.stages import episodes, programme
from core.stages.models import Episode
from core.testkit.house import Home
from core.testkit.stories import Network, admit, at, counted, day, inside, local, open_tasks

OUT = {"gt": "reintegro_familia_nuclear", "hn": "reintegro_familiar"}
PROVISIONAL = {"gt": ("orden_pendiente",), "hn": ()}


def leave(home: Home, episode: Episode) -> None:
    director = home.actor("director")
    with home.transaction() as session:
        row = session.get_one(Episode, episode.id)
        exits.end(session, director, home.country, row, OUT[home.country.code], day("2025-10-10"))
        agenda.add(session, branch_id=home.id, code="aftercare.6", source="aftercare", source_id=row.resident_id,
                   title="Follow-up", role="social_worker", due_at=local(home, "2026-04-10 09:00"),
                   resident_id=row.resident_id)  # fmt: skip


@pytest.mark.parametrize("code", ["gt", "hn"])
def test_reentry(network: Network, code: str) -> None:
    home = network.homes[code]
    born = BirthRange.from_age(14, 14, day("2025-06-01"))
    with at(home, "2025-06-01 10:00"):
        first = admit(home, house_name="Dalia", birth=born, health=Health(allergies="Penicilina", pregnant="yes"),
                      confirmed=PROVISIONAL[code])  # fmt: skip
    with at(home, "2025-10-10 12:00"):
        leave(home, first.episode)
        assert inside(home) == 0

    with at(home, "2026-03-02 18:00"):
        back = {"basis": Basis("entrega_con_acta"), "confirmed": PROVISIONAL[code], "house_name": "Dalia"}
        second = admit(home, **_returning(home, first.resident), **back)
        with pytest.raises(Invalid):
            admit(home, **_returning(home, first.resident), **back)
        assert second.view.reentry
        assert second.resident.id == first.resident.id
        assert second.episode.id != first.episode.id
        with home.reading() as session:
            old = session.get_one(Episode, first.episode.id)
            new = session.get_one(Episode, second.episode.id)
            assert (new.reentry_of, new.admitted_on, new.stage_since) == (old.id, day("2026-03-02"), day("2026-03-02"))
            assert old.closed_on == day("2025-10-10")
            assert (new.admitted_on - day("2025-10-10")).days == 143
            assert programme.stage_of(session, new).position == 1
            card = read_health(session, home.actor("nurse"), second.resident)
            assert (card.allergies, card.pregnant) == ("Penicilina", "")
            assert episodes.find_last(session, second.resident.id).id == new.id  # type: ignore[union-attr]
        assert "aftercare.6" not in {task.code for task in open_tasks(home, second.resident)}

    with at(home, "2026-04-01 08:00"):
        assert counted(home, "residents_admitted", "2026-03") == 1
        assert counted(home, "residents_readmitted", "2026-03") == 1
        assert counted(home, "residents_readmitted", "2025-06") == 0


def _returning(home: Home, dalia: Resident) -> dict[str, object]:
    with home.reading() as session:
        row = session.get_one(Resident, dalia.id)
        known = identity.opened(session, row)
    return {"resident": row, "identity": replace(known), "health": Health()}
