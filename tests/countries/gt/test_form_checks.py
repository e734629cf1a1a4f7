import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.gt import form_checks, forms
from plugins.contract.forms import FormView
from plugins.contract.stages import Severity

KEYS = [form.key for form in forms.legal_forms()]
PLANNED = {
    "tipo_egreso": "reintegro_familia_ampliada",
    "orden_egreso": "Resolución",
    "recibe": "Tía",
    "municipio_destino": "1601",
    "preparacion": "Visitas",
    "opinion_nna": "Quiere ir",
    "documentos_entregados": [{"documento": "Certificado"}],
    "pertenencias": [{"objeto": "Mochila"}],
    "plan_seguimiento": [{"fecha": "2026-05-01"}],
    "contacto_emergencia": "110",
}


def found(key: str, **values: object) -> dict[str, Severity]:
    view = FormView(key, 1, values)
    return {objection.code: objection.severity for objection in form_checks.objections_to(view)}


@given(
    st.sampled_from(KEYS),
    st.dictionaries(
        st.sampled_from(
            ["cui", "nacionalidad", "municipio_origen", "fecha_ingreso", "fecha_hora_egreso", "tipo_egreso"]
        ),
        st.one_of(st.none(), st.text(), st.integers(), st.dates(), st.datetimes(), st.lists(st.text())),
    ),
)
def test_whatever_was_written_a_form_is_answered(key: str, values: dict[str, object]) -> None:
    for objection in form_checks.objections_to(FormView(key, 1, values)):
        assert objection.basis is not None
        assert objection.field is not None


def test_a_complaint_names_a_purpose_and_an_act() -> None:
    assert found("denuncia_penal_trata", fines_explotacion=[]) == {
        "falta_fin": Severity.BLOCKING,
        "falta_verbo": Severity.BLOCKING,
    }
    assert found("denuncia_penal_trata", fines_explotacion=["mendicidad"], verbos_rectores=["captacion"]) == {}
    assert found("ficha_referencia_trata") == {"falta_fin": Severity.BLOCKING}


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ("2026-03-13T10:00:00-06:00", {"egreso_antes_de_ingreso": Severity.BLOCKING}),
        ("2026-03-14T03:00:00+00:00", {"egreso_antes_de_ingreso": Severity.BLOCKING}),
        ("2026-03-14T10:00:00-06:00", {}),
        ("someday", {}),
    ],
)
def test_nobody_leaves_before_the_day_of_arrival_as_counted_in_guatemala(
    left: str, expected: dict[str, Severity]
) -> None:
    assert found("acta_egreso", **PLANNED, fecha_ingreso="2026-03-14", fecha_hora_egreso=left) == expected


@pytest.mark.parametrize("field", [field for field in PLANNED if field != "tipo_egreso"])
def test_a_planned_exit_says_what_is_handed_over(field: str) -> None:
    assert found("acta_egreso", **{**PLANNED, field: ""}) == {"falta_entrega": Severity.BLOCKING}


@pytest.mark.parametrize("kind", ["evasion", "fallecimiento"])
def test_an_unplanned_exit_hands_nothing_over(kind: str) -> None:
    assert found("acta_egreso", tipo_egreso=kind) == {}


def test_an_admission_by_order_shows_the_order_and_a_provisional_one_waits_for_it() -> None:
    assert found("acta_ingreso", base_ingreso="abrigo_temporal") == {"falta_orden": Severity.BLOCKING}
    assert found("acta_ingreso", base_ingreso="entrega_con_acta") == {"orden_pendiente": Severity.WARNING}
    order = {"juzgado": "Juzgado", "expediente_judicial": "00000-2026-00000", "orden_judicial": "Resolución"}
    assert found("acta_ingreso", base_ingreso="abrigo_temporal", **order) == {}


def test_a_cui_of_another_department_or_of_a_foreigner_is_a_doubt() -> None:
    assert found("aviso_pgn", cui="0012345601333", municipio_origen="1301") == {}
    assert found("aviso_pgn", cui="0012345601333", municipio_origen="0101") == {"otro_departamento": Severity.WARNING}
    assert found("aviso_pgn", cui="0012345601333", nacionalidad="HN") == {"cui_extranjera": Severity.WARNING}
    assert found("aviso_pgn", cui="0012345601333", nacionalidad="GT") == {}


def test_an_alert_never_tells_that_she_lives_in_a_home() -> None:
    assert found("alerta_alba_keneth", no_divulgar_hogar=False) == {"divulga_hogar": Severity.BLOCKING}
    assert found("alerta_alba_keneth", no_divulgar_hogar=True) == {}


@pytest.mark.parametrize(
    ("key", "values", "code"),
    [
        ("acta_ingreso", {"derechos_explicados": False}, "derechos_sin_explicar"),
        ("consentimiento_asentimiento", {"asentimiento_nna": "no"}, "prefirio_no"),
        ("notificacion_consular_repatriacion", {"necesidad_refugio": True}, "posible_refugio"),
        ("solicitud_interprete", {"compromiso_confidencialidad": False}, "sin_compromiso"),
        ("solicitud_medida_proteccion", {"perfil_compatible": False}, "perfil_distinto"),
    ],
)
def test_what_is_lawful_but_doubtful_is_a_warning(key: str, values: dict[str, object], code: str) -> None:
    assert found(key, **values) == {code: Severity.WARNING}
    assert found(key) == {}
