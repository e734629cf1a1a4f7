from countries.gt.country import country
from plugins.contract.text import Grade


def test_numbers_to_call_carry_the_grade_with_which_they_were_found() -> None:
    grades = {line.number: line.basis.grade for line in country().telephones}
    assert grades == {
        "1546": Grade.A,
        "110": Grade.A,
        "1572": Grade.B,
        "1555": Grade.A,
        "1510": Grade.B,
        "1534": Grade.C,
    }


def test_weeks_begin_on_sunday_and_money_is_quetzales() -> None:
    assert (country().week_starts_on, country().currency, country().formatting_locale) == (6, "GTQ", "es_GT")
    assert country().majority_age == 18
