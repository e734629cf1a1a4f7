from countries.hn.reporting import comparability, disclosure_rules


def test_small_counts_are_hidden_and_the_rule_is_our_own() -> None:
    assert {rule.rule: rule.threshold for rule in disclosure_rules()} == {"PERSON": 5, "PERSON_SENSITIVE": 10}
    assert all(rule.basis.unverified for rule in disclosure_rules())


def test_reintegration_is_not_comparable_as_it_is_verified_after_six_months() -> None:
    grades = {each.indicator: each.grade for each in comparability()}
    assert grades == {"RES-004": "B", "AFC-001": "C"}
    difference = next(each.difference for each in comparability() if each.indicator == "AFC-001")
    assert "seis meses" in difference.in_language("es")
