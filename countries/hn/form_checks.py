"""What two answers of a form may not say together."""

import re
from collections.abc import Iterator
from datetime import timedelta

from countries.hn.figure_checks import breakdown_of, part_of, stock_adds_up
from countries.hn.identity import DIGITS, year_of_registration
from countries.hn.objections import Check, Values, blocking, day_of, in_order, is_empty, warning
from plugins.contract.forms import FormView
from plugins.contract.stages import Objection

#: Ways out in which somebody receives her, who must then be named.
_RECEIVED = frozenset({"reintegro_familiar", "traslado", "familia_proteccion_temporal", "adopcion", "repatriacion"})
#: A birth is declared within this time; what comes later is another procedure (C).
_IN_TIME = timedelta(days=365)
_RECEIVER_FIELDS = ("persona_recibe", "documento_recibe", "domicilio_destino", "municipio_destino")


def objections_to(form: FormView) -> list[Objection]:
    """Object to answers that contradict each other, and warn of what is lawful but doubtful."""
    checks = (*_EVERY_FORM, *_BY_FORM.get(form.key, ()))
    return [objection for check in checks for objection in check(form.values)]


def _age_is_told(values: Values) -> Iterator[Objection]:
    if "edad_estimada" in values and is_empty(values, "fecha_nacimiento") and is_empty(values, "edad_estimada"):
        yield warning("edad_sin_dato", "edad_estimada", "Anote la edad estimada.", "Write the estimated age.", "cna_1")


def _birth_fits_number(values: Values) -> Iterator[Objection]:
    registered, born = _registered(values.get("numero_identidad")), day_of(values.get("fecha_nacimiento"))
    if registered is None:
        return
    if born and registered < born.year:
        yield warning("inscrita_antes_de_nacer", "numero_identidad", *_BEFORE_BIRTH, "identity_number")
    elif born and registered > born.year:
        yield warning("inscripcion_tardia", "numero_identidad", *_LATE, "identity_number")
    admitted = day_of(values.get("fecha_hora_ingreso"))
    if admitted and registered > admitted.year:
        yield blocking("inscripcion_futura", "numero_identidad", *_FUTURE)


def _municipality_in_department(values: Values) -> Iterator[Objection]:
    department, municipality = values.get("departamento_nacimiento"), values.get("municipio_nacimiento")
    if department and municipality and not str(municipality).startswith(str(department)):
        yield blocking("municipio_de_otro_departamento", "municipio_nacimiento", *_OTHER_DEPARTMENT)


def _rights_explained(values: Values) -> Iterator[Objection]:
    if values.get("derechos_informados") is False:
        yield warning("derechos_sin_explicar", "derechos_informados", *_RIGHTS, "cna_5")


def _reservation(values: Values) -> Iterator[Objection]:
    if values.get("reserva_identidad") is False:
        yield warning("sin_reserva", "reserva_identidad", *_RESERVE, "cpp_270")


def _no_ties(values: Values) -> Iterator[Objection]:
    if values.get("confidencialidad") is False:
        yield warning("interprete_con_vinculo", "confidencialidad", *_TIES, "proposal")


def _reported(values: Values) -> Iterator[Objection]:
    if values.get("denuncia_presentada") is False:
        yield warning("sin_denuncia", "denuncia_presentada", *_UNREPORTED, "cna_168")


def _receiver_named(values: Values) -> Iterator[Objection]:
    if str(values.get("tipo_egreso")) in _RECEIVED:
        for field in _RECEIVER_FIELDS:
            if is_empty(values, field):
                yield blocking("falta_quien_recibe", field, *_RECEIVER)


def _no_publication(values: Values) -> Iterator[Objection]:
    if values.get("decision") == "si":
        yield warning("prohibicion_sigue", "decision", *_BAN, "cna_32_34")


def _child_agrees(values: Values) -> Iterator[Objection]:
    if values.get("asentimiento_nna") == "no_acepta":
        yield warning("no_acepta", "asentimiento_nna", *_REFUSED, "cna_5")


def _interpreter_named(values: Values) -> Iterator[Objection]:
    if values.get("idioma_explicacion") not in (None, "", "es") and is_empty(values, "interprete"):
        yield warning("sin_interprete", "interprete", *_INTERPRETER, "proposal")


def _registration_in_time(values: Values) -> Iterator[Objection]:
    place_date = values.get("lugar_fecha")
    born = day_of(values.get("fecha_nacimiento"))
    today = day_of(place_date.get("day")) if isinstance(place_date, dict) else None
    if values.get("tramite") == "inscripcion" and born and today and today - born > _IN_TIME:
        yield warning("fuera_de_plazo", "tramite", *_OMISSION, "rnp_procedures")


def _asylum_first(values: Values) -> Iterator[Objection]:
    leaves = values.get("sentido") == "repatriacion_salida"
    if leaves and values.get("necesidad_proteccion_internacional") in ("si", "no_sabe"):
        yield warning("proteccion_internacional", "necesidad_proteccion_internacional", *_ASYLUM, "cna_5")


def _family_assessed(values: Values) -> Iterator[Objection]:
    if values.get("peticion") == "cesar" and is_empty(values, "recurso_familiar"):
        yield warning("cese_sin_recurso", "recurso_familiar", *_RESOURCE, "cna_89")


def _danger_answered(values: Values) -> Iterator[Objection]:
    if values.get("seguridad") in ("alto", "extremo"):
        yield warning("riesgo_despues_del_egreso", "seguridad", *_UNREPORTED, "cna_168")


def _complaint_reserved(values: Values) -> Iterator[Objection]:
    if values.get("reserva") is False:
        yield warning("queja_sin_reserva", "reserva", *_RESERVE_COMPLAINT, "cna_85")


_EVERY_FORM: tuple[Check, ...] = (_age_is_told, _birth_fits_number)
_BY_FORM: dict[str, tuple[Check, ...]] = {
    "acta_ingreso": (_municipality_in_department, _rights_explained),
    "denuncia_mp": (_reservation,),
    "reporte_cicesct_eri": (_reported,),
    "acta_egreso": (_receiver_named,),
    "medida_proteccion": (in_order("fecha_inicio", "fecha_fin"), in_order("fecha_resolucion", "fecha_notificacion")),
    "informe_seguimiento": (in_order("periodo_desde", "periodo_hasta"),),
    "reporte_maltrato_interno": (in_order("fecha_hora_hecho", "fecha_hora_conocimiento"),),
    "plan_atencion_individual": (in_order("fecha_plan", "proxima_revision"),),
    "solicitud_interprete": (_no_ties,),
    "estudio_reintegro_familiar": (in_order("fecha_visita", "fecha_prevista"),),
    "solicitud_revision_medida": (_family_assessed,),
    "seguimiento_post_egreso": (_danger_answered,),
    "consentimiento_informado": (_child_agrees, _interpreter_named),
    "autorizacion_imagen": (_no_publication,),
    "solicitud_rnp": (_registration_in_time,),
    "coordinacion_repatriacion": (_asylum_first,),
    "queja_conadeh": (_complaint_reserved,),
    "reporte_estadistico_senaf": (
        stock_adds_up,
        part_of("reingresos", "ingresos"),
        part_of("con_medida", "existencia_final"),
        part_of("discapacidad", "existencia_final"),
        breakdown_of("por_sexo_edad", "existencia_final"),
        breakdown_of("por_municipio", "existencia_final"),
    ),
    "reporte_estadistico_cicesct": tuple(
        breakdown_of(table, "victimas_nuevas", "victimas_seguimiento")
        for table in ("por_sexo_edad", "por_ambito", "por_departamento")
    ),
}


def _registered(value: object) -> int | None:
    digits = re.sub(r"[\s.-]", "", value) if isinstance(value, str) else ""
    known = len(digits) == DIGITS and digits.isascii() and digits.isdigit()
    return year_of_registration(digits) if known else None


_BEFORE_BIRTH = (
    "El año del número de identidad es anterior al nacimiento; revise ambos.",
    "The year in the identity number is before the birth; check both.",
)
_LATE = (
    "El año del número es el de inscripción y es posterior al nacimiento; puede ser correcto.",
    "The year in the number is the one of registration and later than the birth; it may be right.",
)
_FUTURE = (
    "El año de inscripción es posterior al ingreso.",
    "The year of registration is later than the admission.",
)
_OTHER_DEPARTMENT = (
    "El municipio no pertenece al departamento.",
    "The municipality does not belong to the department.",
)
_RIGHTS = (
    "Explíquele sus derechos y las normas en cuanto esté en condiciones de oírlos.",
    "Explain her rights and the rules as soon as she is able to listen.",
)
_RESERVE = (
    "La ley permite reservar la identidad de quien denuncia; se recomienda pedirlo.",
    "The law allows the complainant's identity to be kept reserved; asking for it is advised.",
)
_TIES = (
    "Pida otra persona: quien interpreta no debe tener vínculo con su comunidad ni con el tratante.",
    "Ask for somebody else: an interpreter must have no tie to her community or the trafficker.",
)
_UNREPORTED = (
    "Si hay signos de maltrato, se informa a la autoridad y a la fiscalía en un máximo de 24 horas.",
    "Where there are signs of ill-treatment, authority and prosecutor are told within 24 hours.",
)
_RECEIVER = ("Anote quién recibe y adónde va.", "Write who receives her and where she goes.")
_BAN = (
    "El consentimiento no levanta la prohibición: nada que la identifique se publica.",
    "Consent does not lift the ban: nothing that identifies her is published.",
)
_REFUSED = (
    "No está de acuerdo: su opinión cuenta según su edad y madurez; lo que no quiere no se hace sin más.",
    "She does not agree: her view counts by her age and maturity; what she does not want is not simply done.",
)
_INTERPRETER = ("Anote quién interpretó.", "Write who interpreted.")
_OMISSION = (
    "Pasado un año del nacimiento suele corresponder la reposición por omisión.",
    "More than a year after the birth it is usually a late registration.",
)
_ASYLUM = (
    "Si puede necesitar protección internacional, valórela antes de avisar a las autoridades de su país.",
    "If she may need international protection, assess it before the authorities of her country are told.",
)
_RESOURCE = (
    "Anote qué recurso familiar o comunitario se evaluó antes de pedir el cese.",
    "Write which family or community resource was assessed before asking for the end.",
)
_RESERVE_COMPLAINT = (
    "Los asuntos de niñez son confidenciales; se recomienda pedir la reserva.",
    "Child matters are confidential; asking for it to be kept so is advised.",
)
