"""Zedland's programme: three stages, the ways in and out, and what the country objects to."""

from datetime import timedelta

from core.testkit.zz.settings import DEFAULTS
from core.testkit.zz.sources import CHILD_ACT, SHELTER_RULES
from plugins.contract.stages import (
    AdmissionView,
    Criterion,
    EntryKind,
    ExitKind,
    Objection,
    Phase,
    Severity,
    Stage,
    StageMove,
    Transition,
)
from plugins.contract.text import Text

STAGES = (
    Stage(
        code="harbour",
        label=Text.of(es="Puerto", en="Harbour"),
        position=1,
        phase=Phase.STABILISATION,
        purpose=Text.of(es="Descansar y estar a salvo", en="Rest and be safe"),
        criteria=(
            Criterion("rested", Text.of(es="Duerme y come con regularidad", en="Sleeps and eats regularly")),
            Criterion("two_weeks", Text.of(es="14 días en la etapa", en="14 days in the stage"), "days_in_stage", 14),
            Criterion("told", Text.of(es="Aviso firmado", en="Notice signed"), "form_signed", "zz_court_notice"),
        ),
        minimum_days=14,
        expected_days=45,
    ),
    Stage(
        code="workshop",
        label=Text.of(es="Taller", en="Workshop"),
        position=2,
        phase=Phase.STRENGTHENING,
        purpose=Text.of(es="Aprender y sanar", en="Learn and heal"),
        criteria=(
            Criterion("covered", Text.of(es="Medida sin huecos", en="No gap in the measure"), "no_measure_gap"),
            Criterion("plan", Text.of(es="Plan de vida acordado", en="Life plan agreed")),
        ),
        expected_days=240,
    ),
    Stage(
        code="gangway",
        label=Text.of(es="Pasarela", en="Gangway"),
        position=3,
        phase=Phase.REINTEGRATION,
        purpose=Text.of(es="Preparar la vuelta a casa", en="Prepare the way home"),
        expected_days=90,
    ),
)

TRANSITIONS = (
    Transition("harbour", "workshop", ("social_worker", "psychologist"), ("zz_court_notice",)),
    Transition("workshop", "gangway", ("social_worker", "psychologist", "lawyer")),
    Transition("gangway", "workshop", ("psychologist",), backwards=True),
)

ENTRY_KINDS = (
    EntryKind("court_order", Text.of(es="Orden del juzgado", en="Court order"), "COURT"),
    EntryKind("police_handover", Text.of(es="Entrega de la policía", en="Handover by the police"), "POLICE"),
    EntryKind("own_feet", Text.of(es="Llegó por su cuenta", en="Came by herself"), "SELF"),
    EntryKind("transfer", Text.of(es="Traslado de otra sede", en="Transfer from another branch"), "BRANCH"),
)

EXIT_KINDS = (
    ExitKind("home", Text.of(es="Vuelta a su familia", en="Home to her family"), "family", "FAM_PERM", True),
    ExitKind("foster", Text.of(es="Familia sustituta", en="Foster family"), "foster", "FOSTER", True),
    ExitKind(
        "transfer", Text.of(es="Traslado a otra sede", en="Transfer to another branch"), "transfer", "BRANCH", True
    ),
    ExitKind(
        "walked_out", Text.of(es="Salida no autorizada", en="Left without leave"), "unauthorised", "UNPLANNED", False
    ),
    ExitKind("of_age", Text.of(es="Mayoría de edad", en="Came of age"), "age_out", "INDEP", True),
    ExitKind("death", Text.of(es="Fallecimiento", en="Death"), "death", "DECEASED", False),
)

ADULT = Objection(
    code="adult",
    message=Text.of(es="Es mayor de edad según lo registrado.", en="She is an adult by what is recorded."),
    field="birth_date",
    basis=CHILD_ACT,
)
NO_INTERPRETER = Objection(
    code="no_interpreter",
    message=Text.of(es="Habla otro idioma y no se ha pedido intérprete.", en="No interpreter was asked for."),
    severity=Severity.WARNING,
    field="languages",
    basis=SHELTER_RULES,
)
TOO_EARLY = Objection(
    code="too_early",
    message=Text.of(es="Faltan criterios y no han pasado 7 días.", en="Criteria are unmet and it is not yet 7 days."),
    basis=SHELTER_RULES,
)
UNMET = Objection(
    code="unmet",
    message=Text.of(es="Quedan criterios sin cumplir.", en="Some criteria are unmet."),
    severity=Severity.WARNING,
)

FIRST_DAYS = timedelta(days=7)


def objections_to_admission(admission: AdmissionView) -> list[Objection]:
    """Refuse who is older than the house receives; warn where a speaker of another language has no interpreter."""
    objections = []
    oldest = {**DEFAULTS, **admission.settings}["oldest_age"]
    if admission.youngest_age is not None and admission.youngest_age > oldest and not admission.with_baby:
        objections.append(ADULT)
    if admission.languages and "es" not in admission.languages and not admission.interpreter_needed:
        objections.append(NO_INTERPRETER)
    return objections


def objections_to_move(move: StageMove) -> list[Objection]:
    """Stop a move in the first days with criteria unmet; later only warn."""
    if not move.unmet:
        return []
    return [TOO_EARLY if move.days_in_stage < FIRST_DAYS.days else UNMET]
