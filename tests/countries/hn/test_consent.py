import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.hn.consent import consents, retention_rules
from plugins.contract.consent import Consent, Giver

RECORDS = {"resident_file", "form", "audit", "draft", "session", "submission"}


def giver(consent: Consent, age: int) -> list[Giver]:
    return [
        rule.giver for rule in consent.givers if rule.from_age <= age and (rule.to_age is None or age < rule.to_age)
    ]


@given(st.sampled_from(consents()), st.integers(0, 90))
def test_at_every_age_exactly_one_rule_says_who_agrees(consent: Consent, age: int) -> None:
    assert len(giver(consent, age)) == 1


@given(st.sampled_from(consents()), st.integers(18, 90))
def test_an_adult_agrees_for_herself(consent: Consent, age: int) -> None:
    assert giver(consent, age) == [Giver.RESIDENT]


@given(st.sampled_from(consents()), st.integers(6, 17))
def test_nobody_agrees_over_the_head_of_a_child_who_can_speak(consent: Consent, age: int) -> None:
    assert giver(consent, age) != [Giver.GUARDIAN]


@pytest.mark.parametrize("code", ["imagen_voz", "historia_donante", "investigacion"])
def test_a_minor_cannot_alone_let_others_tell_of_her(code: str) -> None:
    consent = next(each for each in consents() if each.code == code)
    assert giver(consent, 17) == [Giver.GUARDIAN_WITH_ASSENT]
    assert consent.months <= 6


def test_a_mother_decides_for_her_baby() -> None:
    baby = next(each for each in consents() if each.code == "cuidado_bebe")
    assert [giver(baby, age) for age in (0, 5)] == [[Giver.MOTHER]] * 2


def test_every_consent_can_be_taken_back_lasts_a_year_at_most_and_is_our_own_wording() -> None:
    for consent in consents():
        assert consent.revocable
        assert consent.ends_at_majority
        assert 1 <= consent.months <= 12
        assert consent.basis.unverified


def test_nothing_is_destroyed_while_no_term_is_known() -> None:
    rules = retention_rules()
    assert {rule.record for rule in rules} == RECORDS
    assert all(rule.years is None and rule.basis.unverified for rule in rules)
