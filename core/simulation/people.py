"""Who comes: house name, the identity that nobody has, languages, and what a night shift must know."""

from datetime import date
from math import exp

from core.residents.ages import birthday
from core.simulation.dice import at, pool
from core.simulation.person import Person
from core.simulation.rules import EXAMPLE
from core.simulation.scene import Scene

#: Ages at a first admission, and how her birth date is known.
_AGES = pool({10: 3, 11: 5, 12: 9, 13: 14, 14: 19, 15: 21, 16: 18, 17: 11})
_KNOWN = pool({"document": 58, "declared": 24, "year": 10, "range": 5, "unknown": 3})
_SEXES = pool({"F": 93, "M": 7})
_PEOPLES = ("", "", "", "indígena", "garífuna")
_RELATIONS = ("aunt_uncle", "grandparent", "sibling", "mother")


def draw_person(scene: Scene, day: int, arrived: int) -> Person:
    """Invent a resident who comes on a day."""
    dice = scene.dice.random
    age = at(_AGES, dice())
    basis, earliest, latest = _birth(scene, day, age)
    languages = _languages(scene)
    return Person(
        id=scene.tables.new["resident"](),
        code=scene.codes.draw(scene.dice),
        external=scene.codes.draw(scene.dice),
        house_name=scene.word("house_name"),
        kind="resident",
        sex=at(_SEXES, dice()),
        given=scene.word("given") if dice() < 0.6 else f"{scene.word('given')} {scene.word('second')}",
        surnames=surnames(scene),
        other="" if dice() < 0.85 else scene.word("given"),
        earliest=earliest,
        latest=latest,
        basis=basis,
        adult_on=_adult_on(scene, latest),
        languages=languages,
        interpreter=languages[0] != scene.rules.country.country.default_language and dice() < 0.6,
        nationality=at(scene.rules.nationalities, dice()) if dice() < 0.97 else None,
        people=at(_PEOPLES, dice()) or None,
        origin=at(scene.rules.places, dice()) if scene.rules.places and dice() < 0.9 else "",
        allergy=scene.word("allergies") if dice() < 0.12 else "",
        arrived=arrived,
    )


def draw_baby(scene: Scene, mother: Person, day: int) -> Person:
    """Invent the baby of a resident."""
    born = date.fromordinal(scene.days.date_of(day).toordinal() - 20 - int(scene.dice.random() * 500))
    return Person(
        id=scene.tables.new["resident"](),
        code=scene.codes.draw(scene.dice),
        external=scene.codes.draw(scene.dice),
        house_name=scene.word("baby_name"),
        kind="baby",
        sex="F" if scene.dice.random() < 0.5 else "M",
        given=scene.word("given"),
        surnames=mother.surnames,
        other="",
        earliest=born,
        latest=born,
        basis="document",
        adult_on=None,
        languages=mother.languages[:1],
        interpreter=False,
        nationality=mother.nationality,
        people=mother.people,
        origin=mother.origin,
        allergy="",
        arrived=mother.arrived,
    )


def surnames(scene: Scene) -> str:
    """Draw surnames: a bird and where it lives, sometimes two birds."""
    if scene.dice.random() < 0.35:
        return f"{scene.word('bird')} {scene.word('bird')}"
    return f"{scene.word('bird')} {scene.word('home')}"


def write_person(scene: Scene, person: Person, mother: Person | None = None) -> None:
    """Write her rows, and the link from her mother."""
    rows, branch = scene.tables.rows, scene.ground.id
    rows["resident"].append((
        person.id, branch, person.code, person.external, person.house_name, person.kind, person.sex,
        person.latest.year if person.latest else None, person.basis, person.nationality, person.people,
        int(person.interpreter), scene.days.iso[person.died_on] if person.died_on is not None else None,
        person.arrived, 1,
    ))  # fmt: skip
    rows["resident_language"] += [
        (person.id, place, branch, language) for place, language in enumerate(person.languages)
    ]
    _write_identity(scene, person)
    _write_card(scene, person)
    if mother is not None:
        rows["family_link"].append(
            (scene.tables.new["family_link"](), branch, mother.id, "mother_of", person.id, None, "safe", 0, None,
             person.arrived, 1)
        )  # fmt: skip
    else:
        _write_document(scene, person)
        _write_family(scene, person)


def _birth(scene: Scene, day: int, age: int) -> tuple[str, date | None, date | None]:
    known = at(_KNOWN, scene.dice.random())
    if known == "unknown":
        return "unknown", None, None
    today = scene.days.date_of(day).toordinal()
    born = date.fromordinal(today - int((age + scene.dice.random()) * 365.25))
    if known == "year":
        return "estimate", date(born.year, 1, 1), date(born.year, 12, 31)
    if known == "range":
        return "estimate", date.fromordinal(born.toordinal() - 700), born
    return known, born, born


def _adult_on(scene: Scene, latest: date | None) -> int | None:
    if latest is None:
        return None
    return scene.days.number(birthday(latest, scene.rules.majority))


def _languages(scene: Scene) -> tuple[str, ...]:
    first = at(scene.rules.languages, scene.dice.random())
    common = scene.rules.country.country.default_language
    if first != common and scene.dice.random() < 0.8:
        return first, common
    return (first,)


def _write_identity(scene: Scene, person: Person) -> None:
    seals, key = scene.seals, person.id
    earliest, latest = person.earliest, person.latest
    address = scene.word("address") if scene.dice.random() < 0.3 else ""
    scene.tables.rows["identity"].append((
        key, scene.ground.id,
        seals["identity", "given_names"](key, person.given),
        seals["identity", "surnames"](key, person.surnames),
        seals["identity", "other_names"](key, person.other) if person.other else None,
        seals["identity", "birth_earliest"](key, earliest.isoformat()) if earliest else None,
        seals["identity", "birth_latest"](key, latest.isoformat()) if latest else None,
        seals["identity", "origin_place"](key, person.origin) if person.origin else None,
        seals["identity", "address"](key, address) if address else None,
        scene.tables.next_change(), 1,
    ))  # fmt: skip


def _write_card(scene: Scene, person: Person) -> None:
    dice, seals, key = scene.dice.random, scene.seals, person.id
    urgent = seals["emergency_card", "urgent_health"](key, scene.word("urgent_health")) if dice() < 0.15 else None
    medicine = seals["emergency_card", "medicines"](key, scene.word("medicines")) if dice() < 0.12 else None
    scene.tables.rows["emergency_card"].append((
        key, scene.ground.id, urgent,
        seals["emergency_card", "allergies"](key, person.allergy) if person.allergy else None,
        medicine, None, person.arrived, scene.staff["nurse"][0].name, 1,
    ))  # fmt: skip


def _write_document(scene: Scene, person: Person) -> None:
    if not scene.rules.documents or person.basis != "document":
        return
    kind, number = at(scene.rules.documents, scene.dice.random()), EXAMPLE.format(person.id)
    key = scene.tables.new["identity_document"]()
    scene.tables.rows["identity_document"].append(
        (key, scene.ground.id, person.id, kind, scene.seals["identity_document", "number"](key, number),
         scene.mark(kind, number), 0, person.arrived)
    )  # fmt: skip


def _write_family(scene: Scene, person: Person) -> None:
    chance = scene.dice.random()
    if chance > 0.4:
        return
    key, unsafe = scene.tables.new["family_link"](), chance < 0.1
    relation = "other" if unsafe else at(_RELATIONS, scene.dice.random())
    name = scene.seals["family_link", "name"](key, f"{scene.word('given')} {person.surnames}")
    safety = "unsafe" if unsafe else "safe"
    person.safe_link = 0 if unsafe else key
    scene.tables.rows["family_link"].append(
        (key, scene.ground.id, person.id, relation, None, name, safety, int(unsafe), None, person.arrived, 1)
    )


def length_of_stay(scene: Scene) -> int:
    """Draw how many days somebody stays: many some months, few for years."""
    return 1 + min(900, int(exp(scene.dice.gauss(4.9, 0.85))))
