from countries.gt import reporting


def test_cells_under_five_never_leave() -> None:
    assert {rule.rule: rule.threshold for rule in reporting.disclosure_rules()} == {
        "PERSON": 5,
        "PERSON_SENSITIVE": 10,
    }


def test_what_differs_from_the_region_says_how_in_both_languages() -> None:
    grades = {each.indicator: each for each in reporting.comparability()}
    assert set(grades) == {"RES-004", "RES-005", "RES-011", "AFC-001", "AFC-003"}
    assert all(dict(each.difference.versions).keys() == {"es", "en"} and each.grade == "B" for each in grades.values())
