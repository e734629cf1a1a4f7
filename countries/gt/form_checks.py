"""What the answers of a form may not say together, or may not leave out."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from countries.gt import legal
from countries.gt.country import NATIONALITY, TIME_ZONE
from countries.gt.identity import department_of
from countries.gt.sources import norm
from plugins.contract.forms import FormView
from plugins.contract.stages import Objection, Severity
from plugins.contract.text import Text

Values = Mapping[str, object]
Check = Callable[[Values], Iterator[Objection]]

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
_OF_THE_ORDER = ("juzgado", "expediente_judicial", "orden_judicial")


def objections_to(form: FormView) -> list[Objection]:
    """Object to answers that contradict each other or the law, and warn of what is lawful but doubtful."""
    checks = (*_EVERY_FORM, *_BY_FORM.get(form.key, ()))
    return [objection for check in checks for objection in check(form.values)]


def _cui_of_a_foreigner(values: Values) -> Iterator[Objection]:
    nationality = values.get("nacionalidad")
    if nationality and nationality != NATIONALITY and department_of(values.get("cui")):
        yield _warning("cui_extranjera", "cui", *_FOREIGN_CUI, "foreign_papers")


def _registered_elsewhere(values: Values) -> Iterator[Objection]:
    department, origin = department_of(values.get("cui")), values.get("municipio_origen")
    if department and origin and not str(origin).startswith(department):
        yield _warning("otro_departamento", "municipio_origen", *_ELSEWHERE, "cui")


def _no_purpose(values: Values) -> Iterator[Objection]:
    if _empty(values, "fines_explotacion"):
        yield _blocking("falta_fin", "fines_explotacion", *_PURPOSE, "cp_202ter")


def _no_act(values: Values) -> Iterator[Objection]:
    if _empty(values, "verbos_rectores"):
        yield _blocking("falta_verbo", "verbos_rectores", *_ACT, "cp_202ter")


def _order_at_hand(values: Values) -> Iterator[Objection]:
    kind = legal.kind(str(values.get("base_ingreso")))
    if kind is None:
        return
    if kind.provisional:
        yield _warning("orden_pendiente", "base_ingreso", *_PENDING, "pina_116_b")
        return
    for field in _OF_THE_ORDER:
        if _empty(values, field):
            yield _blocking("falta_orden", field, *_ORDER, "pina_116_b")


def _rights_explained(values: Values) -> Iterator[Objection]:
    if values.get("derechos_explicados") is False:
        yield _warning("derechos_sin_explicar", "derechos_explicados", *_RIGHTS, "pina_116_ad")


def _exit_after_admission(values: Values) -> Iterator[Objection]:
    admitted, left = _day(values.get("fecha_ingreso")), _day(values.get("fecha_hora_egreso"))
    if admitted and left and left < admitted:
        yield _blocking("egreso_antes_de_ingreso", "fecha_hora_egreso", *_DATES, "form_layout")


def _handed_over(values: Values) -> Iterator[Objection]:
    if _empty(values, "tipo_egreso") or values.get("tipo_egreso") in _UNPLANNED:
        return
    for field in _HANDED_OVER:
        if _empty(values, field):
            yield _blocking("falta_entrega", field, *_RECEIVER, "form_layout")


def _profile_fits(values: Values) -> Iterator[Objection]:
    if values.get("perfil_compatible") is False:
        yield _warning("perfil_distinto", "perfil_compatible", *_PROFILE, "d77_2007")


def _place_hidden(values: Values) -> Iterator[Objection]:
    if values.get("no_divulgar_hogar") is False:
        yield _blocking("divulga_hogar", "no_divulgar_hogar", *_DISCLOSED, "d9_2009_2")


def _agreed(values: Values) -> Iterator[Objection]:
    if values.get("asentimiento_nna") == "no":
        yield _warning("prefirio_no", "asentimiento_nna", *_REFUSED, "cdn")


def _asylum(values: Values) -> Iterator[Objection]:
    if values.get("necesidad_refugio") is True:
        yield _warning("posible_refugio", "necesidad_refugio", *_ASYLUM, "internal_target")


def _interpreter_bound(values: Values) -> Iterator[Objection]:
    if values.get("compromiso_confidencialidad") is False:
        yield _warning("sin_compromiso", "compromiso_confidencialidad", *_BOUND, "d9_2009_2")


_EVERY_FORM: tuple[Check, ...] = (_cui_of_a_foreigner, _registered_elsewhere)
_BY_FORM: dict[str, tuple[Check, ...]] = {
    "acta_ingreso": (_order_at_hand, _rights_explained),
    "acta_egreso": (_exit_after_admission, _handed_over),
    "alerta_alba_keneth": (_place_hidden,),
    "consentimiento_asentimiento": (_agreed,),
    "denuncia_penal_trata": (_no_purpose, _no_act),
    "ficha_referencia_trata": (_no_purpose,),
    "notificacion_consular_repatriacion": (_asylum,),
    "solicitud_interprete": (_interpreter_bound,),
    "solicitud_medida_proteccion": (_profile_fits,),
}


def _empty(values: Values, field: str) -> bool:
    return values.get(field) in (None, "", [], ())


def _day(value: object) -> date | None:
    """Read the day of a date or an instant, as it stands in a form's answers; what is neither compares with nothing."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(TIME_ZONE)).date() if value.tzinfo else value.date()
    return value if isinstance(value, date) else None


def _blocking(code: str, field: str, es: str, en: str, basis: str) -> Objection:
    return Objection(code, Text.of(es=es, en=en), Severity.BLOCKING, field, norm(basis))


def _warning(code: str, field: str, es: str, en: str, basis: str) -> Objection:
    return Objection(code, Text.of(es=es, en=en), Severity.WARNING, field, norm(basis))


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
