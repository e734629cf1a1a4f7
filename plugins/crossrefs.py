"""Checks that what a country declares in one hook exists where another hook says so."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.contract.calendar import Deadline
from plugins.contract.forms import FieldType, FormField, LegalForm
from plugins.contract.obligations import Obligation
from plugins.contract.stages import Criterion
from plugins.errors import Problem
from plugins.profile import CountryProfile

#: How core can answer a stage's criterion by itself; ``attested`` is ticked by a person.
CRITERION_CHECKS = frozenset({"days_in_stage", "form_signed", "no_measure_gap", "attested"})

#: No consent is asked for longer: what was agreed must be explained again.
LONGEST_CONSENT = 12

Fault = tuple[str, str]


def broken_references(profile: CountryProfile) -> list[Problem]:
    """Find every reference to something undeclared, all at once."""
    checks = (_time, _languages, _code_lists, _calendars, _stages, _transitions, _measures, _forms, _consents,
              _age_bands, _obligations, _missing)  # fmt: skip
    faults = [fault for check in checks for fault in check(profile)]
    return [
        Problem(hook, profile.manager.file_of(hook), message, "Declare what is named, or name what is declared.")
        for hook, message in faults
    ]


def _time(profile: CountryProfile) -> Iterator[Fault]:
    zone = profile.country.time_zone
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield "declare_country", f"nobody knows the time zone '{zone}'"


def _languages(profile: CountryProfile) -> Iterator[Fault]:
    default = profile.country.default_language
    if default not in profile.languages:
        yield "declare_country", f"the default language '{default}' is not declared"


def _code_lists(profile: CountryProfile) -> Iterator[Fault]:
    for code_list in profile.code_lists.values():
        codes = [entry.code for entry in code_list.entries]
        for code in _repeated(codes):
            yield "declare_code_lists", f"list '{code_list.code}' has the entry '{code}' more than once"
        if code_list.regional_list is None and any(entry.regional for entry in code_list.entries):
            yield "declare_code_lists", f"list '{code_list.code}' has regional codes but names no regional list"


def _calendars(profile: CountryProfile) -> Iterator[Fault]:
    for calendar in profile.calendars.values():
        # With no day of the week open, a count of working days would never end.
        if not set(calendar.weekend) < set(range(7)):
            yield "declare_calendars", f"calendar '{calendar.code}' must close on some of the weekdays 0 to 6, not all"
    for regime in profile.regimes.values():
        if regime.calendar not in profile.calendars:
            yield "declare_regimes", f"regime '{regime.code}' names the unknown calendar '{regime.calendar}'"
    for deadline in profile.deadlines.values():
        yield from (("declare_deadlines", fault) for fault in _deadline(profile, deadline))


def _deadline(profile: CountryProfile, deadline: Deadline) -> Iterator[str]:
    if deadline.regime not in profile.regimes:
        yield f"deadline '{deadline.code}' names the unknown regime '{deadline.regime}'"
    if deadline.amount < 0:
        yield f"deadline '{deadline.code}' has a negative amount; one that is counted back says so with before=True"


def _stages(profile: CountryProfile) -> Iterator[Fault]:
    for position in _repeated([str(stage.position) for stage in profile.stages.values()]):
        yield "declare_stages", f"two stages have the position {position}"
    for stage in profile.stages.values():
        for code in _repeated([criterion.code for criterion in stage.criteria]):
            yield "declare_stages", f"stage '{stage.code}' has the criterion '{code}' more than once"
        for criterion in stage.criteria:
            yield from (("declare_stages", fault) for fault in _criterion(profile, criterion))


def _criterion(profile: CountryProfile, criterion: Criterion) -> Iterator[str]:
    if criterion.check not in CRITERION_CHECKS:
        yield f"criterion '{criterion.code}' names the unknown check '{criterion.check}'"
    if criterion.check == "form_signed" and criterion.value not in profile.forms:
        yield f"criterion '{criterion.code}' names the unknown form '{criterion.value}'"
    if criterion.check == "days_in_stage" and not isinstance(criterion.value, int):
        yield f"criterion '{criterion.code}' needs a number of days"


def _transitions(profile: CountryProfile) -> Iterator[Fault]:
    for move in profile.transitions:
        name = f"transition '{move.source}' to '{move.target}'"
        for stage in _unknown((move.source, move.target), profile.stages):
            yield "declare_transitions", f"{name} names the unknown stage '{stage}'"
        for form in _unknown(move.forms, profile.forms):
            yield "declare_transitions", f"{name} names the unknown form '{form}'"


def _measures(profile: CountryProfile) -> Iterator[Fault]:
    for kind in profile.measure_kinds.values():
        if kind.provisional and kind.limit_hours is None:
            yield "declare_measure_kinds", f"the provisional kind '{kind.code}' says no limit in hours"


def _forms(profile: CountryProfile) -> Iterator[Fault]:
    for form in (form for versions in profile.forms.values() for form in versions):
        for fault in (*_form(profile, form), *_fields(profile, form.fields, {part.code for part in form.sections})):
            yield "declare_legal_forms", f"form '{form.key}' version {form.version}: {fault}"


def _form(profile: CountryProfile, form: LegalForm) -> Iterator[str]:
    for stage in _unknown(form.stages, profile.stages):
        yield f"names the unknown stage '{stage}'"
    if form.due:
        yield from _deadline(profile, form.due)
    if form.valid_until and form.valid_until < form.valid_from:
        yield "ends before it begins"


def _fields(profile: CountryProfile, fields: tuple[FormField, ...], sections: set[str]) -> Iterator[str]:
    for key in _repeated([field.key for field in fields]):
        yield f"has the field '{key}' more than once"
    for field in fields:
        for fault in _field(profile, field, sections):
            yield f"field '{field.key}' {fault}"
        yield from _fields(profile, field.columns, sections)


def _field(profile: CountryProfile, field: FormField, sections: set[str]) -> Iterator[str]:
    if field.options is not None and field.options not in profile.code_lists:
        yield f"names the unknown code list '{field.options}'"
    if field.options is None and field.type in (FieldType.SELECT, FieldType.MULTISELECT):
        yield "is a select without options"
    if field.document is not None and field.document not in profile.identity_documents:
        yield f"names the unknown identity document '{field.document}'"
    if field.section is not None and field.section not in sections:
        yield f"names the unknown section '{field.section}'"
    if (field.type is FieldType.TABLE) != bool(field.columns):
        yield "is a table without columns" if field.type is FieldType.TABLE else "has columns but is no table"


def _consents(profile: CountryProfile) -> Iterator[Fault]:
    for consent in profile.consents.values():
        if not 1 <= consent.months <= LONGEST_CONSENT:
            yield "declare_consents", f"consent '{consent.code}' must last 1 to {LONGEST_CONSENT} months"


def _age_bands(profile: CountryProfile) -> Iterator[Fault]:
    for bands in profile.age_bands.values():
        listed = profile.code_lists.get(bands.code)
        known = [entry.code for entry in listed.entries] if listed else []
        if [band.code for band in bands.bands] != known:
            yield "declare_age_bands", f"'{bands.code}' has not the entries of the code list of that name"


def _obligations(profile: CountryProfile) -> Iterator[Fault]:
    for owed in profile.obligations.values():
        for fault in _obligation(profile, owed):
            yield "declare_obligations", f"'{owed.code}' {fault}"


def _obligation(profile: CountryProfile, owed: Obligation) -> Iterator[str]:
    if (owed.addressee is None) == (owed.addressee_kind is None):
        yield "needs either an addressee or a kind of addressee"
    if owed.addressee_kind is not None and owed.addressee_kind not in profile.partner_kinds:
        yield f"names the unknown kind of partner '{owed.addressee_kind}'"
    for form in _unknown(owed.forms, profile.forms):
        yield f"names the unknown form '{form}'"
    if owed.due:
        yield from _deadline(profile, owed.due)


def _missing(profile: CountryProfile) -> Iterator[Fault]:
    for protocol in profile.missing_protocols.values():
        for step in protocol.steps:
            for fault in _deadline(profile, step.due):
                yield "declare_missing_protocols", f"'{protocol.code}': {fault}"
            if step.form is not None and step.form not in profile.forms:
                yield "declare_missing_protocols", f"'{protocol.code}' names the unknown form '{step.form}'"
        alert = profile.forms.get(protocol.form or "", ())
        if protocol.told_in is not None and protocol.told_in not in {
            each.key for form in alert for each in form.fields
        }:
            yield "declare_missing_protocols", f"'{protocol.code}' tells in the unknown field '{protocol.told_in}'"
        for code in _repeated([step.code for step in protocol.steps]):
            yield "declare_missing_protocols", f"'{protocol.code}' has the step '{code}' more than once"


def _unknown(named: Iterable[str], declared: Iterable[str]) -> list[str]:
    return [code for code in named if code not in set(declared)]


def _repeated(codes: list[str]) -> list[str]:
    return sorted({code for code in codes if codes.count(code) > 1})
