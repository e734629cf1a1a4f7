"""A house whose residents of one year were asked about research: enough of them for an extract to leave."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.care.models import Assessment
from core.places.models import Place
from core.residents.models import Consent, Identity, Resident
from core.stages.models import Episode
from core.testkit.house import Home
from core.testkit.worlds import Person, Stay, World, populate

YEAR = 2024
_COME = Stay(date(YEAR, 2, 10), date(YEAR, 11, 20), age=15)
#: 57 in two groups, and seven of whom each is one of a kind.
GROUPS = (
    *(22 * [_COME]), *(35 * [replace(_COME, age=12)]),
    *(replace(_COME, age=12, admitted_on=date(YEAR, month, 1), left_on=None) for month in (1, 4, 7, 10)),
    *(replace(_COME, age=age) for age in (8, 20, 22)),
)  # fmt: skip
#: Of the second group, so many are each from another place than everybody else.
ELSEWHERE = 13
#: What Silke Brandt asks for (AS-24).
FORM: dict[str, Any] = {
    "recipient": "Silke Brandt, Universidad", "purpose": "Qué cambia en seis meses", "agreement": "AUD-7, 2 mar 2026",
    "ethics": "CE 14/2026", "first_year": str(YEAR), "last_year": str(YEAR), "kept_until": "2027-03-31",
    "variables": ["sex", "age_band", "admitted", "left", "wellbeing"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, in the order in which they came."""

    people: tuple[int, ...]


def ask_everybody(session: Session, home: Home) -> Asked:
    """Let 64 people agree to research and one refuse; write where each comes from, and two scores of each."""
    world = World(tuple(Person((stay,)) for stay in (*GROUPS, _COME)), opened_on=date(YEAR, 1, 1), code="unused")
    populate(session, home.id, world)
    rows = session.execute(
        select(Resident.id, Episode.id).join(Episode, Episode.resident_id == Resident.id)
        .where(Resident.branch_id == home.id).order_by(Resident.id)
    ).all()  # fmt: skip
    places = list(session.scalars(select(Place.code).where(Place.level == _level(home)).order_by(Place.code)))
    for number, (resident, stay) in enumerate(rows):
        elsewhere = 22 <= number < 22 + ELSEWHERE
        _identity(session, home, resident, places[1 + number % (len(places) - 1)] if elsewhere else places[0], number)
        _consent(session, home, resident, "given" if number < len(GROUPS) else "refused")
        _scores(session, home, resident, session.get_one(Episode, stay), 40 + 30 * (number % 3 - 1))
    return Asked(tuple(resident for resident, _stay in rows))


def _level(home: Home) -> str:
    return list(home.country.place_levels)[-1]


def _identity(session: Session, home: Home, resident: int, place: str, number: int) -> None:
    sealed = session.info["vault"].seal("identity", "origin_place", resident, place)
    values = {"resident_id": resident, "branch_id": home.id, "origin_place": sealed, "change": 1_000_000 + number}
    session.execute(insert(Identity).values(**values))


def _consent(session: Session, home: Home, resident: int, answer: str) -> None:
    values: dict[str, Any] = {
        "branch_id": home.id, "resident_id": resident, "kind": "research", "text_version": "1", "answer": answer,
        "giver": "resident", "language": "es", "given_on": date(YEAR, 12, 1), "taken_by": 1, "taken_by_name": "T",
    }  # fmt: skip
    session.execute(insert(Consent).values(**values))


def _scores(session: Session, home: Home, resident: int, stay: Episode, later: int) -> None:
    for point, days, score in (("intake", 14, 40), ("month6", 173, later)):
        values: dict[str, Any] = {
            "branch_id": home.id, "resident_id": resident, "episode_id": stay.id, "instrument": "WHO5",
            "instrument_version": "1", "time_point": point, "on_day": stay.admitted_on + timedelta(days=days),
            "state": "scored", "score": score, "created_by": 1, "created_by_name": "T",
        }  # fmt: skip
        session.execute(insert(Assessment).values(**values))
