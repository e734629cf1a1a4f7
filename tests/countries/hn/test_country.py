from babel import Locale

from countries.hn.country import country
from plugins.contract.text import Grade


def test_a_person_is_of_age_at_eighteen_and_the_doubt_is_told() -> None:
    declared = country()
    assert declared.majority_age == 18
    assert "por confirmar" in declared.majority_basis.citation


def test_the_emergency_and_trafficking_numbers_are_at_hand_with_their_grade() -> None:
    telephones = {telephone.number: telephone.basis.grade for telephone in country().telephones}
    assert telephones == {"911": Grade.B, "145": Grade.B, "104": Grade.B}


def test_dates_and_money_follow_a_locale_that_babel_knows() -> None:
    declared = country()
    locale = Locale.parse(declared.formatting_locale)
    assert (declared.alpha3, declared.currency, declared.time_zone) == ("HND", "HNL", "America/Tegucigalpa")
    assert locale.first_week_day == declared.week_starts_on
