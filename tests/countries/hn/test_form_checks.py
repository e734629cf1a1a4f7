from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.hn.form_checks import objections_to
from countries.hn.forms import legal_forms
from plugins.contract.forms import FormView
from plugins.contract.stages import Severity

ANSWERS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=20),
    st.dates(),
    st.datetimes(),
    st.lists(st.text(), max_size=2),
)


def answers(form_key: str, **values: object) -> dict[str, Severity]:
    return {each.code: each.severity for each in objections_to(FormView(form_key, 1, values))}


@given(st.data())
def test_whatever_is_written_the_checks_answer(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(legal_forms()))
    values = {field.key: data.draw(ANSWERS) for field in form.fields}
    for objection in objections_to(FormView(form.key, 1, values)):
        assert objection.field in values


def test_an_empty_form_of_any_kind_raises_nothing_but_questions() -> None:
    for form in legal_forms():
        assert objections_to(FormView(form.key, 1, {})) == []


@pytest.mark.parametrize("born", [date(2011, 3, 4), "2011-03-04"])
def test_a_year_of_registration_other_than_of_birth_is_a_doubt_and_no_error(born: object) -> None:
    late = answers("acta_ingreso", numero_identidad="0801-2012-00000", fecha_nacimiento=born)
    early = answers("acta_ingreso", numero_identidad="0801-2010-00000", fecha_nacimiento=born)
    assert late == {"inscripcion_tardia": Severity.WARNING}
    assert early == {"inscrita_antes_de_nacer": Severity.WARNING}
    assert answers("acta_ingreso", numero_identidad="0801201100000", fecha_nacimiento=born) == {}


def test_nobody_was_registered_after_she_came() -> None:
    came = datetime(2026, 5, 1, 22, tzinfo=UTC)
    found = answers("acta_ingreso", numero_identidad="0801-2027-00000", fecha_hora_ingreso=came)
    assert found == {"inscripcion_futura": Severity.BLOCKING}


def test_without_birth_date_an_estimated_age_is_asked_for() -> None:
    assert answers("acta_ingreso", fecha_nacimiento=None, edad_estimada=None) == {"edad_sin_dato": Severity.WARNING}
    assert answers("acta_ingreso", fecha_nacimiento=None, edad_estimada=14) == {}
    assert answers("acta_ingreso", fecha_nacimiento="2011-03-04", edad_estimada="") == {}


def test_a_municipality_lies_in_its_department() -> None:
    wrong = answers("acta_ingreso", departamento_nacimiento="08", municipio_nacimiento="0501")
    assert wrong == {"municipio_de_otro_departamento": Severity.BLOCKING}
    assert answers("acta_ingreso", departamento_nacimiento="05", municipio_nacimiento="0501") == {}


@pytest.mark.parametrize(
    "kind", ["reintegro_familiar", "traslado", "familia_proteccion_temporal", "adopcion", "repatriacion"]
)
def test_who_receives_her_is_named(kind: str) -> None:
    found = objections_to(FormView("acta_egreso", 1, {"tipo_egreso": kind, "persona_recibe": "Alguien"}))
    assert {each.field for each in found} == {"documento_recibe", "domicilio_destino", "municipio_destino"}
    assert all(each.severity is Severity.BLOCKING for each in found)


@pytest.mark.parametrize("kind", ["abandono_centro", "fallecimiento", "mayoria_edad", "vida_independiente"])
def test_nobody_need_receive_who_leaves_on_her_own_or_dies(kind: str) -> None:
    assert answers("acta_egreso", tipo_egreso=kind) == {}


@pytest.mark.parametrize(
    ("form", "earlier", "later"),
    [
        ("medida_proteccion", "fecha_inicio", "fecha_fin"),
        ("medida_proteccion", "fecha_resolucion", "fecha_notificacion"),
        ("informe_seguimiento", "periodo_desde", "periodo_hasta"),
        ("plan_atencion_individual", "fecha_plan", "proxima_revision"),
        ("estudio_reintegro_familiar", "fecha_visita", "fecha_prevista"),
    ],
)
@given(first=st.dates(), second=st.dates())
def test_what_comes_later_is_not_dated_earlier(form: str, earlier: str, later: str, first: date, second: date) -> None:
    wrong = "fechas_invertidas" in answers(form, **{earlier: first, later: second.isoformat()})
    assert wrong == (second < first)


def test_facts_are_not_known_before_they_happen() -> None:
    found = answers(
        "reporte_maltrato_interno", fecha_hora_hecho="2026-05-01T10:00", fecha_hora_conocimiento="2026-05-01T09:59"
    )
    assert found == {"fechas_invertidas": Severity.BLOCKING}


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        ("acta_ingreso", "derechos_informados", "derechos_sin_explicar"),
        ("denuncia_mp", "reserva_identidad", "sin_reserva"),
        ("solicitud_interprete", "confidencialidad", "interprete_con_vinculo"),
        ("reporte_cicesct_eri", "denuncia_presentada", "sin_denuncia"),
        ("queja_conadeh", "reserva", "queja_sin_reserva"),
    ],
)
def test_a_no_that_may_harm_her_is_questioned_and_an_open_answer_is_not(form: str, field: str, code: str) -> None:
    assert answers(form, **{field: False}) == {code: Severity.WARNING}
    assert answers(form, **{field: True}) == {}
    assert answers(form, **{field: None}) == {}


def test_whoever_agrees_to_a_picture_is_told_that_the_ban_stands_and_a_refusal_needs_no_word() -> None:
    assert answers("autorizacion_imagen", decision="si") == {"prohibicion_sigue": Severity.WARNING}
    assert answers("autorizacion_imagen", decision="no") == {}


def test_a_child_who_does_not_agree_is_not_passed_over() -> None:
    assert answers("consentimiento_informado", asentimiento_nna="no_acepta") == {"no_acepta": Severity.WARNING}
    assert answers("consentimiento_informado", asentimiento_nna="acepta") == {}


@pytest.mark.parametrize(
    ("language", "interpreter", "asked"), [("miq", "", True), ("miq", "A", False), ("es", "", False)]
)
def test_whoever_explains_in_another_language_names_the_interpreter(
    language: str, interpreter: str, asked: bool
) -> None:
    found = answers("consentimiento_informado", idioma_explicacion=language, interprete=interpreter)
    assert ("sin_interprete" in found) is asked


@pytest.mark.parametrize(("born", "late"), [("2025-03-05", False), ("2025-03-04", True), (None, False)])
def test_a_birth_declared_after_a_year_is_another_procedure(born: str | None, late: bool) -> None:
    signed = {"place": "Danlí", "day": date(2026, 3, 5)}
    found = answers("solicitud_rnp", tramite="inscripcion", fecha_nacimiento=born, lugar_fecha=signed)
    assert ("fuera_de_plazo" in found) is late
    assert answers("solicitud_rnp", tramite="reposicion_omision", fecha_nacimiento=born, lugar_fecha=signed) == {}


@pytest.mark.parametrize("need", ["si", "no_sabe"])
def test_nobody_is_sent_back_before_it_is_known_whether_she_needs_refuge(need: str) -> None:
    leaving = answers(
        "coordinacion_repatriacion", sentido="repatriacion_salida", necesidad_proteccion_internacional=need
    )
    coming = answers("coordinacion_repatriacion", sentido="recepcion", necesidad_proteccion_internacional=need)
    assert (leaving, coming) == ({"proteccion_internacional": Severity.WARNING}, {})


def test_an_end_of_the_measure_is_not_asked_for_without_a_family_or_community() -> None:
    assert answers("solicitud_revision_medida", peticion="cesar") == {"cese_sin_recurso": Severity.WARNING}
    assert answers("solicitud_revision_medida", peticion="cesar", recurso_familiar="Su abuela") == {}
    assert answers("solicitud_revision_medida", peticion="mantener") == {}


@pytest.mark.parametrize(("risk", "warned"), [("bajo", False), ("medio", False), ("alto", True), ("extremo", True)])
def test_danger_after_the_exit_recalls_the_duty_to_report(risk: str, warned: bool) -> None:
    assert ("riesgo_despues_del_egreso" in answers("seguimiento_post_egreso", seguridad=risk)) is warned
