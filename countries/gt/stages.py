"""The three-stage programme, the ways in and out, and what stands in the way of a move.

The stages are the network's model here, not law: every rule of it is ours (C). A level-1 incident is attested, as the
file's own checks do not count incidents.
"""

from functools import cache

from countries.gt.sources import norm
from plugins.contract.stages import (
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

WELCOME, STRENGTHENING, LIFE_PROJECT = "acogida", "fortalecimiento", "proyecto_vida"
WELCOME_DAYS = 30
_FORWARD = ("social_worker", "psychologist", "nurse")
_LEAVING = ("social_worker", "psychologist", "lawyer")
_BACK = ("social_worker", "psychologist")


@cache
def stages() -> tuple[Stage, ...]:
    """Give the three stages in order."""
    return (_welcome(), _strengthening(), _life_project())


def _welcome() -> Stage:
    return Stage(
        WELCOME,
        Text.of(es="E1 Acogida y estabilización", en="E1 Welcome and stabilisation"),
        1,
        Phase.STABILISATION,
        Text.of(es="Que esté segura, descanse y sea conocida", en="She is safe, rests and becomes known"),
        (
            _attested("plan_acordado", "Plan de atención acordado con ella", "Care plan agreed with her"),
            _attested("valoracion_psicologica", "Valoración psicológica realizada", "Psychological assessment done"),
            _attested("revision_medica", "Revisión médica realizada", "Medical check done"),
            Criterion(
                "treinta_dias",
                Text.of(es="Al menos 30 días en la etapa", en="At least 30 days in the stage"),
                "days_in_stage",
                WELCOME_DAYS,
            ),
            _attested(
                "sin_incidente_nivel_1",
                "Sin incidente de nivel 1 en los últimos 14 días",
                "No level-1 incident in the last 14 days",
            ),
        ),
        minimum_days=WELCOME_DAYS,
    )


def _strengthening() -> Stage:
    return Stage(
        STRENGTHENING,
        Text.of(es="E2 Fortalecimiento y escuela", en="E2 Strengthening and school"),
        2,
        Phase.STRENGTHENING,
        Text.of(es="Sanar, estudiar y recuperar la confianza", en="Heal, study and regain confidence"),
        (
            _attested("asiste_estudio", "Asiste a estudio o formación", "Attends school or training"),
            _attested("plan_revisado", "Plan de atención revisado con ella", "Care plan reviewed with her"),
            _attested(
                "recurso_familiar_valorado",
                "Recurso familiar u otra opción valorada",
                "Family or other option assessed",
            ),
            Criterion(
                "medida_vigente", Text.of(es="Medida de protección vigente", en="Measure in force"), "no_measure_gap"
            ),
        ),
    )


def _life_project() -> Stage:
    return Stage(
        LIFE_PROJECT,
        Text.of(es="E3 Proyecto de vida y reintegración", en="E3 Life project and reintegration"),
        3,
        Phase.REINTEGRATION,
        Text.of(es="Preparar un egreso seguro, acompañado y propio", en="Prepare a safe, accompanied exit of her own"),
        (
            _attested("plan_seguridad", "Plan de seguridad acordado", "Safety plan agreed"),
            _attested("seguimiento_acordado", "Seguimiento acordado con ella", "Follow-up agreed with her"),
            _attested("documentos_listos", "Documentos personales listos", "Personal papers ready"),
        ),
    )


@cache
def transitions() -> tuple[Transition, ...]:
    """Give the steps forward, each with three disciplines before the director, and back: returning is care."""
    return (
        Transition(WELCOME, STRENGTHENING, _FORWARD),
        Transition(STRENGTHENING, LIFE_PROJECT, _LEAVING),
        Transition(STRENGTHENING, WELCOME, _BACK, backwards=True),
        Transition(LIFE_PROJECT, STRENGTHENING, _BACK, backwards=True),
        Transition(LIFE_PROJECT, WELCOME, _BACK, backwards=True),
    )


@cache
def entry_kinds() -> tuple[EntryKind, ...]:
    """Give the ways in; every place of a child comes through a judge, so courts stand first."""
    return (
        _entry("juzgado_ninez", "Orden de juzgado de la niñez", "Order of a child court", "COURT"),
        _entry("juzgado_paz", "Orden de juez de paz o de turno", "Order of a peace or duty court", "COURT"),
        _entry("pgn", "PGN, Procuraduría de la Niñez", "Attorney General's child section (PGN)", "CHILD_AUTH"),
        _entry("pnc", "Policía Nacional Civil", "National Civil Police", "POLICE"),
        _entry("mp", "Ministerio Público", "Public prosecutor", "COURT"),
        _entry("svet_eri", "SVET o Equipo de Respuesta Inmediata", "SVET or Immediate Response Team", "OTHER"),
        _entry("sbs", "SBS u hogar público", "SBS or public home", "CHILD_AUTH"),
        _entry("migracion", "IGM, MINEX o consulado (retorno)", "Migration, foreign affairs or consulate", "OTHER"),
        _entry("salud", "Hospital o centro de salud", "Hospital or health centre", "HEALTH"),
        _entry("educacion", "Centro educativo", "School", "SCHOOL"),
        _entry("otro_hogar", "Traslado de otro hogar", "Transfer from another home", "NGO"),
        _entry("otra_ong", "Otra organización", "Other organisation", "NGO"),
        _entry("equipo_calle", "Equipo de calle o ambulatorio propio", "Own street or ambulatory team", "OUTREACH"),
        _entry("otra_sede", "Otra sede de la red", "Other branch of the network", "BRANCH"),
        _entry("espontaneo", "Llegó por su cuenta o con su familia", "Came by herself or with family", "SELF"),
        _entry("otro", "Otra vía", "Other way", "OTHER"),
    )


@cache
def exit_kinds() -> tuple[ExitKind, ...]:
    """Give the ways out; where she lives next is unknown after repatriation or by another order, and is not guessed."""
    return (
        _exit(
            "reintegro_familia_nuclear", "Reintegro a familia nuclear", "Return to close family", "family", "FAM_PERM"
        ),
        _exit(
            "reintegro_familia_ampliada",
            "Reintegro a familia ampliada",
            "Return to extended family",
            "family",
            "FAM_PERM",
        ),
        _exit(
            "familia_sustituta_o_acogimiento",
            "Familia sustituta o acogimiento familiar",
            "Substitute or foster family",
            "foster",
            "FOSTER",
        ),
        _exit(
            "traslado_a_otro_hogar", "Traslado a otro hogar", "Transfer to another home", "other_shelter", "OTHER_RES"
        ),
        _exit(
            "traslado_a_otra_sede",
            "Traslado a otra sede de la red",
            "Transfer within the network",
            "transfer",
            "BRANCH",
        ),
        _exit("adopcion", "Adopción", "Adoption", "family", "FAM_PERM"),
        _exit(
            "vida_independiente_mayoria_de_edad",
            "Vida independiente al cumplir 18 años",
            "Independent life at 18",
            "independent",
            "INDEP",
        ),
        _exit(
            "mayoria_de_edad",
            "Cumplió 18 años, sin vivienda definida",
            "Turned 18, housing not settled",
            "age_out",
            "_U",
        ),
        _exit("hospital", "Ingreso prolongado en hospital", "Long stay in hospital", "hospital", "INSTIT"),
        _exit("repatriacion", "Repatriación", "Repatriation", "repatriation", "_U"),
        _exit("evasion", "Salida no autorizada", "Left without leave", "unauthorised", "UNPLANNED", planned=False),
        _exit("fallecimiento", "Fallecimiento", "Death", "death", "DECEASED", planned=False),
        _exit("otro", "Otro, por orden de autoridad competente", "Other, by order of an authority", "authority", "_U"),
    )


def objections_to(move: StageMove) -> list[Objection]:
    """Object to going back without saying why, and to going on with open criteria unless it is explained."""
    backwards = any(
        each.backwards for each in transitions() if (each.source, each.target) == (move.source, move.target)
    )
    return _unexplained_return(move) if backwards else _open_criteria(move)


def _unexplained_return(move: StageMove) -> list[Objection]:
    if move.reason.strip():
        return []
    message = Text.of(es="Anote por qué le conviene volver.", en="Write why going back helps her.")
    return [Objection("falta_motivo", message, Severity.BLOCKING, "reason", norm("programme"))]


def _open_criteria(move: StageMove) -> list[Objection]:
    if not move.unmet:
        return []
    severity = Severity.WARNING if move.reason.strip() else Severity.BLOCKING
    message = Text.of(
        es="Hay criterios sin cumplir; explique por qué le conviene avanzar ahora.",
        en="Some criteria are not met; explain why moving on now helps her.",
    )
    return [Objection("criterios_pendientes", message, severity, "reason", norm("programme"))]


def _attested(code: str, es: str, en: str) -> Criterion:
    return Criterion(code, Text.of(es=es, en=en))


def _entry(code: str, es: str, en: str, referrer: str) -> EntryKind:
    return EntryKind(code, Text.of(es=es, en=en), referrer)


def _exit(code: str, es: str, en: str, canonical: str, destination: str, *, planned: bool = True) -> ExitKind:
    return ExitKind(code, Text.of(es=es, en=en), canonical, destination, planned)
