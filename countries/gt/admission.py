"""What Guatemala says when a child comes: on which basis she may stay, and what the law asks of the staff at once."""

from datetime import datetime, timedelta

from countries.gt import legal
from countries.gt.country import MAJORITY, NATIONALITY
from countries.gt.sources import norm
from plugins.contract.events import TaskBook
from plugins.contract.legal import MeasureKind
from plugins.contract.stages import AdmissionView, Objection, Severity
from plugins.contract.text import Text

#: A sexual act with anybody younger is always an offence, and the pregnancy is reported.
REPORTED_PREGNANCY = 14


def objections_to(admission: AdmissionView) -> list[Objection]:
    """Object to a stay without a declaration of an authority or a provisional basis, and to unknown languages."""
    return [*_basis(admission), *_language(admission), *_age(admission)]


def write_tasks(admission: AdmissionView, tasks: TaskBook) -> None:
    """Write down what the law asks now: the missing order, the notice to the PGN, interpreter, consulate, pregnancy.

    Hours run through, all twenty-four of a day, from the moment she came (Ley del Organismo Judicial art. 45, B).
    Core asks for the missing order itself, by the limit of the provisional basis.
    """
    kind = legal.kind(admission.basis)
    if not _ordered(kind):
        tasks.add("aviso_pgn", _NOTICE, _after(admission, 24), "social_worker", norm("internal_target"))
        # For a baby without any basis core asks the lawyer already: one task for one act.
        if kind is not None or admission.baby_of is None:
            tasks.add("solicitud_medida", _REQUEST, _after(admission, 24), "lawyer", norm("pina_116_b"))
    if needs_interpreter(admission):
        tasks.add("solicitud_interprete", _INTERPRETER, _after(admission, 72), "lawyer", norm("pina_116_ad"))
    if is_foreign(admission):
        tasks.add("aviso_consular", _CONSULAR, _after(admission, 72), "lawyer", norm("internal_target"))
    if _reported_pregnancy(admission):
        tasks.add("aviso_embarazo_menor_14", _PREGNANCY, _after(admission, 24), "lawyer", norm("cp_173"))


def needs_interpreter(admission: AdmissionView) -> bool:
    """Tell whether she is to be heard with an interpreter: it was said, or Spanish is none of her languages."""
    if admission.baby_of is not None:
        return False
    return admission.interpreter_needed or (bool(admission.languages) and "es" not in admission.languages)


def is_foreign(admission: AdmissionView) -> bool:
    """Tell whether she is known to be of another nationality."""
    return admission.nationality not in (None, NATIONALITY)


def _basis(admission: AdmissionView) -> list[Objection]:
    kind = legal.kind(admission.basis)
    if kind is None or not kind.covers_stay:
        return [_no_basis(admission)]
    if kind.provisional:
        return [Objection("orden_pendiente", _PENDING, Severity.WARNING, "basis", norm("pina_116_b"))]
    return []


def _no_basis(admission: AdmissionView) -> Objection:
    # A baby whom the order forgot is not parted from the mother at the door: the judge is asked to name the baby.
    if admission.baby_of is not None:
        return Objection("bebe_sin_medida", _BABY, Severity.WARNING, "basis", norm("pina_116_b"))
    return Objection("sin_declaracion", _NO_DECLARATION, Severity.BLOCKING, "basis", norm("pina_116_b"))


def _language(admission: AdmissionView) -> list[Objection]:
    if admission.baby_of is not None:
        return []
    if not admission.languages:
        return [Objection("falta_idioma", _NO_LANGUAGE, Severity.BLOCKING, "languages", norm("pina_116_ad"))]
    if needs_interpreter(admission) and not admission.interpreter_needed:
        return [Objection("sin_espanol", _NO_SPANISH, Severity.WARNING, "interpreter_needed", norm("pina_116_ad"))]
    return []


def _age(admission: AdmissionView) -> list[Objection]:
    if admission.youngest_age is None or admission.youngest_age < MAJORITY:
        return []
    return [Objection("mayor_de_edad", _ADULT, Severity.WARNING, "birth_date", norm("pina_2"))]


def _ordered(kind: MeasureKind | None) -> bool:
    return kind is not None and kind.covers_stay and not kind.provisional


def _reported_pregnancy(admission: AdmissionView) -> bool:
    age = admission.youngest_age
    return bool(admission.pregnant) and age is not None and age < REPORTED_PREGNANCY


def _after(admission: AdmissionView, hours: int) -> datetime:
    return admission.admitted_at + timedelta(hours=hours)


_NO_DECLARATION = Text.of(
    es="Ninguna niña o adolescente puede ser abrigada sin declaración de autoridad competente. Indique la orden, o la"
    " base provisional: entrega con acta, orden verbal o peligro para la vida.",
    en="No child may be sheltered without a declaration of the competent authority. Name the order, or the provisional"
    " basis: handed over with a record, verbal order or danger to life.",
)
_PENDING = Text.of(
    es="Orden pendiente: la base provisional avisa a las 72 horas (alarma interna, sin verificar).",
    en="Order pending: the provisional basis raises an alarm at 72 hours (internal, unverified).",
)
_BABY = Text.of(
    es="La medida no nombra al bebé: pida al juez que lo incluya. No se separa de su madre.",
    en="The measure does not name the baby: ask the judge to include the baby, who stays with the mother.",
)
_NO_LANGUAGE = Text.of(
    es="Anote en qué idioma se le entiende mejor; si aún no se sabe, elija «por determinar».",
    en="Write in which language she is best understood; if not known yet, choose “not known yet”.",
)
_NO_SPANISH = Text.of(
    es="No se indicó español: tiene derecho a intérprete y se pedirá.",
    en="Spanish was not named: she has a right to an interpreter, who will be asked for.",
)
_ADULT = Text.of(
    es="Ya cumplió 18 años: la medida de protección de niñez no la cubre. Valore otra opción con ella.",
    en="She is 18 or over: a child protection measure does not cover her. Consider another option with her.",
)
_REQUEST = Text.of(
    es="Solicitar la medida de abrigo al juzgado (24 horas, meta interna)",
    en="Ask the court for the shelter measure (24 hours, internal target)",
)
_NOTICE = Text.of(es="Avisar a la PGN (24 horas, meta interna)", en="Notify the PGN (24 hours, internal target)")
_INTERPRETER = Text.of(es="Solicitar intérprete", en="Ask for an interpreter")
_CONSULAR = Text.of(
    es="Valorar el aviso consular (72 horas, meta interna); no avisar si la pone en riesgo o pide refugio",
    en="Weigh the consular notice (72 hours, internal target); no notice if it endangers her or she seeks asylum",
)
_PREGNANCY = Text.of(
    es="Avisar de inmediato al MP y a la PGN: embarazo antes de los 14 años",
    en="Tell the prosecutor and the PGN at once: pregnancy under 14",
)
