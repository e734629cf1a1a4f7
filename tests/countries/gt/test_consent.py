import pytest

from countries.gt import consent
from plugins.contract.consent import Consent, Giver, Then

CONSENTS = {each.code: each for each in consent.consents()}


def giver(asked: Consent, age: int) -> Giver:
    (rule,) = [rule for rule in asked.givers if rule.from_age <= age and (rule.to_age is None or age < rule.to_age)]
    return rule.giver


@pytest.mark.parametrize("asked", CONSENTS.values(), ids=CONSENTS)
def test_at_every_age_exactly_one_agrees_and_never_for_more_than_a_year(asked: Consent) -> None:
    assert all(giver(asked, age) for age in range(100))
    assert 1 <= asked.months <= 12
    assert asked.basis.unverified
    assert dict(asked.text.versions).keys() == {"es", "en"}


@pytest.mark.parametrize(
    ("age", "who"),
    [
        (0, Giver.GUARDIAN),
        (5, Giver.GUARDIAN),
        (6, Giver.GUARDIAN_WITH_ASSENT),
        (14, Giver.GUARDIAN_WITH_ASSENT),
        (15, Giver.RESIDENT),
        (18, Giver.RESIDENT),
    ],
)
def test_care_is_agreed_by_her_from_fifteen(age: int, who: Giver) -> None:
    assert giver(CONSENTS["servicios"], age) is who


def test_publication_asks_the_guardian_and_her_until_eighteen() -> None:
    assert giver(CONSENTS["publicacion"], 17) is Giver.GUARDIAN_WITH_ASSENT
    assert giver(CONSENTS["publicacion"], 18) is Giver.RESIDENT


def test_a_babys_mother_agrees_for_the_baby() -> None:
    assert giver(CONSENTS["cuidado_bebe"], 0) is Giver.MOTHER


def test_an_hiv_test_is_asked_for_alone() -> None:
    assert {"salud_general", "salud_sensible", "prueba_vih"} <= set(CONSENTS)
    assert "VIH" not in str(CONSENTS["salud_general"].text)


def test_nothing_is_destroyed_while_no_term_is_known() -> None:
    rules = {rule.record: rule for rule in consent.retention_rules()}
    assert set(rules) == {"resident_file", "form", "audit", "draft", "session", "submission"}
    assert all(rule.years is None and rule.basis.unverified for rule in rules.values())
    assert rules["resident_file"].then is Then.ARCHIVE
