from collections import Counter

from countries.hn import places

ALL = {place.code: place for place in places.places()}
MUNICIPALITIES = {
    "01": 8, "02": 10, "03": 21, "04": 23, "05": 12, "06": 16, "07": 19, "08": 28, "09": 6,
    "10": 17, "11": 4, "12": 19, "13": 28, "14": 16, "15": 23, "16": 28, "17": 9, "18": 11,
}  # fmt: skip


def test_there_are_18_departments_and_298_municipalities_in_their_known_numbers() -> None:
    levels = Counter(place.level for place in ALL.values())
    assert levels == {"departamento": 18, "municipio": 298}
    assert Counter(place.parent for place in ALL.values() if place.parent) == MUNICIPALITIES


def test_every_municipality_follows_its_department_whose_code_it_begins_with() -> None:
    seen: set[str] = set()
    for place in places.places():
        assert place.code not in seen
        assert place.parent is None or (place.parent in seen and place.code.startswith(place.parent))
        seen.add(place.code)


def test_leading_zeros_are_kept() -> None:
    assert all(len(place.code) == (4 if place.parent else 2) for place in ALL.values())


def test_every_place_is_on_a_declared_level() -> None:
    assert {place.level for place in ALL.values()} == {level.code for level in places.levels()}


def test_places_are_found_by_the_names_people_use() -> None:
    named = {alias: place.code for place in ALL.values() for alias in place.aliases}
    assert named["Tegucigalpa"] == named["Comayagüela"] == "0801"
    assert {alias: code for alias, code in named.items() if code != "0801"} == {
        "Wampusirpi": "0906",
        "San Miguelito": "1014",
        "Cantarranas": "0820",
        "Nueva Ocotepeque": "1401",
        "Colinas": "1606",
        "Nueva Celilac": "1615",
        "Froylán Turcios": "1523",
        "Trinidad": "0422",
    }


def test_the_disputed_codes_are_those_of_the_geographic_file() -> None:
    assert (ALL["1701"].name, ALL["0501"].name) == ("Nacaome", "San Pedro Sula")
