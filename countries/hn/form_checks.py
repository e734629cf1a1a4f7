"""What two answers of a form may not say together."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from countries.hn.identity import DIGITS, year_of_registration
from countries.hn.sources import norm
from plugins.contract.forms import FormView
from plugins.contract.stages import Objection, Severity
from plugins.contract.text import Text

Values = Mapping[str, object]
Check = Callable[[Values], Iterator[Objection]]

#: Ways out in which somebody receives her, who must then be named.
_RECEIVED = frozenset({"reintegro_familiar", "traslado", "familia_proteccion_temporal", "adopcion", "repatriacion"})
_RECEIVER_FIELDS = ("persona_recibe", "documento_recibe", "domicilio_destino", "municipio_destino")


def objections_to(form: FormView) -> list[Objection]:
    """Object to answers that contradict each other, and warn of what is lawful but doubtful."""
    checks = (*_EVERY_FORM, *_BY_FORM.get(form.key, ()))
    return [objection for check in checks for objection in check(form.values)]


def _age_is_told(values: Values) -> Iterator[Objection]:
    if "edad_estimada" in values and _empty(values, "fecha_nacimiento") and _empty(values, "edad_estimada"):
        yield _warning("edad_sin_dato", "edad_estimada", "Anote la edad estimada.", "Write the estimated age.", "cna_1")


def _birth_fits_number(values: Values) -> Iterator[Objection]:
    registered, born = _registered(values.get("numero_identidad")), _day(values.get("fecha_nacimiento"))
    if registered is None:
        return
    if born and registered < born.year:
        yield _warning("inscrita_antes_de_nacer", "numero_identidad", *_BEFORE_BIRTH, "identity_number")
    elif born and registered > born.year:
        yield _warning("inscripcion_tardia", "numero_identidad", *_LATE, "identity_number")
    admitted = _day(values.get("fecha_hora_ingreso"))
    if admitted and registered > admitted.year:
        yield _blocking("inscripcion_futura", "numero_identidad", *_FUTURE)


def _municipality_in_department(values: Values) -> Iterator[Objection]:
    department, municipality = values.get("departamento_nacimiento"), values.get("municipio_nacimiento")
    if department and municipality and not str(municipality).startswith(str(department)):
        yield _blocking("municipio_de_otro_departamento", "municipio_nacimiento", *_OTHER_DEPARTMENT)


def _rights_explained(values: Values) -> Iterator[Objection]:
    if values.get("derechos_informados") is False:
        yield _warning("derechos_sin_explicar", "derechos_informados", *_RIGHTS, "cna_5")


def _reservation(values: Values) -> Iterator[Objection]:
    if values.get("reserva_identidad") is False:
        yield _warning("sin_reserva", "reserva_identidad", *_RESERVE, "cpp_270")


def _no_ties(values: Values) -> Iterator[Objection]:
    if values.get("confidencialidad") is False:
        yield _warning("interprete_con_vinculo", "confidencialidad", *_TIES, "proposal")


def _reported(values: Values) -> Iterator[Objection]:
    if values.get("denuncia_presentada") is False:
        yield _warning("sin_denuncia", "denuncia_presentada", *_UNREPORTED, "cna_168")


def _receiver_named(values: Values) -> Iterator[Objection]:
    if str(values.get("tipo_egreso")) in _RECEIVED:
        for field in _RECEIVER_FIELDS:
            if _empty(values, field):
                yield _blocking("falta_quien_recibe", field, *_RECEIVER)


def _order(earlier: str, later: str) -> Check:
    def check(values: Values) -> Iterator[Objection]:
        first, second = _moment(values.get(earlier)), _moment(values.get(later))
        if first and second and second < first:
            yield _blocking("fechas_invertidas", later, *_DATES)

    return check


_EVERY_FORM: tuple[Check, ...] = (_age_is_told, _birth_fits_number)
_BY_FORM: dict[str, tuple[Check, ...]] = {
    "acta_ingreso": (_municipality_in_department, _rights_explained),
    "denuncia_mp": (_reservation,),
    "reporte_cicesct_eri": (_reported,),
    "acta_egreso": (_receiver_named,),
    "medida_proteccion": (_order("fecha_inicio", "fecha_fin"), _order("fecha_resolucion", "fecha_notificacion")),
    "informe_seguimiento": (_order("periodo_desde", "periodo_hasta"),),
    "reporte_maltrato_interno": (_order("fecha_hora_hecho", "fecha_hora_conocimiento"),),
    "plan_atencion_individual": (_order("fecha_plan", "proxima_revision"),),
    "solicitud_interprete": (_no_ties,),
}


def _empty(values: Values, field: str) -> bool:
    return values.get(field) in (None, "", [], ())


def _day(value: object) -> date | None:
    moment = _moment(value)
    return moment.date() if moment else None


def _moment(value: object) -> datetime | None:
    """Read a date or an instant, as it stands in a form's answers; what is neither compares with nothing."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else None  # noqa: DTZ001


def _registered(value: object) -> int | None:
    digits = re.sub(r"[\s.-]", "", value) if isinstance(value, str) else ""
    known = len(digits) == DIGITS and digits.isascii() and digits.isdigit()
    return year_of_registration(digits) if known else None


def _blocking(code: str, field: str, es: str, en: str) -> Objection:
    return Objection(code, Text.of(es=es, en=en), Severity.BLOCKING, field)


def _warning(code: str, field: str, es: str, en: str, basis: str) -> Objection:
    return Objection(code, Text.of(es=es, en=en), Severity.WARNING, field, norm(basis))


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
_DATES = ("Esta fecha es anterior a la otra.", "This date is before the other one.")
