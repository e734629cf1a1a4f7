"""What the answers of a form may not say together, or may not leave out."""

from collections.abc import Iterator

from countries.gt import answers, form_figures, legal
from countries.gt.answers import Check, Values
from countries.gt.country import NATIONALITY
from countries.gt.identity import department_of
from plugins.contract.forms import FormView
from plugins.contract.stages import Objection

#: Exits in which nobody receives her and nothing is handed over.
_UNPLANNED = ("evasion", "fallecimiento")
_HANDED_OVER = (
    "orden_egreso",
    "recibe",
    "municipio_destino",
    "preparacion",
    "opinion_nna",
    "documentos_entregados",
    "pertenencias",
    "plan_seguimiento",
    "contacto_emergencia",
)
#: Of age and with their DPI, who stand in for the papers of a birth.
_WITNESSES = 2
_OF_THE_ORDER = ("juzgado", "expediente_judicial", "orden_judicial")


def objections_to(form: FormView) -> list[Objection]:
    """Object to answers that contradict each other or the law, and warn of what is lawful but doubtful."""
    checks = (*_EVERY_FORM, *_BY_FORM.get(form.key, ()), *form_figures.CHECKS.get(form.key, ()))
    return [objection for check in checks for objection in check(form.values)]


def _cui_of_a_foreigner(values: Values) -> Iterator[Objection]:
    nationality = values.get("nacionalidad")
    if nationality and nationality != NATIONALITY and department_of(values.get("cui")):
        yield answers.warning("cui_extranjera", "cui", *_FOREIGN_CUI, "foreign_papers")


def _registered_elsewhere(values: Values) -> Iterator[Objection]:
    department, origin = department_of(values.get("cui")), values.get("municipio_origen")
    if department and origin and not str(origin).startswith(department):
        yield answers.warning("otro_departamento", "municipio_origen", *_ELSEWHERE, "cui")


def _no_purpose(values: Values) -> Iterator[Objection]:
    if answers.empty(values, "fines_explotacion"):
        yield answers.blocking("falta_fin", "fines_explotacion", *_PURPOSE, "cp_202ter")


def _no_act(values: Values) -> Iterator[Objection]:
    if answers.empty(values, "verbos_rectores"):
        yield answers.blocking("falta_verbo", "verbos_rectores", *_ACT, "cp_202ter")


def _order_at_hand(values: Values) -> Iterator[Objection]:
    kind = legal.kind(str(values.get("base_ingreso")))
    if kind is None:
        return
    if kind.provisional:
        yield answers.warning("orden_pendiente", "base_ingreso", *_PENDING, "pina_116_b")
        return
    for field in _OF_THE_ORDER:
        if answers.empty(values, field):
            yield answers.blocking("falta_orden", field, *_ORDER, "pina_116_b")


def _rights_explained(values: Values) -> Iterator[Objection]:
    if values.get("derechos_explicados") is False:
        yield answers.warning("derechos_sin_explicar", "derechos_explicados", *_RIGHTS, "pina_116_ad")


def _exit_after_admission(values: Values) -> Iterator[Objection]:
    admitted, left = answers.day(values.get("fecha_ingreso")), answers.day(values.get("fecha_hora_egreso"))
    if admitted and left and left < admitted:
        yield answers.blocking("egreso_antes_de_ingreso", "fecha_hora_egreso", *_DATES, "form_layout")


def _handed_over(values: Values) -> Iterator[Objection]:
    if answers.empty(values, "tipo_egreso") or values.get("tipo_egreso") in _UNPLANNED:
        return
    for field in _HANDED_OVER:
        if answers.empty(values, field):
            yield answers.blocking("falta_entrega", field, *_RECEIVER, "form_layout")


def _profile_fits(values: Values) -> Iterator[Objection]:
    if values.get("perfil_compatible") is False:
        yield answers.warning("perfil_distinto", "perfil_compatible", *_PROFILE, "d77_2007")


def _place_hidden(values: Values) -> Iterator[Objection]:
    if values.get("no_divulgar_hogar") is False:
        yield answers.blocking("divulga_hogar", "no_divulgar_hogar", *_DISCLOSED, "d9_2009_2")


def _agreed(values: Values) -> Iterator[Objection]:
    if values.get("asentimiento_nna") == "no":
        yield answers.warning("prefirio_no", "asentimiento_nna", *_REFUSED, "cdn")


def _asylum(values: Values) -> Iterator[Objection]:
    if values.get("necesidad_refugio") is True:
        yield answers.warning("posible_refugio", "necesidad_refugio", *_ASYLUM, "internal_target")


def _assented(values: Values) -> Iterator[Objection]:
    if values.get("asentimiento") is False:
        yield answers.warning("sin_asentimiento", "asentimiento", *_UNASSENTED, "cdn")


def _apart_from_the_accused(values: Values) -> Iterator[Objection]:
    met = values.get("condiciones")
    if isinstance(met, list) and met and "sin_contacto_con_sindicado" not in met:
        yield answers.warning("contacto_posible", "condiciones", *_CONTACT, "csj_16_2013")


def _birth_proved(values: Values) -> Iterator[Objection]:
    late = values.get("tipo_solicitud") == "inscripcion_extemporanea"
    if late and answers.empty(values, "prueba_nacimiento") and len(answers.rows(values, "testigos")) < _WITNESSES:
        yield answers.warning("faltan_testigos", "testigos", *_UNPROVED, "undocumented")


def _interpreter_bound(values: Values) -> Iterator[Objection]:
    if values.get("compromiso_confidencialidad") is False:
        yield answers.warning("sin_compromiso", "compromiso_confidencialidad", *_BOUND, "d9_2009_2")


_EVERY_FORM: tuple[Check, ...] = (_cui_of_a_foreigner, _registered_elsewhere)
_BY_FORM: dict[str, tuple[Check, ...]] = {
    "acta_ingreso": (_order_at_hand, _rights_explained),
    "acta_acompanamiento_anticipo_prueba": (_apart_from_the_accused,),
    "acta_egreso": (_exit_after_admission, _handed_over),
    "alerta_alba_keneth": (_place_hidden,),
    "consentimiento_asentimiento": (_agreed,),
    "denuncia_penal_trata": (_no_purpose, _no_act),
    "ficha_referencia_trata": (_no_purpose,),
    "informe_medico": (_assented,),
    "notificacion_consular_repatriacion": (_asylum,),
    "solicitud_interprete": (_interpreter_bound,),
    "solicitud_medida_proteccion": (_profile_fits,),
    "solicitud_renap": (_birth_proved,),
}


_FOREIGN_CUI = (
    "Sólo quien fue inscrita en Guatemala tiene CUI; revise la nacionalidad.",
    "Only those registered in Guatemala have a CUI; check the nationality.",
)
_ELSEWHERE = (
    "El CUI es de otro departamento: puede ser correcto si fue inscrita en otro lugar.",
    "The CUI is of another department: it may be right if she was registered elsewhere.",
)
_PURPOSE = ("Marque al menos un fin de explotación.", "Mark at least one purpose of exploitation.")
_ACT = (
    "Marque al menos un verbo rector: captación, transporte, traslado, retención, acogida o recepción.",
    "Mark at least one act: recruitment, transport, transfer, retention, harbouring or receipt.",
)
_PENDING = (
    "Orden pendiente: anote juzgado y expediente en cuanto exista.",
    "Order pending: write court and file as soon as it exists.",
)
_ORDER = (
    "El ingreso descansa en una orden: anote juzgado y expediente, y adjúntela.",
    "The stay rests on an order: write court and file, and attach it.",
)
_RIGHTS = (
    "Explíquele sus derechos en su idioma en cuanto esté en condiciones de oírlos.",
    "Explain her rights in her language as soon as she is able to listen.",
)
_DATES = ("El egreso es anterior al ingreso.", "The exit is before the admission.")
_RECEIVER = (
    "En un egreso planificado anote quién recibe, qué se entrega y cómo se le dará seguimiento.",
    "In a planned exit write who receives her, what is handed over and how she is followed up.",
)
_PROFILE = (
    "No corresponde al perfil autorizado del hogar: pida al juez otro lugar o explique por qué este.",
    "She does not fit the home's authorised profile: ask the judge for another place or say why this one.",
)
_DISCLOSED = (
    "La alerta nunca dice que vive en un hogar ni dónde está.",
    "The alert never says that she lives in a home, nor where it is.",
)
_REFUSED = (
    "Prefirió no: el acto no se realiza, y nada cambia para ella.",
    "She preferred not to: the act is not done, and nothing changes for her.",
)
_ASYLUM = (
    "Si puede necesitar refugio, no se avisa al consulado.",
    "If she may need asylum, the consulate is not told.",
)
_BOUND = (
    "Pida el compromiso de confidencialidad firmado antes de la diligencia.",
    "Ask for the signed commitment to confidentiality before the act.",
)
_UNASSENTED = (
    "Sin asentimiento ni consentimiento sólo se atiende lo urgente: explique por qué se hizo.",
    "Without assent or consent only what is urgent is done: say why it was.",
)
_CONTACT = (
    "No consta que se evitó el contacto con la persona sindicada: anote qué se pidió y qué pasó.",
    "It is not said that contact with the accused was avoided: write what was asked and what happened.",
)
_UNPROVED = (
    "Sin prueba del nacimiento hacen falta dos testigos con DPI.",
    "Without proof of birth two witnesses with a DPI are needed.",
)
