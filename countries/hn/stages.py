"""The model programme of Casa Alianza Honduras, its moves, and the ways in and out.

The five stages and their order are published (B); what they are for, their criteria and their regional phase are our
reading (C), and no length was found for any of them. ``seguimiento``, after the exit, is no stage of the stay.
"""

from countries.hn import forms
from countries.hn.sources import norm, read, text
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

ASSESSMENT, PLAN = "informe_biopsicosocial", "plan_atencion_individual"
_SEQUENCE = ("diagnostico", "tratamiento", "rehabilitacion", "fortalecimiento", "preparacion_reinsercion")


def stages() -> tuple[Stage, ...]:
    """Give the five stages in order."""
    return tuple(
        Stage(
            code=entry["code"],
            label=text(entry),
            position=position,
            phase=Phase(entry["phase"]),
            purpose=text(entry["purpose"]),
            criteria=tuple(map(_criterion, entry["criteria"])),
        )
        for position, entry in enumerate(read("stages.yaml"), start=1)
    )


def transitions() -> tuple[Transition, ...]:
    """Give every step forward, and back to any earlier stage: going back is care, not failure."""
    forward = (
        Transition(_SEQUENCE[0], _SEQUENCE[1], ("social_worker", "psychologist"), (ASSESSMENT, PLAN)),
        Transition(_SEQUENCE[1], _SEQUENCE[2], ("psychologist", "nurse")),
        Transition(_SEQUENCE[2], _SEQUENCE[3], ("psychologist", "educator")),
        Transition(_SEQUENCE[3], _SEQUENCE[4], ("social_worker", "psychologist", "lawyer")),
    )
    back = (
        Transition(source, target, ("social_worker", "psychologist"), backwards=True)
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


def _criterion(entry: dict[str, str]) -> Criterion:
    return Criterion(entry["code"], text(entry), entry.get("check", "attested"), entry.get("value"))


def _entry(code: str, es: str, en: str, referrer: str) -> EntryKind:
    return EntryKind(code, Text.of(es=es, en=en), referrer)


def _exit(code: str, es: str, en: str, canonical: str, destination: str, *, planned: bool = True) -> ExitKind:
    return ExitKind(code, Text.of(es=es, en=en), canonical, destination, planned)
