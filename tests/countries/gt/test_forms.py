import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.forms.parts import PATHS
from countries.gt import forms, identity, partners
from plugins.contract.forms import FieldType, LegalForm
from plugins.contract.text import Grade

FORMS = {form.key: form for form in forms.legal_forms()}
LIST: dict[str, dict[str, dict[str, Any]]] = yaml.load(
    Path(__file__).with_name("field_list.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
ROLES = {"director", "social_worker", "psychologist", "educator", "nurse", "lawyer", "me_officer"}
#: Forms for which there is one institution only, or none.
ONE_DOOR = {"consentimiento_asentimiento", "informe_mensual_cna", "recurso_apelacion_pina"}
#: Read in official texts or told by several sources, and so not marked as unverified.
TOLD = {"certificacion_renas"}
#: What a form asks beyond its list: the basis of the stay, health that core knows, the date an exit is compared with.
OUR_OWN = {
    "acta_ingreso": {"base_ingreso", "alergias", "medicamentos", "embarazo"},
    "acta_egreso": {"fecha_ingreso"},
    "aviso_pgn": {"codigo_interno"},
    "denuncia_penal_trata": {"codigo_interno"},
    "ficha_referencia_trata": {"codigo_interno"},
    "aviso_embarazo_menor_14": {"codigo_interno"},
    "informe_incidente_critico": {"lugar"},
    "seguimiento_post_egreso": {"medio_contacto"},
    "informe_social": {"fecha_audiencia"},
    "informe_psicologico": {"fecha_audiencia"},
    "acta_acompanamiento_anticipo_prueba": {"lugar"},
    "querella_adhesiva": {"fecha_acto_conclusivo", "reparacion_total"},
    "certificacion_renas": {"fecha_inicio"},
}
#: Asked for by the cross-check instead: before an order there is no court, after an unplanned exit nobody
#: receives, and in a quiet month nobody comes, leaves or stays.
CONDITIONAL = {
    "acta_ingreso": {"juzgado", "expediente_judicial", "orden_judicial"},
    "acta_egreso": {
        "orden_egreso", "recibe", "municipio_destino", "preparacion", "opinion_nna", "documentos_entregados",
        "pertenencias", "plan_seguimiento", "contacto_emergencia",
    },
    "plan_atencion_individual": {"juzgado", "expediente_judicial"},
    "informe_mensual_cna": {"ingresos", "egresos", "listado_nominal", "situacion_juridica", "pueblo"},
}  # fmt: skip
every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def articles(*texts: object) -> set[str]:
    """Find the articles that texts cite."""
    cited = " ".join(re.findall(r"(?:arts?\.|artículos?) [\d, y]+(?:ter|quáter)?", " ".join(map(str, texts))))
    return set(re.findall(r"\d+", cited))


def test_the_forms_that_were_promised_are_there() -> None:
    assert set(FORMS) == set(LIST)
    assert len(FORMS) == 25
    assert {form.act for form in FORMS.values()} == {"admission", "authority", "complaint", "exit", "other"}


@every_form
def test_a_form_has_every_field_of_its_list(form: LegalForm) -> None:
    ours = {field.key for field in form.fields}
    assert ours - set(LIST[form.key]) == OUR_OWN.get(form.key, set())
    assert ours >= set(LIST[form.key])


@every_form
def test_a_field_is_typed_required_and_sensitive_as_listed(form: LegalForm) -> None:
    for field in form.fields:
        listed = LIST[form.key].get(field.key)
        if listed is None:
            continue
        assert field.type.value == {"cui": "identity"}.get(listed["type"], listed["type"])
        assert field.sensitive == listed["sensitive"]
        assert field.options == listed.get("options")
        relaxed = field.key in CONDITIONAL.get(form.key, set())
        assert field.required == (listed["required"] and not relaxed)


@every_form
def test_fields_are_filled_from_the_file_by_known_names_only(form: LegalForm) -> None:
    documents = {f"identity.document.{kind.code}" for kind in identity.documents()}
    assert {field.prefill for field in form.fields if field.prefill} <= PATHS | documents


@every_form
def test_whether_an_age_is_an_estimate_is_said_by_a_person(form: LegalForm) -> None:
    assert all(field.prefill is None for field in form.fields if field.key == "edad_estimada")


@every_form
def test_no_address_is_filled_from_the_file(form: LegalForm) -> None:
    assert all(field.prefill is None for field in form.fields if field.type is FieldType.ADDRESS)


@every_form
def test_what_leaves_the_house_bears_the_code_for_outside(form: LegalForm) -> None:
    codes = {field.prefill for field in form.fields if field.key == "codigo_interno"}
    assert codes <= ({"resident.external_code"} if form.recipients else {"resident.code"})


@every_form
def test_every_section_has_fields_and_every_field_a_section(form: LegalForm) -> None:
    assert {field.section for field in form.fields} == {section.code for section in form.sections}


@every_form
def test_paragraphs_name_only_fields_of_the_form(form: LegalForm) -> None:
    keys = {field.key for field in form.fields}
    for paragraph in (*form.opening, *form.closing):
        assert set(re.findall(r"{(\w+)}", str(paragraph))) <= keys
        assert "  " not in str(paragraph)


@every_form
def test_paragraphs_cite_only_articles_that_were_read(form: LegalForm) -> None:
    read = articles(*(basis.citation for basis in form.basis if basis.grade is Grade.A))
    assert articles(*form.opening, *form.closing) <= read


@every_form
def test_somebody_of_the_house_signs_and_roles_exist(form: LegalForm) -> None:
    assert any(signatory.required and signatory.roles for signatory in form.signatories)
    assert {role for signatory in form.signatories for role in signatory.roles} <= ROLES
    assert set(form.filled_by) <= ROLES


@every_form
def test_a_form_says_when_it_is_due_and_that_nobody_read_the_term(form: LegalForm) -> None:
    assert form.due is not None
    assert form.due.code == form.key
    assert form.due.basis.unverified is (form.key not in TOLD)


@every_form
def test_no_layout_is_graded_as_official(form: LegalForm) -> None:
    told = {"alerta_alba_keneth", "solicitud_renap", "certificacion_renas"}
    assert form.fields_grade is (Grade.B if form.key in told else Grade.C)
    assert form.unverified is (form.key not in TOLD)


@every_form
def test_labels_exist_in_both_languages(form: LegalForm) -> None:
    fields = [each for field in form.fields for each in (field, *field.columns)]
    texts = [form.title, form.purpose, *(field.label for field in fields), *(part.title for part in form.sections)]
    assert all([language for language, _ in text.versions] == ["es", "en"] for text in texts)


@every_form
def test_recipients_are_institutions_that_stand_today_and_another_may_be_chosen(form: LegalForm) -> None:
    seeds = {seed.code: seed for seed in partners.partners()}
    assert all(seeds[code].valid_until is None for code in form.recipients)
    assert len(form.recipients) > 1 or form.key in ONE_DOOR


def test_the_police_are_the_last_resort_of_a_complaint() -> None:
    assert FORMS["denuncia_penal_trata"].recipients[0] == "mp_trata"
    assert FORMS["denuncia_penal_trata"].recipients[-1] == "pnc"


def test_the_court_hears_every_sixty_days() -> None:
    due = FORMS["informe_bimestral_juzgado"].due
    assert due is not None
    assert (due.amount, due.unit, due.regime, due.basis.grade) == (60, "calendar_days", "dias_calendario", Grade.C)


@pytest.mark.parametrize(
    ("number", "fits"), [("01174-2017-00163", True), ("1174-2017-00163", False), ("01174-17-00163", False)]
)
def test_a_court_file_has_five_four_and_five_digits(number: str, fits: bool) -> None:
    (field,) = [field for field in FORMS["acta_ingreso"].fields if field.key == "expediente_judicial"]
    assert field.pattern is not None
    assert bool(re.fullmatch(field.pattern, number)) is fits


def test_three_forms_are_about_the_house_and_nobody_in_it() -> None:
    about_house = {key for key, form in FORMS.items() if form.about == "branch"}
    assert about_house == {"informe_mensual_cna", "informe_estadistico", "certificacion_renas"}
    for key in about_house:
        paths = {field.prefill.partition(".")[0] for field in FORMS[key].fields if field.prefill}
        assert paths <= {"branch", "house", "actor", "staff", "today"}


def test_what_an_office_words_anew_before_filing_can_be_edited_and_an_act_of_the_house_cannot() -> None:
    assert {key for key, form in FORMS.items() if form.editable} == {
        "denuncia_penal_trata", "aviso_pgn", "solicitud_medida_proteccion", "informe_bimestral_juzgado",
        "informe_social", "informe_psicologico", "solicitud_renap", "querella_adhesiva", "recurso_apelacion_pina",
    }  # fmt: skip


def test_an_alert_does_not_tell_from_which_town_it_comes() -> None:
    (signed_at,) = [field for field in FORMS["alerta_alba_keneth"].fields if field.key == "lugar_fecha"]
    assert signed_at.prefill is None
