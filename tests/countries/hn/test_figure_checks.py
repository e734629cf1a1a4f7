"""Figures that contradict each other stop the signature; a month in which nothing happened does not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.hn.form_checks import objections_to
from plugins.contract.forms import FormView
from plugins.contract.stages import Severity

MONTH = "reporte_estadistico_senaf"
QUARTER = "reporte_estadistico_cicesct"
COUNTS = st.integers(0, 40)


def faults(form: str, **values: Any) -> set[tuple[str, str | None]]:
    found = objections_to(FormView(form, 1, values))
    assert all(each.severity is Severity.BLOCKING for each in found)
    return {(each.code, each.field) for each in found}


def rows(*amounts: int) -> list[dict[str, Any]]:
    return [{"cantidad": amount} for amount in amounts]


def month(**changes: Any) -> dict[str, Any]:
    """Give a month whose figures agree: 20 at the start, 3 came, 2 left, 21 at the end."""
    agreed = {
        "existencia_inicial": 20, "ingresos": 3, "reingresos": 1, "existencia_final": 21, "con_medida": 19,
        "discapacidad": 2, "egresos_por_tipo": rows(1, 1), "por_sexo_edad": rows(15, 6), "por_municipio": rows(21),
    }  # fmt: skip
    return agreed | changes


def test_a_month_whose_figures_agree_raises_nothing() -> None:
    assert faults(MONTH, **month()) == set()


def test_a_month_in_which_nobody_was_there_needs_no_row() -> None:
    nothing = {key: 0 for key in month() if not isinstance(month()[key], list)}
    assert faults(MONTH, **nothing) == set()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"ingresos": 4}, ("existencia_no_cuadra", "existencia_final")),
        ({"egresos_por_tipo": []}, ("existencia_no_cuadra", "existencia_final")),
        ({"reingresos": 4}, ("parte_mayor_que_el_total", "reingresos")),
        ({"con_medida": 22}, ("parte_mayor_que_el_total", "con_medida")),
        ({"discapacidad": 22}, ("parte_mayor_que_el_total", "discapacidad")),
        ({"por_sexo_edad": rows(15, 5)}, ("desglose_no_cuadra", "por_sexo_edad")),
        ({"por_municipio": None}, ("desglose_no_cuadra", "por_municipio")),
    ],
)  # fmt: skip
def test_a_month_that_contradicts_itself_is_not_signed(change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(MONTH, **month(**change)) == {fault}


@given(start=COUNTS, came=COUNTS, left=COUNTS)
def test_whoever_was_there_or_came_and_did_not_leave_is_still_there(start: int, came: int, left: int) -> None:
    end = start + came - left
    right = faults(MONTH, existencia_inicial=start, ingresos=came, egresos_por_tipo=rows(left), existencia_final=end)
    wrong = faults(
        MONTH, existencia_inicial=start, ingresos=came, egresos_por_tipo=rows(left), existencia_final=end + 1
    )
    assert ("existencia_no_cuadra", "existencia_final") not in right
    assert ("existencia_no_cuadra", "existencia_final") in wrong


@given(new=COUNTS, known=COUNTS, counted=COUNTS)
@pytest.mark.parametrize("table", ["por_sexo_edad", "por_ambito", "por_departamento"])
def test_every_direct_victim_is_in_each_breakdown_once(table: str, new: int, known: int, counted: int) -> None:
    found = faults(QUARTER, victimas_nuevas=new, victimas_seguimiento=known, **{table: rows(counted)})
    assert (("desglose_no_cuadra", table) in found) is (counted != new + known)


def test_a_victim_may_have_been_exploited_in_several_ways() -> None:
    quarter = {"victimas_nuevas": 1, "victimas_seguimiento": 0, "por_modalidad": rows(1, 1)}
    counted = {table: rows(1) for table in ("por_sexo_edad", "por_ambito", "por_departamento")}
    assert faults(QUARTER, **quarter, **counted) == set()


@pytest.mark.parametrize("written", [True, "3", None, 2.5])
def test_what_is_no_number_is_not_counted_with(written: object) -> None:
    assert faults(MONTH, existencia_inicial=written, ingresos=1, existencia_final=9, por_sexo_edad=rows(9),
                  por_municipio=[{"cantidad": 9}, {"cantidad": written}]) == set()  # fmt: skip
