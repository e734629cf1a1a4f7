"""The sums, days and thresholds of forms, over whatever figures people may write."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.gt import form_checks
from plugins.contract.forms import FormView
from plugins.contract.stages import Severity

counts = st.integers(0, 10_000)
rows = st.lists(st.one_of(counts, st.none()), max_size=6)
amounts = st.lists(st.decimals(0, 10**6, places=2), max_size=6)
days = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def found(key: str, **values: object) -> dict[str, Severity]:
    view = FormView(key, 1, values)
    return {objection.code: objection.severity for objection in form_checks.objections_to(view)}


def groups(numbers: list[int | None]) -> list[dict[str, object]]:
    return [{"sexo": "mujer"} | ({} if number is None else {"cantidad": number}) for number in numbers]


@given(counts, rows, rows, st.integers(-3, 3))
def test_a_month_closes_only_if_those_who_came_and_left_explain_it(
    before: int, came: list[int | None], left: list[int | None], slip: int
) -> None:
    after = before + sum(filter(None, came)) - sum(filter(None, left)) + slip
    said = found(
        "informe_mensual_cna", saldo_inicial=before, saldo_final=after, ingresos=groups(came), egresos=groups(left)
    )
    assert ("saldo_no_cuadra" in said) is (slip != 0)


@given(counts, st.integers(0, 8), counts)
def test_the_list_has_a_row_for_everybody_and_the_house_no_more_than_its_licence(
    after: int, listed: int, licensed: int
) -> None:
    said = found(
        "informe_mensual_cna", saldo_final=after, listado_nominal=[{"codigo": "A"}] * listed, capacidad=licensed
    )
    assert ("listado_incompleto" in said) is (after != listed)
    assert ("sobre_capacidad" in said) is (after > licensed)
    assert Severity.BLOCKING not in said.values()


@given(amounts, st.decimals(-1, 1, places=2))
def test_the_reparation_is_the_sum_of_its_items(items: list[Decimal], slip: Decimal) -> None:
    table = [{"rubro": "x", "monto": each} for each in items]
    said = found("querella_adhesiva", reparacion=table, reparacion_total=sum(items, Decimal(0)) + slip)
    assert ("total_no_cuadra" in said) is (slip != 0)


@given(days, days, days)
def test_nobody_starts_on_a_day_that_no_certificate_covers(issued: date, ends: date, starts: date) -> None:
    said = found("certificacion_renas", fecha_emision=issued, fecha_vencimiento=ends, fecha_inicio=starts)
    assert ("vence_antes" in said) is (ends <= issued)
    assert ("sin_certificado" in said) is not (issued <= starts <= ends)


@given(days)
def test_a_certificate_of_six_months_is_believed_and_a_longer_one_doubted(issued: date) -> None:
    assert found("certificacion_renas", fecha_emision=issued, fecha_vencimiento=issued + timedelta(days=181)) == {}
    said = found("certificacion_renas", fecha_emision=issued, fecha_vencimiento=issued + timedelta(days=185))
    assert said == {"vigencia_larga": Severity.WARNING}


@pytest.mark.parametrize(("last", "doubted"), [(date(2027, 3, 1), False), (date(2027, 3, 2), True)])
def test_six_months_from_a_day_that_the_later_month_lacks_end_with_the_next_first(last: date, doubted: bool) -> None:
    said = found("certificacion_renas", fecha_emision=date(2026, 8, 31), fecha_vencimiento=last)
    assert said == ({"vigencia_larga": Severity.WARNING} if doubted else {})


@given(st.integers(-5, 50))
def test_no_figure_under_five_leaves_the_house(threshold: int) -> None:
    said = found("informe_estadistico", umbral_supresion=threshold)
    assert said == ({"umbral_bajo": Severity.BLOCKING} if threshold < 5 else {})


@given(st.integers(0, 200), st.sampled_from([[], ["vih"], None]))
def test_prophylaxis_is_asked_for_while_there_may_be_time(hours: int, given_so: list[str] | None) -> None:
    said = found("informe_medico", horas_desde_hecho=hours, profilaxis=given_so)
    assert ("profilaxis_pendiente" in said) is (hours <= 72 and not given_so)


@pytest.mark.parametrize(
    ("kind", "paid", "doubted"),
    [
        ("certificado_de_nacimiento", "15.00", False),
        ("certificado_de_nacimiento", "25.00", True),
        ("inscripcion_extemporanea", "25.00", False),
        ("consulta_de_cui", "99.00", False),
    ],
)
def test_another_fee_than_the_one_that_was_read_is_a_doubt(kind: str, paid: str, doubted: bool) -> None:
    said = found("solicitud_renap", tipo_solicitud=kind, pago=Decimal(paid), prueba_nacimiento="Informe")
    assert said == ({"otro_pago": Severity.WARNING} if doubted else {})


@pytest.mark.parametrize(("witnesses", "doubted"), [(0, True), (1, True), (2, False)])
def test_a_birth_without_papers_has_two_witnesses(witnesses: int, doubted: bool) -> None:
    said = found("solicitud_renap", tipo_solicitud="inscripcion_extemporanea", testigos=[{"nombre": "x"}] * witnesses)
    assert said == ({"faltan_testigos": Severity.WARNING} if doubted else {})


@pytest.mark.parametrize(
    ("key", "values", "code"),
    [
        ("informe_medico", {"asentimiento": False}, "sin_asentimiento"),
        ("acta_acompanamiento_anticipo_prueba", {"condiciones": ["pausas"]}, "contacto_posible"),
    ],
)
def test_what_was_not_done_for_her_is_asked_about(key: str, values: dict[str, object], code: str) -> None:
    assert found(key, **values) == {code: Severity.WARNING}
    assert found(key) == {}


def test_a_line_without_a_cui_is_told_and_does_not_stop_the_report() -> None:
    full = {"codigo": "A", "cui": "2222222220101"}
    assert "sin_cui" not in found("informe_mensual_cna", listado_nominal=[full])
    assert found("informe_mensual_cna", listado_nominal=[full, {"codigo": "B"}])["sin_cui"] is Severity.WARNING
