from countries.hn.legal import kind, measure_kinds
from plugins.contract.legal import Decider
from plugins.contract.text import Grade


def test_no_maximum_length_of_a_measure_is_invented() -> None:
    assert all(each.limit_hours is None for each in measure_kinds() if not each.provisional)


def test_a_provisional_basis_raises_the_alarm_at_72_hours_which_is_our_own_figure() -> None:
    provisional = [each for each in measure_kinds() if each.provisional]
    assert [each.code for each in provisional] == ["entrega_con_acta", "orden_verbal", "peligro_vida"]
    for each in provisional:
        assert each.limit_hours == 72
        assert each.limit_basis is not None
        assert each.limit_basis.grade is Grade.C


def test_only_residential_care_and_provisional_bases_let_her_sleep_here() -> None:
    assert [each.code for each in measure_kinds() if each.covers_stay and not each.provisional] == ["residencial"]


def test_danger_to_life_needs_nobodys_order() -> None:
    found = kind("peligro_vida")
    assert found is not None
    assert found.decider is Decider.NOBODY
    assert kind("unknown") is None
