"""The people of a demonstration: who lives in a house today, as its country's package describes them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from core.residents.ages import birthday
from core.simulation.people import draw_baby, draw_person
from core.simulation.person import Person
from core.simulation.scene import Scene


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody who lives in the house today; what is not told is drawn.

    :param age: completed years today, or months for a baby; None leaves the date of birth unknown.
    :param adult_in: days until she comes of age, instead of an age.
    :param days: how long she has been here.
    :param stage: number of the stage in which she is, from 1.
    :param basis: ``order``, ``lapsing``, ``lapsed``, ``provisional`` or ``without_baby``.
    :param pending: whether a move waits for signatures.
    """

    house_name: str
    code: str = ""
    given: str = ""
    surnames: str = ""
    age: float | None = 15
    adult_in: int | None = None
    days: float = 90
    stage: int = 1
    basis: str = "order"
    pending: bool = False
    language: str = ""
    nationality: str = ""
    allergy: str = ""
    baby: "Persona | None" = None


def read_persona(entry: Mapping[str, Any]) -> Persona:
    """Read a persona as it is written in a country's file."""
    values = dict(entry)
    baby = values.pop("baby", None)
    return Persona(**values, baby=read_persona(baby) if baby else None)


def person_of(scene: Scene, persona: Persona, day: int, start: int) -> Person:
    """Make the person that a persona describes."""
    drawn = draw_person(scene, day, start)
    earliest, latest, basis = drawn.earliest, drawn.latest, drawn.basis
    today = scene.days.date_of(scene.days.today)
    if persona.adult_in is not None:
        latest = birthday(today + timedelta(days=persona.adult_in), -scene.rules.majority)
        earliest, basis = latest, "document"
    elif persona.age is None:
        earliest = latest = None
        basis = "unknown"
    else:
        latest = today - timedelta(days=int((persona.age + 0.4) * 365.25))
        earliest, basis = latest, "declared"
    adult_on = scene.days.number(birthday(latest, scene.rules.majority)) if latest else None
    person = replace(drawn, house_name=persona.house_name, kind="resident", sex="F", earliest=earliest,
                     latest=latest, basis=basis, adult_on=adult_on)  # fmt: skip
    return _told(scene, person, persona)


def baby_of(scene: Scene, persona: Persona, mother: Person, day: int) -> Person:
    """Make the baby that a persona describes."""
    drawn = draw_baby(scene, mother, day)
    born = scene.days.date_of(scene.days.today) - timedelta(days=int((persona.age or 7) * 30.4))
    return _told(scene, replace(drawn, house_name=persona.house_name, earliest=born, latest=born), persona)


def _told(scene: Scene, person: Person, persona: Persona) -> Person:
    common = scene.rules.country.country.default_language
    language = persona.language or common
    return replace(
        person,
        code=persona.code or person.code,
        given=persona.given or person.given,
        surnames=persona.surnames or person.surnames,
        languages=(language,) if language == common else (language, common),
        interpreter=language != common,
        nationality=persona.nationality or scene.rules.country.code.upper(),
        allergy=persona.allergy or person.allergy,
    )
