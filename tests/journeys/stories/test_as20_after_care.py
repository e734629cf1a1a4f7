"""AS-20 at the screens: what fell behind an equal sum, an open window, a cohort, and a sheet that says nothing."""

import io
import re
from datetime import date
from typing import Any

from pypdf import PdfReader
from sqlalchemy import insert, select

from core.aftercare.models import AftercarePlan, FollowUp
from core.intake import exits
from core.residents.models import Resident
from core.stages.models import Episode
from core.testkit.house import Home
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.stories import at
from core.testkit.web import Network
from core.testkit.worlds import Person, Stay, World, populate

# A journey through the screens; what they call runs on both databases in the tests of the rooms.
pytestmark = ON_ONE_DATABASE

DOMAINS = ("support", "housing", "safety", "health", "purpose", "education", "services")
LEFT, DUE = date(2025, 9, 15), date(2026, 3, 15)
WELL, AT_RISK = {"housing": 3, "safety": 4}, {"housing": 2, "safety": 4}
STABLE: dict[str, Any] = {"state": "reached", "reexploited": "no", "domains": WELL}
#: Who left beside Marisol, so that fourteen are due: nine reached, seven of them stable, four not, one declined.
COHORT = (
    *(7 * [STABLE]), {**STABLE, "domains": AT_RISK}, {**STABLE, "reexploited": "confirmed"},
    *(4 * [{"state": "not_reached"}]), {"state": "declined"},
)  # fmt: skip
REACHED = {"state": "reached", "source": "self", "mode": "call", "occupation": "school", "reexploited": "no"}


def scores(written: str) -> dict[str, str]:
    return {f"domain_{name}": score for name, score in zip(DOMAINS, written.split("-"), strict=True)}


def left(home: Home) -> str:
    """Let Marisol come in March and leave on 15 September 2025, and give her address."""
    with at(home, "2025-03-10 10:00"):
        admitted = home.admit(house_name="Marisol").resident
    with at(home, "2025-09-15 12:00"), home.transaction() as session:
        stay = session.scalars(select(Episode).where(Episode.resident_id == admitted.id)).one()
        exits.end(session, home.actor("director"), home.country, stay, "home", LEFT)
        return f"/residents/{session.get_one(Resident, admitted.id).code}/aftercare"


def fourteen(home: Home) -> None:
    """Let fourteen others leave on one day a year before, and be asked after six months as :data:`COHORT` tells."""
    gone, asked = date(2024, 9, 2), date(2025, 3, 2)
    people = tuple(Person((Stay(date(2024, 1, 8), gone),)) for _each in COHORT)
    with home.transaction() as session:
        populate(session, home.id, World(people, opened_on=date(2024, 1, 1)))
        stays = session.scalars(select(Episode).where(Episode.closed_on == gone).order_by(Episode.id)).all()
        for stay, told in zip(stays, COHORT, strict=True):
            whose = {"branch_id": home.id, "resident_id": stay.resident_id, "episode_id": stay.id, "revision": 1}
            plan = insert(AftercarePlan).values(**whose, opened_on=gone, created_by=1, created_by_name="Sonia")
            key = session.execute(plan.returning(AftercarePlan.id)).scalar_one()
            columns = {"made_on": asked, "due_on": asked, "domains": {}, "window_days": 14, **told}
            session.execute(insert(FollowUp).values(**whose, **columns, plan_id=key, months=6))


def test_after_care_of_one_girl_and_of_a_cohort(house: Network) -> None:
    home, page = house.home, left(house.home)
    _plan_and_first_month(house, page)
    _third_month(house, page)
    with at(home, "2026-03-16 08:00"):
        _what_the_screen_says(house, page)
        _the_sheet_is_neutral(house, page)
        fourteen(home)
        _the_cohort(house)


def _plan_and_first_month(house: Network, page: str) -> None:
    with at(house.home, "2025-09-16 09:00"):
        contact = {
            "agrees": "true",
            "contact": "Mensaje a la tía: «¿lista la tela?», martes de 17 a 18 h. Nunca llamar",
        }
        house.client().post(f"{page}/new", data={**contact, **scores("3-3-3-3-3-2-2")})
    with at(house.home, "2025-10-14 17:00"):
        told = {**REACHED, **scores("3-2-3-3-3-3-2"), "made_on": "2025-10-14"}
        assert house.client().post(f"{page}/follow-up/1", data=told).status_code == 302


def _third_month(house: Network, page: str) -> None:
    with at(house.home, "2025-12-16 17:00"):
        tried = {"state": "not_reached", "made_on": "2025-12-16", "lost_reason": "no_answer"}
        house.client().post(f"{page}/follow-up/2", data=tried)
    with at(house.home, "2025-12-20 17:00"):
        assert house.client().post(f"{page}/follow-up/2", data={**REACHED, "made_on": "2025-12-20"}).status_code == 302


def _what_the_screen_says(house: Network, page: str) -> None:
    seen = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", house.client().get(page).text))
    for due in ("15 oct 2025", "15 dic 2025", "15 mar 2026", "15 sept 2026", "15 sept 2027"):
        assert due in seen
    for said in (
        "19 en 7 ámbitos", "Bajó: vivienda segura.", "Subió: educación.",
        "En riesgo antes: educación, servicios que la comprenden; ahora: vivienda segura, servicios que la comprenden.",
        "sin puntuar", "abierto hasta el 29 mar 2026",
    ):  # fmt: skip
        assert said in seen, said
    assert "Ningún ámbito ha cambiado" not in seen
    assert "tela" not in seen


def _the_sheet_is_neutral(house: Network, page: str) -> None:
    answer = house.client().post(f"{page}/follow-up/3/sheet")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="visita-2026-03-15.pdf"'
    paper = PdfReader(io.BytesIO(answer.data))
    (sheet,) = paper.pages
    words = sheet.extract_text() + str(dict(paper.metadata or {}))
    assert "Marisol" in words
    assert not sheet.images
    named = house.home.country.country.name.in_language("es")
    for betrays in ("trata", "Abrigo", "víctima", "refugio", house.home.code, named, "/residents", "tela"):
        assert betrays.lower() not in words.lower(), betrays
    assert house.client().post(f"{page}/follow-up/1/sheet").location == page  # it was made already
    assert house.client("nurse").post(f"{page}/follow-up/3/sheet").status_code == 404


def _the_cohort(house: Network) -> None:
    seen = house.client("director").get("/evidence?first=2024&last=2024").text.replace("\u00a0", " ")
    seen = seen.replace("&nbsp;", " ")
    row = re.search(r'<th scope="row">6 meses</th>(.*?)</tr>', seen)
    assert row
    told = [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<td[^>]*>(.*?)</td>", row[1])]
    assert told[:4] == ["14", "9 (64.3 %)", "4", "1"]
    stable = seen.partition("Estable: vivienda segura")[2].partition("</tr>")[0]
    for figure in ("7 de 9 (77.8 %)", "7 de 14 (50.0 %)", "reservado: son pocas"):
        assert figure in stable, stable
