"""AS-16 at the screens: a case that has not moved for 399 days, a hearing that is put off, and the funnel."""

import re
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from core.agenda.models import Task
from core.legal.models import LegalAct, LegalCase
from core.testkit.house import Home
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.stories import at
from core.testkit.web import Browser, Network

# A journey through the screens; what they call runs on both databases in the tests of the rooms.
pytestmark = ON_ONE_DATABASE

CASE = "/legal/cases/1"
#: The act that takes the hearing's place: hers are three, the others' twelve.
PUT_OFF = 16
HEARING = {
    "kind": "hearing", "on_day": "", "at": "2026-03-24T09:00", "modality": "chamber", "leaves_at": "2026-03-24T07:30",
    "returns_at": "2026-03-24T12:00", "prepare": "true",
}  # fmt: skip


def others(home: Home) -> None:
    """Let the house have filed 117 complaints beside hers: 31 moved in 180 days, 12 charged, 5 sentenced."""
    own: dict[str, Any] = {"branch_id": home.id, "created_by": 1, "created_by_name": "Héctor"}
    plain = {**own, "track": "criminal", "part": "filed", "stage": "S1", "filed_on": date(2025, 3, 1)}
    moved, still = date(2025, 12, 1), date(2025, 3, 1)
    complaints = [{**plain, "id": 1000 + place, "last_act_on": moved if place < 31 else still} for place in range(117)]
    charged = [{**own, "case_id": 1000 + place, "kind": "charge", "stage": "S5" if place < 5 else "S3",
                "on_day": moved} for place in range(12)]  # fmt: skip
    with home.transaction() as session:
        session.execute(insert(LegalCase), complaints)
        session.execute(insert(LegalAct), charged)


def open_case(house: Network) -> Browser:
    """Open Luna's case of 12 November 2024, whose last act is of 10 February 2025."""
    luna = house.home.admit(house_name="Luna", team=("social_worker", "lawyer", "psychologist")).resident
    hector = house.client("lawyer")
    case = {"track": "criminal", "part": "filed", "victims": [str(luna.id)], "filed_on": "2024-11-12",
            "exploitation": "SEX_EXPL"}  # fmt: skip
    assert hector.post("/legal/cases/new", data=case).location == CASE
    assert hector.post(f"{CASE}/acts/new", data={"kind": "investigation", "on_day": "2025-02-10"}).location == CASE
    return hector


def tasks(home: Home, role: str) -> list[str]:
    """Tell the open tasks of a role that come from cases, each with its day, in order."""
    query = select(Task).where(Task.role == role, Task.done_at.is_(None), Task.source.startswith("legal"))
    with home.reading() as session:
        return sorted(f"{each.due_at:%m-%d} {each.code}" for each in session.scalars(query) if each.due_at)


def test_a_case_without_movement_its_hearing_and_the_funnel(house: Network) -> None:
    hector = open_case(house)
    _hearing_with_lucia(hector)
    others(house.home)
    _stands_first(hector)
    _shift_reads_only_hours(house)
    _prepared_in_steps(house, hector)
    _put_off(house, hector)


def _stands_first(hector: Browser) -> None:
    page = hector.get("/legal/cases").text
    first = page.partition("Días sin movimiento</th>")[2].partition("<tbody>")[2].partition("</tr>")[0]
    assert "Luna" in first
    assert ">399 " in first
    assert "399 días sin movimiento" in hector.get(CASE).text
    rows = re.findall(r'<th scope="row">[^<]+</th><td class="text-end">(\d+)</td><td class="text-end">([^<]+)<', page)
    assert rows == [("118", "100.0 %"), ("31", "26.3 %"), ("12", "10.2 %"), ("5", "4.2 %")]


def _hearing_with_lucia(hector: Browser) -> None:
    found = re.search(r'<option value="(\d+)"[^>]*>Lucía', hector.get(f"{CASE}/acts/new").text)
    assert found
    wrong = {**HEARING, "returns_at": "2026-03-24T08:30"}
    assert hector.post(f"{CASE}/acts/new", data=wrong).status_code == 422
    assert hector.post(f"{CASE}/acts/new", data={**HEARING, "support": found[1]}).location == CASE
    assert "En una sala especial" in hector.get(CASE).text


def _shift_reads_only_hours(house: Network) -> None:
    with at(house.home, "2026-03-24 06:00"):
        carmen = house.client("educator")
        agenda = carmen.get("/agenda").text
        assert "Luna" in agenda
        assert "Diligencia, sale 07:30, regresa 12:00, acompaña Lucía" in agenda
        for word in ("Audiencia", "sala especial", "juzgado", "Antes de una diligencia", "Héctor"):
            assert word not in agenda
        assert carmen.get(CASE).status_code == 404


def _prepared_in_steps(house: Network, hector: Browser) -> None:
    lucia = house.client("psychologist")
    lucia.post(f"{CASE}/steps/1/done")
    hector.post(f"{CASE}/steps/2/done")
    hector.post(f"{CASE}/steps/2/undo")
    assert len(tasks(house.home, "psychologist")) == 3
    hector.post(f"{CASE}/steps/2/done")
    lucia.post(f"{CASE}/steps/5/done")  # asked after the act, which was not held yet
    for page in (lucia.get(CASE).text, hector.get(CASE).text):
        assert "2 de 4 pasos" in page
        assert "espera a que se realice" in page
    for role in ("director", "social_worker", "educator", "me_officer"):
        assert house.client(role).post(f"{CASE}/steps/3/done").status_code == 404


def _put_off(house: Network, hector: Browser) -> None:
    assert hector.post(f"{CASE}/acts/3/postpone", data={"at": "2026-04-14T09:00"}).location == CASE
    page = hector.get(CASE).text
    assert "Aplazada" in page
    assert "2 de 4 pasos" in page
    assert tasks(house.home, "psychologist") == ["04-14 step:day", "04-14 step:support"]
    with at(house.home, "2026-04-14 06:00"):
        assert "sale 07:30, regresa 12:00, acompaña Lucía" in house.client("educator").get("/agenda").text
    with at(house.home, "2026-04-14 15:00"):
        house.client("lawyer").post(f"{CASE}/acts/{PUT_OFF}/hold", data={"on_day": "2026-04-14"})
        assert [each[6:] for each in tasks(house.home, "psychologist")] == ["step:debrief"]
        house.client("psychologist").post(f"{CASE}/steps/5/done")
    assert tasks(house.home, "psychologist") == []
