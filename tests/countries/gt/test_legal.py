import pytest

from countries.gt import legal
from plugins.contract.legal import Decider
from plugins.contract.text import Grade

KINDS = {kind.code: kind for kind in legal.measure_kinds()}
PROVISIONAL = ("entrega_con_acta", "orden_verbal", "peligro_vida")


@pytest.mark.parametrize("code", PROVISIONAL)
def test_a_provisional_basis_raises_an_internal_alarm_at_72_hours_that_is_marked_unverified(code: str) -> None:
    kind = KINDS[code]
    assert (kind.provisional, kind.limit_hours, kind.covers_stay) == (True, 72, True)
    assert kind.limit_basis is not None
    assert kind.limit_basis.unverified
    assert "sin verificar" in kind.limit_basis.citation


def test_only_a_court_orders_shelter() -> None:
    orders = [kind for kind in KINDS.values() if kind.covers_stay and not kind.provisional]
    assert [kind.code for kind in orders] == ["abrigo_temporal", "cautelar_urgente"]
    assert {kind.decider for kind in orders} == {Decider.COURT}
    assert all(kind.limit_hours is None for kind in orders)


def test_a_review_is_asked_for_after_180_days_as_nobody_read_the_maximum() -> None:
    kind = KINDS["abrigo_temporal"]
    assert kind.reminder_days == 180
    assert kind.limit_basis is not None
    assert kind.limit_basis.grade is Grade.C
    assert kind.basis.grade is Grade.A


@pytest.mark.parametrize("code", ["familia_sustituta", "retiro_agresor", "otra_medida"])
def test_another_measure_does_not_cover_a_night_in_the_house(code: str) -> None:
    assert not KINDS[code].covers_stay


def test_a_kind_is_found_by_its_code_only() -> None:
    assert legal.kind("abrigo_temporal") is KINDS["abrigo_temporal"]
    assert legal.kind(None) is None
    assert legal.kind("unheard_of") is None
