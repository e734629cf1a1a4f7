import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from countries.hn import forms
from plugins.contract.forms import FieldType, LegalForm
from plugins.contract.text import Grade

FORMS = {form.key: form for form in forms.legal_forms()}
LIST: dict[str, dict[str, dict[str, Any]]] = yaml.load(
    Path(__file__).with_name("field_list.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
PREFILLS = {
    "identity.given_names", "identity.surnames", "identity.full_name", "identity.birth_date", "identity.document.dni",
    "identity.nationality", "resident.sex", "resident.age", "resident.age_estimated", "resident.mother_tongue",
    "resident.interpreter_needed", "resident.people", "resident.code", "resident.external_code",
    "resident.origin_place", "admission.at", "admission.date", "admission.entry_kind", "admission.brought_by",
    "admission.reentry", "measure.kind", "measure.authority", "measure.file_number", "measure.ordered_on",
    "measure.valid_from", "measure.valid_until", "exit.kind", "exit.date", "exit.destination", "health.urgent",
    "health.allergies", "health.medicines", "health.pregnant", "branch.public_name", "branch.municipality",
    "actor.name", "actor.function", "today", "house.month", "house.quarter_period",
    "house.licensed_places", "house.at_start", "house.admissions", "house.at_end", "house.admitted",
    "house.left", "house.present",
}  # fmt: skip
ROLES = {"director", "social_worker", "psychologist", "educator", "nurse", "lawyer", "me_officer"}
#: Types that the contract names more closely than the field list.
CLOSER = {("dni", FieldType.IDENTITY), ("text", FieldType.PLACE_DATE), ("rtn", FieldType.TEXT)}
#: What a form asks beyond its list: the day or hour from which its term runs, which core does not know.
OUR_OWN = {
    "denuncia_mp": {"fecha_hora_conocimiento"},
    "reporte_cicesct_eri": {"fecha_hora_deteccion"},
    "estudio_reintegro_familiar": {"fecha_prevista"},
    "solicitud_interprete": {"fecha_notificacion"},
    "solicitud_rnp": {"fecha_hallazgo"},
    "solicitud_prueba_anticipada": {"fecha_necesidad"},
    "coordinacion_repatriacion": {"fecha_decision"},
    "solicitud_certificacion_irca": {"vencimiento_certificado"},
    "queja_conadeh": {"fecha_hechos"},
}
#: Asked for by the cross-check instead: nobody receives her after an unauthorised exit or a death, and in a quiet month
#: nobody comes, leaves or stays.
CONDITIONAL = {
    "acta_egreso": {"persona_recibe", "documento_recibe", "domicilio_destino", "municipio_destino", "firma_recibe"},
    "reporte_estadistico_senaf": {"egresos_por_tipo", "por_sexo_edad", "por_motivo", "por_municipio"},
    "reporte_estadistico_cicesct": {
        "por_sexo_edad", "por_modalidad", "por_ambito", "por_departamento", "servicios_prestados",
    },
}  # fmt: skip
#: The list names no options for it; ours are the institutions of the directory.
OWN_OPTIONS = {"comparte_con": "institucion"}
#: They stay in the file.
INTERNAL = {"medida_proteccion", "consentimiento_informado", "autorizacion_imagen"}
#: For which there is one institution only.
ONE_DOOR = {
    "plan_atencion_individual", "reporte_estadistico_senaf", "reporte_estadistico_cicesct",
    "solicitud_certificacion_irca", "queja_conadeh",
}  # fmt: skip
#: Whose fields were read in a text or a published list.
TOLD = {
    "denuncia_mp": Grade.A, "alerta_amber": Grade.B, "solicitud_prueba_anticipada": Grade.B,
    "reporte_estadistico_cicesct": Grade.B,
}  # fmt: skip


def articles(*texts: object) -> set[int]:
    """Find the articles that texts cite; a range, or "267 a 271", names every one between its ends."""
    cited = " ".join(re.findall(r"(?:arts?\.|artículos?) [\d\-A-C ay,]+", " ".join(map(str, texts))))
    found = {int(number) for number in re.findall(r"\d+", cited)}
    for first, last in re.findall(r"(\d+)(?:-| a )(\d+)", cited):
        found |= set(range(int(first), int(last) + 1))
    return found


every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def test_the_forms_that_were_promised_are_there() -> None:
    assert set(FORMS) == set(LIST)
    assert len(FORMS) == 24
    acts = [form.act for form in FORMS.values() if form.act != "other"]
    assert acts == ["admission", "authority", "complaint", "exit"]


@every_form
def test_a_form_has_every_field_of_its_list_and_no_other_but_the_day_its_term_runs_from(form: LegalForm) -> None:
    own = OUR_OWN.get(form.key, set())
    assert {field.key for field in form.fields} == set(LIST[form.key]) | own
    assert own <= {form.due_from}


@every_form
def test_a_field_is_typed_required_and_sensitive_as_listed(form: LegalForm) -> None:
    for field in (each for each in form.fields if each.key in LIST[form.key]):
        listed = LIST[form.key][field.key]
        assert field.type.value == listed["type"] or (listed["type"], field.type) in CLOSER
        assert field.sensitive == listed["sensitive"]
        offered = {field.options, *(column.options for column in field.columns)}
        assert listed.get("options", OWN_OPTIONS.get(field.key)) in offered
        relaxed = field.key in CONDITIONAL.get(form.key, ())
        assert field.required == (listed["required"] and not relaxed)


@every_form
def test_fields_are_filled_from_the_file_by_known_names_only(form: LegalForm) -> None:
    assert {field.prefill for field in form.fields if field.prefill} <= PREFILLS


@every_form
def test_no_field_takes_an_address_from_the_file(form: LegalForm) -> None:
    assert all(field.prefill is None for field in form.fields if field.type is FieldType.ADDRESS)


@every_form
def test_every_section_has_fields_and_every_field_a_section(form: LegalForm) -> None:
    used = [field.section for field in form.fields]
    assert set(used) == {section.code for section in form.sections}


@every_form
def test_paragraphs_name_only_fields_of_the_form(form: LegalForm) -> None:
    keys = {field.key for field in form.fields}
    for paragraph in (*form.opening, *form.closing):
        assert set(re.findall(r"{(\w+)}", str(paragraph))) <= keys
        assert "  " not in str(paragraph)


@every_form
def test_paragraphs_cite_only_articles_that_the_form_rests_on(form: LegalForm) -> None:
    graded = articles(*(basis.citation for basis in form.basis))
    assert articles(*form.opening, *form.closing) <= graded


@every_form
def test_somebody_of_the_house_signs_and_roles_exist(form: LegalForm) -> None:
    assert any(signatory.required and signatory.roles for signatory in form.signatories)
    assert {role for signatory in form.signatories for role in signatory.roles} <= ROLES
    assert set(form.filled_by) <= ROLES


@every_form
def test_a_form_says_when_it_is_due_and_on_what_that_rests(form: LegalForm) -> None:
    assert form.due is not None
    assert form.due.code == form.key
    assert form.due.nature != "operational" or form.due.basis.unverified


@every_form
def test_no_layout_is_graded_as_official_unless_its_list_follows_a_text(form: LegalForm) -> None:
    assert form.fields_grade is TOLD.get(form.key, Grade.C)
    assert form.unverified or form.key in {"denuncia_mp", "alerta_amber"}


@every_form
def test_labels_exist_in_both_languages(form: LegalForm) -> None:
    fields = [each for field in form.fields for each in (field, *field.columns)]
    texts = [form.title, form.purpose, *(field.label for field in fields), *(part.title for part in form.sections)]
    assert all([language for language, _ in text.versions] == ["es", "en"] for text in texts)


@every_form
def test_the_template_is_the_countrys(form: LegalForm) -> None:
    assert form.template.is_file()
    assert form.template.parent.name == "hn"


@pytest.mark.parametrize("key", ["denuncia_mp", "comunicacion_ingreso_senaf", "reporte_maltrato_interno"])
def test_what_article_168_asks_is_due_within_24_hours_that_never_rest(key: str) -> None:
    due = FORMS[key].due
    assert due is not None
    assert (due.amount, due.unit, due.regime, due.basis.grade) == (24, "hours", "ninez_continuo", Grade.B)


def test_a_missing_child_is_reported_at_once() -> None:
    due = FORMS["alerta_amber"].due
    assert due is not None
    assert due.amount == 0


def test_a_report_may_go_past_an_authority_that_cannot_be_trusted_or_does_not_answer() -> None:
    assert {key for key, form in FORMS.items() if not form.recipients} == INTERNAL
    assert {key for key, form in FORMS.items() if len(form.recipients) == 1} == ONE_DOOR


def test_three_forms_are_about_the_house_and_nobody_in_it() -> None:
    about_house = {key for key, form in FORMS.items() if form.about == "branch"}
    assert about_house == {"reporte_estadistico_senaf", "reporte_estadistico_cicesct", "solicitud_certificacion_irca"}
    for key in about_house:
        paths = {field.prefill.partition(".")[0] for field in FORMS[key].fields if field.prefill}
        assert paths <= {"branch", "house", "actor", "today"}


def test_what_leaves_the_house_bears_the_code_by_which_nobody_inside_calls_her() -> None:
    for form in FORMS.values():
        inside = form.key in INTERNAL
        codes = {field.prefill for field in form.fields if field.type is FieldType.CASE_REF}
        assert codes <= ({"resident.code"} if inside else {"resident.external_code"})


def test_what_an_office_words_anew_before_filing_can_be_edited_and_an_act_of_the_house_cannot() -> None:
    assert {key for key, form in FORMS.items() if form.editable} == {
        "denuncia_mp", "comunicacion_ingreso_senaf", "informe_biopsicosocial", "informe_seguimiento",
        "solicitud_revision_medida", "solicitud_rnp", "solicitud_prueba_anticipada", "solicitud_interprete",
        "solicitud_certificacion_irca", "queja_conadeh",
    }  # fmt: skip


def test_a_form_is_found_by_its_title() -> None:
    assert str(forms.title("acta_ingreso")) == "Acta de ingreso"


def test_tables_by_sex_and_age_are_filled_from_the_house() -> None:
    report = next(form for form in forms.legal_forms() if form.key == "reporte_estadistico_senaf")
    filled = {field.key: (field.prefill, tuple(column.prefill for column in field.columns)) for field in report.fields
              if field.columns and field.prefill}  # fmt: skip
    assert filled == {
        "egresos_por_tipo": ("house.left", ("row.exit_kind", "row.count")),
        "por_sexo_edad": ("house.present", ("row.sex", "row.age", "row.count")),
        "por_motivo": ("house.admitted", ("row.form.comunicacion_ingreso_senaf.motivo_ingreso", "row.count")),
    }
