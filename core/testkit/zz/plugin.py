"""Zedland's answers, each from the module of its concern."""

from collections.abc import Iterator
from datetime import datetime

from marshmallow import Schema

from core.testkit.zz import (
    calendar,
    consent,
    country,
    forms,
    identity,
    languages,
    legal,
    missing,
    models,
    obligations,
    partners,
    places,
    reporting,
    settings,
    staff,
    stages,
)
from core.testkit.zz.calendar import holidays
from plugins import hookimpl
from plugins.contract.calendar import Calendar, Deadline, Holiday, Regime
from plugins.contract.clocks import HouseClock
from plugins.contract.consent import Consent, RetentionRule
from plugins.contract.country import CodeList, Country
from plugins.contract.events import TaskBook
from plugins.contract.forms import FormView, LegalForm
from plugins.contract.identity import DisplayName, IdentityDocument, PersonName
from plugins.contract.languages import Language
from plugins.contract.legal import MeasureKind
from plugins.contract.migrations import MigrationLineage
from plugins.contract.missing import MissingProtocol, SearchStep
from plugins.contract.obligations import Obligation
from plugins.contract.partners import PartnerKind, PartnerSeed
from plugins.contract.places import Place, PlaceLevel
from plugins.contract.reporting import AgeBands, Comparability, DisclosureRule
from plugins.contract.staff import Clearance
from plugins.contract.stages import AdmissionView, EntryKind, ExitKind, Objection, Stage, StageMove, Transition


@hookimpl
def declare_country() -> Country:
    return country.COUNTRY


@hookimpl
def declare_code_lists() -> tuple[CodeList, ...]:
    return country.CODE_LISTS


@hookimpl
def declare_identity_documents() -> tuple[IdentityDocument, ...]:
    return identity.DOCUMENTS


@hookimpl
def decide_display_name(name: PersonName) -> DisplayName | None:
    return identity.display_name(name)


@hookimpl
def declare_languages() -> tuple[Language, ...]:
    return languages.LANGUAGES


@hookimpl
def declare_place_levels() -> tuple[PlaceLevel, ...]:
    return places.LEVELS


@hookimpl
def declare_places() -> Iterator[Place]:
    return places.read_places()


@hookimpl
def declare_partner_kinds() -> tuple[PartnerKind, ...]:
    return partners.KINDS


@hookimpl
def declare_partners() -> tuple[PartnerSeed, ...]:
    return partners.SEEDS


@hookimpl
def declare_calendars() -> tuple[Calendar, ...]:
    return calendar.CALENDARS


@hookimpl
def decide_holidays(calendar: str, year: int) -> tuple[Holiday, ...] | None:
    return holidays(calendar, year)


@hookimpl
def declare_regimes() -> tuple[Regime, ...]:
    return calendar.REGIMES


@hookimpl
def declare_deadlines() -> tuple[Deadline, ...]:
    return calendar.DEADLINES


@hookimpl
def decide_due_date(deadline: Deadline, start: datetime) -> datetime | None:
    return calendar.due_date(deadline, start)


@hookimpl
def declare_stages() -> tuple[Stage, ...]:
    return stages.STAGES


@hookimpl
def declare_transitions() -> tuple[Transition, ...]:
    return stages.TRANSITIONS


@hookimpl
def declare_entry_kinds() -> tuple[EntryKind, ...]:
    return stages.ENTRY_KINDS


@hookimpl
def declare_exit_kinds() -> tuple[ExitKind, ...]:
    return stages.EXIT_KINDS


@hookimpl
def check_admission(admission: AdmissionView) -> list[Objection]:
    return stages.objections_to_admission(admission)


@hookimpl
def check_stage_move(move: StageMove) -> list[Objection]:
    return stages.objections_to_move(move)


@hookimpl
def on_resident_admitted(admission: AdmissionView, tasks: TaskBook) -> None:
    legal.write_tasks(admission, tasks)


@hookimpl
def declare_measure_kinds() -> tuple[MeasureKind, ...]:
    return legal.MEASURE_KINDS


@hookimpl
def declare_missing_protocols() -> tuple[MissingProtocol, ...]:
    return missing.PROTOCOLS


@hookimpl
def declare_search_steps() -> tuple[SearchStep, ...]:
    return ()


@hookimpl
def declare_legal_forms() -> tuple[LegalForm, ...]:
    return forms.FORMS


@hookimpl
def check_legal_form(form: FormView) -> list[Objection]:
    return forms.objections_to(form)


@hookimpl
def declare_consents() -> tuple[Consent, ...]:
    return consent.CONSENTS


@hookimpl
def declare_retention_rules() -> tuple[RetentionRule, ...]:
    return consent.RETENTION_RULES


@hookimpl
def declare_settings_schema() -> type[Schema]:
    return settings.SettingsSchema


@hookimpl
def declare_disclosure_rules() -> tuple[DisclosureRule, ...]:
    return reporting.DISCLOSURE_RULES


@hookimpl
def declare_comparability() -> tuple[Comparability, ...]:
    return reporting.COMPARABILITY


@hookimpl
def declare_age_bands() -> tuple[AgeBands, ...]:
    return reporting.AGE_BANDS


@hookimpl
def declare_obligations() -> tuple[Obligation, ...]:
    return obligations.OBLIGATIONS


@hookimpl
def declare_clocks() -> tuple[HouseClock, ...]:
    return ()


@hookimpl
def declare_clearances() -> tuple[Clearance, ...]:
    return staff.CLEARANCES


@hookimpl
def declare_migrations() -> tuple[MigrationLineage, ...]:
    return (models.LINEAGE,)
