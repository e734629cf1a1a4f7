from collections import Counter

from countries.gt.places import DEPARTMENTS, levels, municipality_codes, places

ALL = tuple(places())
NUMBERS = {
    "01": 17, "02": 8, "03": 16, "04": 16, "05": 14, "06": 14, "07": 19, "08": 8, "09": 24, "10": 21, "11": 9,
    "12": 30, "13": 33, "14": 21, "15": 8, "16": 17, "17": 14, "18": 5, "19": 11, "20": 11, "21": 7, "22": 17,
}  # fmt: skip


def test_there_are_22_departments_and_340_municipalities() -> None:
    assert Counter(place.level for place in ALL) == {"departamento": 22, "municipio": 340}
    assert DEPARTMENTS == 22
    assert len(municipality_codes()) == 340


def test_each_department_has_the_municipalities_that_the_census_counts() -> None:
    assert Counter(place.parent for place in ALL if place.parent) == NUMBERS


def test_codes_are_text_unique_and_begin_with_their_department_which_comes_first() -> None:
    seen: set[str] = set()
    for place in ALL:
        assert place.code not in seen
        assert len(place.code) == (4 if place.parent else 2)
        assert place.parent is None or (place.parent in seen and place.code.startswith(place.parent))
        seen.add(place.code)


def test_the_youngest_municipalities_are_there_and_the_two_exchanged_names_stand_right() -> None:
    names = {place.code: place.name for place in ALL}
    assert {"0514", "1021", "1230", "1333", "1713", "1714", "1911"} <= set(names)
    assert (names["0206"], names["0207"], names["1333"]) == ("Sansare", "Sanarate", "Petatán")


def test_a_municipality_is_found_by_the_name_people_use() -> None:
    assert [place.name for place in ALL if "Ixcán" in place.aliases] == ["Playa Grande Ixcán"]


def test_names_that_repeat_stand_in_different_departments() -> None:
    towns = Counter(place.name for place in ALL if place.parent)
    repeated = {name for name, times in towns.items() if times > 1}
    assert {
        "San Pedro Sacatepéquez",
        "La Democracia",
        "San José",
        "San Lorenzo",
        "Santa Bárbara",
        "La Libertad",
    } <= repeated
    assert max(Counter((place.name, place.parent) for place in ALL).values()) == 1


def test_the_levels_are_named_from_the_top() -> None:
    assert [level.code for level in levels()] == ["departamento", "municipio"]
