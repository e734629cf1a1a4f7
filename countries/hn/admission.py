"""What Honduras says when a child comes: on which basis she may stay, and what the law asks of the staff at once."""

from datetime import datetime, timedelta

from countries.hn import legal
from countries.hn.country import MAJORITY
from countries.hn.settings import DEFAULTS
from countries.hn.sources import norm
from plugins.contract.events import TaskBook
from plugins.contract.stages import AdmissionView, Objection, Severity
from plugins.contract.text import LegalBasis, Text


def objections_to(admission: AdmissionView) -> list[Objection]:
    """Object to a stay without an order or provisional basis; warn of an age in doubt or outside the programme."""
    return [*_basis(admission), *_age(admission), *_language(admission)]


def write_tasks(admission: AdmissionView, tasks: TaskBook) -> None:
    """Write down the notice to the child authority and the interpreter.

    Every hour of every day counts in a child's matter (CNA art. 84, B), from the moment she came. Core asks for the
    missing order itself, by the limit of the provisional basis.
    """
    notice, interpreter = (_after(admission, each) for each in ("notice_hours", "interpreter_hours"))
    tasks.add("aviso_senaf", _NOTICE, notice, "social_worker", norm("cna_168"))
    if _needs_interpreter(admission):
        tasks.add("solicitud_interprete", _INTERPRETER, interpreter, "lawyer", _interpreter_basis(admission))


def _basis(admission: AdmissionView) -> list[Objection]:
    kind = legal.kind(admission.basis) if admission.basis else None
    if kind is not None and kind.covers_stay:
        return []
    if admission.baby_of is not None:
        # A baby whom the order forgot is not parted from the mother at the door: the authority is asked to name it.
        return [Objection("bebe_sin_medida", _BABY, Severity.WARNING, "basis", norm("cna_measures"))]
    message = Text.of(
        es="Indique la orden o la base provisional: entrega con acta, orden verbal o peligro para la vida.",
        en="Name the order or the provisional basis: handed over with a record, verbal order or danger to life.",
    )
    return [Objection("sin_base_legal", message, Severity.BLOCKING, "basis", norm("cna_measures"))]


def _age(admission: AdmissionView) -> list[Objection]:
    if admission.baby_of is not None:
        return []
    youngest, oldest = admission.youngest_age, admission.oldest_age
    if youngest is not None and youngest >= MAJORITY:
        return [_age_warning("mayor_de_edad", _ADULT, "majority")]
    if youngest is None or oldest is None or oldest >= MAJORITY:
        return [_age_warning("edad_en_duda", _DOUBT, "cna_1")]
    if oldest < (from_age := _set(admission, "youngest_age")):
        return [_age_warning("menor_del_programa", _too_young(from_age), "programme")]
    return []


def _language(admission: AdmissionView) -> list[Objection]:
    if admission.interpreter_needed or not _needs_interpreter(admission):
        return []
    message = Text.of(
        es="No se indicó español: se pedirá intérprete.", en="Spanish was not named: an interpreter will be asked for."
    )
    return [Objection("sin_espanol", message, Severity.WARNING, "interpreter_needed", norm("cpp_125"))]


def _needs_interpreter(admission: AdmissionView) -> bool:
    return admission.interpreter_needed or bool(admission.languages and "es" not in admission.languages)


def _interpreter_basis(admission: AdmissionView) -> LegalBasis:
    return norm("sign_language" if "hds" in admission.languages else "cpp_125")


def _age_warning(code: str, message: Text, basis: str) -> Objection:
    return Objection(code, message, Severity.WARNING, "birth_date", norm(basis))


def _after(admission: AdmissionView, hours: str) -> datetime:
    return admission.admitted_at + timedelta(hours=_set(admission, hours))


def _set(admission: AdmissionView, name: str) -> int:
    return int({**DEFAULTS, **admission.settings}[name])


def _too_young(from_age: int) -> Text:
    return Text.of(
        es=f"El programa atiende de {from_age} a 18 años; consulte a SENAF por un lugar para su edad.",
        en=f"The programme serves ages {from_age} to 18; ask SENAF for a place for her age.",
    )


_NOTICE = Text.of(es="Comunicar el ingreso a SENAF", en="Notify SENAF of the admission")
_INTERPRETER = Text.of(es="Solicitar intérprete", en="Ask for an interpreter")
_BABY = Text.of(
    es="La medida no nombra al bebé: pida que lo incluya. No se separa de su madre.",
    en="The measure does not name the baby: ask for the baby to be included, who stays with the mother.",
)
_ADULT = Text.of(
    es="Ya cumplió 18 años: la medida de protección de niñez no la cubre.",
    en="She is 18 or over: a child protection measure does not cover her.",
)
_DOUBT = Text.of(
    es="Edad en duda: se presume menor de 18 años mientras no se pruebe lo contrario.",
    en="Age in doubt: she is presumed under 18 until proved otherwise.",
)
