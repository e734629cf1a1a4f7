"""The model programme of Casa Alianza Honduras, its moves, and the ways in and out.

The five stages and their order are published (B); what they are for, their criteria and their regional phase are our
reading (C), and no length was found for any of them. ``seguimiento``, after the exit, is no stage of the stay.
"""

from countries.hn import forms
from countries.hn.sources import norm
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

ASSESSMENT, PLAN, FAMILY_STUDY = "informe_biopsicosocial", "plan_atencion_individual", "estudio_reintegro_familiar"
_SEQUENCE = ("diagnostico", "tratamiento", "rehabilitacion", "fortalecimiento", "preparacion_reinsercion")


def stages() -> tuple[Stage, ...]:
    """Give the five stages in order."""
    return (
        Stage(
            "diagnostico",
            Text.of(es="Diagnóstico", en="Diagnosis"),
            1,
            Phase.STABILISATION,
            Text.of(es="Que esté segura y se le conozca", en="She is safe and becomes known"),
            (
                _covered(),
                _signed(
                    "informe_firmado", "Informe biopsicosocial firmado", "Biopsychosocial report signed", ASSESSMENT
                ),
                _signed("plan_firmado", "Plan de atención firmado", "Care plan signed", PLAN),
            ),
        ),
        Stage(
            "tratamiento",
            Text.of(es="Tratamiento", en="Treatment"),
            2,
            Phase.STABILISATION,
            Text.of(es="Atender la salud y el daño", en="Care for health and harm"),
            (_attested("salud_atendida", "Salud urgente atendida", "Urgent health needs met"), _covered()),
        ),
        Stage(
            "rehabilitacion",
            Text.of(es="Rehabilitación", en="Rehabilitation"),
            3,
            Phase.STRENGTHENING,
            Text.of(es="Recuperar rutinas, estudio y vínculos", en="Regain routines, school and bonds"),
            (_attested("asiste_estudio", "Asiste a estudio o formación", "Attends school or training"), _covered()),
        ),
        Stage(
            "fortalecimiento",
            Text.of(es="Fortalecimiento", en="Strengthening"),
            4,
            Phase.STRENGTHENING,
            Text.of(es="Afirmar su proyecto de vida", en="Firm up her life project"),
            (_attested("plan_de_vida", "Plan de vida revisado con ella", "Life plan reviewed with her"), _covered()),
        ),
        Stage(
            "preparacion_reinsercion",
            Text.of(es="Preparación para la reinserción", en="Preparation for reintegration"),
            5,
            Phase.REINTEGRATION,
            Text.of(
                es="Preparar un regreso seguro o la vida independiente", en="Prepare a safe return or independent life"
            ),
            (
                _attested("plan_seguridad", "Plan de seguridad acordado", "Safety plan agreed"),
                _attested("seguimiento_acordado", "Seguimiento acordado con ella", "Follow-up agreed with her"),
            ),
        ),
    )


def transitions() -> tuple[Transition, ...]:
    """Give every step forward, and back to any earlier stage: going back is care, not failure."""
    forward = (
        Transition(_SEQUENCE[0], _SEQUENCE[1], ("social_work", "psychology"), (ASSESSMENT, PLAN)),
        Transition(_SEQUENCE[1], _SEQUENCE[2], ("psychology", "health")),
        Transition(_SEQUENCE[2], _SEQUENCE[3], ("psychology", "education")),
        Transition(_SEQUENCE[3], _SEQUENCE[4], ("social_work", "psychology", "legal")),
    )
    back = (
        Transition(source, target, ("social_work", "psychology"), backwards=True)
        for position, source in enumerate(_SEQUENCE)
        for target in reversed(_SEQUENCE[:position])
    )
    return (*forward, *back)


def entry_kinds() -> tuple[EntryKind, ...]:
    """Give the ways in; the last four complete the regional list of referrers."""
    return (
        _entry("juzgado", "Orden de juzgado", "Court order", "COURT"),
        _entry("senaf", "Remisión de SENAF", "SENAF referral", "CHILD_AUTH"),
        _entry("mp", "Remisión del Ministerio Público", "Prosecutor referral", "COURT"),
        _entry("policia", "Policía", "Police", "POLICE"),
        _entry("cicesct", "CICESCT-ERI", "CICESCT-ERI", "OTHER"),
        _entry("migracion", "Migración o centro de recepción", "Migration or reception centre", "OTHER"),
        _entry("espontaneo", "Presentación espontánea", "Self-presented", "SELF"),
        _entry("familia", "Familia o comunidad", "Family or community", "SELF"),
        _entry("otra_ong", "Otra organización", "Other organisation", "NGO"),
        _entry("salud", "Centro de salud u hospital", "Health centre or hospital", "HEALTH"),
        _entry("educacion", "Centro educativo", "School", "SCHOOL"),
        _entry("equipo_calle", "Equipo de calle propio", "Own street team", "OUTREACH"),
        _entry("otra_sede", "Otra sede de la red", "Other branch of the network", "BRANCH"),
    )


def exit_kinds() -> tuple[ExitKind, ...]:
    """Give the ways out; where she lives next is unknown after repatriation and at 18, and is not guessed."""
    return (
        _exit("reintegro_familiar", "Reintegro familiar", "Family reintegration", "family", "FAM_PERM"),
        _exit("vida_independiente", "Vida independiente", "Independent living", "independent", "INDEP"),
        _exit(
            "traslado", "Traslado a otra institución", "Transfer to another institution", "other_shelter", "OTHER_RES"
        ),
        _exit("traslado_sede", "Traslado a otra sede de la red", "Transfer within the network", "transfer", "BRANCH"),
        _exit(
            "familia_proteccion_temporal",
            "Familia de protección temporal",
            "Temporary protection family",
            "foster",
            "FOSTER",
        ),
        _exit("adopcion", "Adopción", "Adoption", "family", "FAM_PERM"),
        _exit("repatriacion", "Repatriación", "Repatriation", "repatriation", "_U"),
        _exit("mayoria_edad", "Cumplimiento de 18 años", "Turned 18", "age_out", "_U"),
        _exit(
            "abandono_centro", "Salida no autorizada", "Left without leave", "unauthorised", "UNPLANNED", planned=False
        ),
        _exit("fallecimiento", "Fallecimiento", "Death", "death", "DECEASED", planned=False),
    )


def objections_to(move: StageMove) -> list[Objection]:
    """Object to a move that skips a required form, or leaves criteria open or goes back without saying why."""
    step = next((each for each in transitions() if (each.source, each.target) == (move.source, move.target)), None)
    if step is None:
        return [_objection("etapas_no_contiguas", "Las etapas se recorren en orden.", "Stages are taken in order.")]
    return [*_missing_forms(step, move), *_open_criteria(step, move), *_unexplained(step, move)]


def _missing_forms(step: Transition, move: StageMove) -> list[Objection]:
    missing = [forms.title(form) for form in step.forms if form not in move.signed_forms]
    es, en = (", ".join(title.in_language(language) for title in missing) for language in ("es", "en"))
    return [_objection("falta_formulario", f"Falta firmar: {es}.", f"Not signed yet: {en}.")] if missing else []


def _open_criteria(step: Transition, move: StageMove) -> list[Objection]:
    if step.backwards or not move.unmet:
        return []
    severity = Severity.WARNING if move.reason.strip() else Severity.BLOCKING
    message = ("Hay criterios sin cumplir; explique por qué avanza.", "Criteria are open; say why she moves on.")
    return [_objection("criterios_pendientes", *message, severity)]


def _unexplained(step: Transition, move: StageMove) -> list[Objection]:
    if not step.backwards or move.reason.strip():
        return []
    return [_objection("falta_motivo", "Anote por qué conviene volver.", "Write why going back helps her.")]


def _objection(code: str, es: str, en: str, severity: Severity = Severity.BLOCKING) -> Objection:
    return Objection(code, Text.of(es=es, en=en), severity, basis=norm("proposal"))


def _attested(code: str, es: str, en: str) -> Criterion:
    return Criterion(code, Text.of(es=es, en=en))


def _covered() -> Criterion:
    return Criterion("medida_vigente", Text.of(es="Medida vigente", en="Measure in force"), "no_measure_gap")


def _signed(code: str, es: str, en: str, form: str) -> Criterion:
    return Criterion(code, Text.of(es=es, en=en), "form_signed", form)


def _entry(code: str, es: str, en: str, referrer: str) -> EntryKind:
    return EntryKind(code, Text.of(es=es, en=en), referrer)


def _exit(code: str, es: str, en: str, canonical: str, destination: str, *, planned: bool = True) -> ExitKind:
    return ExitKind(code, Text.of(es=es, en=en), canonical, destination, planned)
