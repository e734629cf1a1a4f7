"""Every hook that Honduras answers: the table of contents of the country."""

from collections.abc import Iterable
from datetime import datetime

from marshmallow import Schema

from countries.hn import admission as admissions
from countries.hn import calendar as calendars
from countries.hn import (
    codes,
    consent,
    country,
    form_checks,
    forms,
    identity,
    languages,
    legal,
    missing,
    obligations,
    partners,
    places,
    reporting,
    settings,
    stages,
)
from plugins import hookimpl
from plugins.contract.calendar import Calendar, Deadline, Holiday, Regime
from plugins.contract.consent import Consent, RetentionRule
from plugins.contract.country import CodeList, Country
from plugins.contract.events import TaskBook
from plugins.contract.forms import FormView, LegalForm
from plugins.contract.identity import DisplayName, IdentityDocument, PersonName
from plugins.contract.languages import Language
from plugins.contract.legal import MeasureKind
from plugins.contract.missing import MissingProtocol
from plugins.contract.obligations import Obligation
from plugins.contract.partners import PartnerKind, PartnerSeed
from plugins.contract.places import Place, PlaceLevel
from plugins.contract.reporting import AgeBands, Comparability, DisclosureRule
from plugins.contract.stages import AdmissionView, EntryKind, ExitKind, Objection, Stage, StageMove, Transition


@hookimpl
def declare_country() -> Country:
    return country.country()


@hookimpl
def declare_code_lists() -> tuple[CodeList, ...]:
    return codes.code_lists()


@hookimpl
def declare_identity_documents() -> tuple[IdentityDocument, ...]:
    return identity.documents()


@hookimpl
def decide_display_name(name: PersonName) -> DisplayName:
    return identity.display_name(name)


@hookimpl
def declare_languages() -> tuple[Language, ...]:
    return languages.languages()


@hookimpl
def declare_place_levels() -> tuple[PlaceLevel, ...]:
    return places.levels()


@hookimpl
def declare_places() -> Iterable[Place]:
    return places.places()


@hookimpl
def declare_partner_kinds() -> tuple[PartnerKind, ...]:
    return partners.kinds()


@hookimpl
def declare_partners() -> tuple[PartnerSeed, ...]:
    return partners.partners()


@hookimpl
def declare_calendars() -> tuple[Calendar, ...]:
    return calendars.calendars()


@hookimpl
def decide_holidays(calendar: str, year: int) -> tuple[Holiday, ...] | None:
    return calendars.holidays(calendar, year)


@hookimpl
def declare_regimes() -> tuple[Regime, ...]:
    return calendars.regimes()


@hookimpl
def declare_deadlines() -> tuple[Deadline, ...]:
    return calendars.deadlines()


@hookimpl
def decide_due_date(deadline: Deadline, start: datetime) -> datetime | None:
    return calendars.due_date(deadline, start)


@hookimpl
def declare_stages() -> tuple[Stage, ...]:
    return stages.stages()


@hookimpl
def declare_transitions() -> tuple[Transition, ...]:
    return stages.transitions()


@hookimpl
def declare_entry_kinds() -> tuple[EntryKind, ...]:
    return stages.entry_kinds()


@hookimpl
def declare_exit_kinds() -> tuple[ExitKind, ...]:
    return stages.exit_kinds()


@hookimpl
def check_admission(admission: AdmissionView) -> list[Objection]:
    return admissions.objections_to(admission)


@hookimpl
def check_stage_move(move: StageMove) -> list[Objection]:
    return stages.objections_to(move)


@hookimpl
def on_resident_admitted(admission: AdmissionView, tasks: TaskBook) -> None:
    admissions.write_tasks(admission, tasks)


@hookimpl
def declare_measure_kinds() -> tuple[MeasureKind, ...]:
    return legal.measure_kinds()


@hookimpl
def declare_legal_forms() -> tuple[LegalForm, ...]:
    return forms.legal_forms()


@hookimpl
def check_legal_form(form: FormView) -> list[Objection]:
    return form_checks.objections_to(form)


@hookimpl
def declare_consents() -> tuple[Consent, ...]:
    return consent.consents()


@hookimpl
def declare_retention_rules() -> tuple[RetentionRule, ...]:
    return consent.retention_rules()


@hookimpl
def declare_settings_schema() -> type[Schema]:
    return settings.SettingsSchema


@hookimpl
def declare_disclosure_rules() -> tuple[DisclosureRule, ...]:
    return reporting.disclosure_rules()


@hookimpl
def declare_comparability() -> tuple[Comparability, ...]:
    return reporting.comparability()


@hookimpl
def declare_age_bands() -> tuple[AgeBands, ...]:
    return reporting.age_bands()


@hookimpl
def declare_obligations() -> tuple[Obligation, ...]:
    return obligations.obligations()


@hookimpl
def declare_missing_protocols() -> tuple[MissingProtocol, ...]:
    return missing.protocols()
