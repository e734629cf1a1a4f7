"""The kit is tested by mutation: countries with one fault each, every one caught by the check that is meant for it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from marshmallow import EXCLUDE, Schema, fields, validate
from marshmallow import missing as absent

from core import conformance
from core.conformance.tables import check_revisions
from core.testkit.zz import (
    calendar,
    consent,
    country,
    forms,
    identity,
    languages,
    legal,
    missing,
    obligations,
    partners,
    places,
    plugin,
    reporting,
    staff,
    stages,
)
from core.testkit.zz.sources import CHILD_ACT
from plugins.contract.calendar import Holiday, Unit
from plugins.contract.clocks import HouseClock
from plugins.contract.consent import Giver, GiverRule
from plugins.contract.country import Code
from plugins.contract.forms import FieldType
from plugins.contract.identity import DocumentNumber
from plugins.contract.migrations import MigrationLineage
from plugins.contract.missing import About, SearchStep
from plugins.contract.places import Place
from plugins.contract.stages import Transition
from plugins.contract.text import Grade, LegalBasis, Text

Alter = Callable[..., ModuleType]


class Mutant(NamedTuple):
    """Zedland with another answer to one hook, the check that must find it, and words of what it must say."""

    check: str
    hook: str
    answer: Callable[..., object]
    words: str


def one(declared: Sequence[Any], number: int = 0, **changes: object) -> tuple[Any, ...]:
    """Change one declaration among all."""
    return tuple(replace(each, **changes) if place == number else each for place, each in enumerate(declared))


def document(**changes: object) -> Callable[[], object]:
    return lambda: one(identity.DOCUMENTS, **changes)


def form(number: int = 0, **changes: object) -> Callable[[], object]:
    return lambda: one(forms.FORMS, number, **changes)


def field(**changes: object) -> Callable[[], object]:
    return form(fields=one(forms.ADMISSION.fields, 0, **changes))


def age(**changes: Any) -> fields.Integer:
    return fields.Integer(**{"load_default": 17, "metadata": {"label": Text.of(es="Edad", en="Age")}, **changes})


class Demanding(Schema):
    oldest_age = age(load_default=absent, required=True)


class Mute(Schema):
    oldest_age = age(metadata={})


class Beyond(Schema):
    oldest_age = age(validate=validate.Range(max=16))


class Careless(Schema):
    class Meta:
        unknown = EXCLUDE

    oldest_age = age()


def land(**changes: object) -> Callable[[], object]:
    return lambda: replace(country.COUNTRY, **changes)


def fail(*_arguments: object) -> object:
    raise KeyError("nobody thought of this")


def closed_for_ever(calendar: str, year: int) -> tuple[Holiday, ...]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=day) for day in range(366))
    return tuple(Holiday(day, "Cerrado") for day in days if day.year == year)


def careless(number: str) -> DocumentNumber:
    return DocumentNumber(str(int(number)))


def owed(number: int = 0, **changes: object) -> Callable[[], object]:
    return lambda: one(obligations.OBLIGATIONS, number, **changes)


def table(number: int = 1, **changes: object) -> Callable[[], object]:
    return owed(number, tables=(replace(obligations.OBLIGATIONS[number].tables[0], **changes),))


#: Where the table stands among the fields of the admission.
_BELONGINGS = next(place for place, each in enumerate(forms.ADMISSION.fields) if each.columns)
_GATE = SearchStep("gate", Text.of(es="Mirar el portón", en="Look at the gate"), "educator", 5, CHILD_ACT)
SPANISH_LAST = Text.of(en="Harbour", es="Puerto")
NOWHERE = Path("/somewhere/templates/zz/form.typ")

MUTANTS = {
    # what keeps a country from starting
    "a code of another country": Mutant("start", "declare_country", land(code="yy"), "declares the code 'yy'"),
    "a newer contract": Mutant("start", "declare_country", land(contract=(2, 0)), "written for contract 2.0"),
    "two stages of one code": Mutant("start", "declare_stages", lambda: stages.STAGES * 2, "more than once"),
    "a list where a stage belongs": Mutant("start", "declare_stages", lambda: ("harbour",), "expected Stage"),
    "a hook that raises": Mutant("start", "declare_languages", fail, "raised KeyError"),
    "an unknown default language": Mutant("start", "declare_country", land(default_language="fr"), "'fr'"),
    "an unknown calendar": Mutant(
        "start", "declare_regimes", lambda: one(calendar.REGIMES, calendar="moon"), "unknown calendar 'moon'"
    ),
    "a week without an open day": Mutant(
        "start", "declare_calendars", lambda: one(calendar.CALENDARS, weekend=tuple(range(7))), "not all"
    ),
    "an unknown form in a move": Mutant(
        "start", "declare_transitions", lambda: one(stages.TRANSITIONS, forms=("zz_none",)), "unknown form"
    ),
    "an unknown stage in a move": Mutant(
        "start", "declare_transitions", lambda: one(stages.TRANSITIONS, target="moon"), "unknown stage 'moon'"
    ),
    "a select without options": Mutant(
        "start",
        "declare_legal_forms",
        form(fields=one(forms.ADMISSION.fields, 1, options=None)),
        "select without options",
    ),
    "a provisional basis without a limit": Mutant(
        "start", "declare_measure_kinds", lambda: one(legal.MEASURE_KINDS, 1, limit_hours=None), "no limit in hours"
    ),
    "a consent for two years": Mutant(
        "start", "declare_consents", lambda: one(consent.CONSENTS, months=24), "1 to 12 months"
    ),
    # the country, its words and its languages
    "an alpha-3 of two letters": Mutant("country", "declare_country", land(alpha3="ZZ"), "alpha3"),
    "a time zone that is none": Mutant("start", "declare_country", land(time_zone="Zedland/Here"), "the time zone"),
    "a week that starts on the eighth day": Mutant("country", "declare_country", land(week_starts_on=7), "week_starts"),
    "a majority at birth": Mutant("country", "declare_country", land(majority_age=0), "majority_age"),
    "a code with a blank": Mutant(
        "codes", "declare_exit_kinds", lambda: one(stages.EXIT_KINDS, code="go home"), "not a plain word"
    ),
    "a text in the wrong order": Mutant(
        "wording", "declare_entry_kinds", lambda: one(stages.ENTRY_KINDS, label=SPANISH_LAST), "first written in 'en'"
    ),
    "law that cites nothing": Mutant(
        "wording",
        "declare_calendars",
        lambda: one(calendar.CALENDARS, basis=LegalBasis(" ", Grade.A)),
        "cites nothing",
    ),
    "a language without a name": Mutant(
        "languages", "declare_languages", lambda: one(languages.LANGUAGES, 1, own_name=" "), "no name of its own"
    ),
    "a language that nothing serves": Mutant(
        "languages", "declare_languages", lambda: one(languages.LANGUAGES, 1, channels=()), "served by nothing"
    ),
    "a locale that nobody writes": Mutant(
        "locales", "declare_country", land(formatting_locale="zz_ZZ"), "does not know the formatting locale"
    ),
    "a currency of no country": Mutant("locales", "declare_country", land(currency="QQQ"), "the currency 'QQQ'"),
    "a language's locale that nobody writes": Mutant(
        "locales",
        "declare_languages",
        lambda: one(languages.LANGUAGES, 1, formatting_locale="qq"),
        "locale 'qq' of 'ar'",
    ),
    "a catalogue that is not there": Mutant(
        "catalogues", "declare_languages", lambda: one(languages.LANGUAGES, 1, catalogue=True), "are not translated"
    ),
    # identity
    "a document without samples": Mutant(
        "documents", "declare_identity_documents", document(accepted=(), refused=()), "has no samples"
    ),
    "a validator that refuses its sample": Mutant(
        "documents", "declare_identity_documents", document(accepted=("1",)), "refuses its sample"
    ),
    "a validator that takes a wrong number": Mutant(
        "documents",
        "declare_identity_documents",
        document(refused=(replace(identity.DOCUMENTS[0].refused[0], number="123-456-1"),)),
        "accepts '123-456-1'",
    ),
    "a validator that breaks on letters": Mutant(
        "documents", "declare_identity_documents", document(validate=careless), "raises ValueError"
    ),
    "a format that cannot be read back": Mutant(
        "documents", "declare_identity_documents", document(format=lambda number: f"No {number}"), "cannot read back"
    ),
    "a name without a surname": Mutant(
        "names", "decide_display_name", lambda name: fail() if not name.surnames else None, "raised KeyError"
    ),
    # places and institutions
    "a town before its province": Mutant(
        "places",
        "declare_places",
        lambda: sorted(places.read_places(), key=lambda place: -len(place.code)),
        "does not stand below",
    ),
    "a place of no level": Mutant(
        "places", "declare_places", lambda: (Place("A", None, "moon", "Alta"),), "unknown level 'moon'"
    ),
    "no place at all": Mutant("places", "declare_places", lambda: (), "there is no place"),
    "an institution of no kind": Mutant(
        "partners", "declare_partners", lambda: one(partners.SEEDS, kind="moon"), "unknown kind 'moon'"
    ),
    "an institution followed by nobody": Mutant(
        "partners", "declare_partners", lambda: one(partners.SEEDS, 1, successor="moon"), "followed by the unknown"
    ),
    # the programme
    "a stage that nobody reaches": Mutant(
        "stages", "declare_transitions", lambda: stages.TRANSITIONS[:1], "'gangway' cannot be reached"
    ),
    "a stage that nobody leaves": Mutant(
        "stages",
        "declare_transitions",
        lambda: (Transition("harbour", "workshop", ()), Transition("harbour", "gangway", ())),
        "'workshop' cannot be left",
    ),
    "a way out that figures cannot count": Mutant(
        "exits", "declare_exit_kinds", lambda: one(stages.EXIT_KINDS, canonical="moon"), "unknown kind 'moon'"
    ),
    "a rule that breaks on the first night": Mutant(
        "objections",
        "check_admission",
        lambda admission: [stages.ADULT] if admission.youngest_age > 17 else [],
        "raised TypeError",
    ),
    "a rule that answers yes": Mutant("objections", "check_stage_move", lambda move: True, "expected list"),
    "an approval by nobody": Mutant(
        "roles", "declare_transitions", lambda: one(stages.TRANSITIONS, disciplines=("wizard",)), "role 'wizard'"
    ),
    # forms
    "a form without a template": Mutant("forms", "declare_legal_forms", form(template=NOWHERE), "has no template"),
    "a placeholder for no field": Mutant(
        "forms", "declare_legal_forms", form(opening=(Text.of(es="{nobody}"),)), "placeholder '{nobody}'"
    ),
    "a form for nobody's desk": Mutant(
        "forms", "declare_legal_forms", form(recipients=("moon",)), "unknown institution 'moon'"
    ),
    "a form that names friends": Mutant(
        "forms",
        "declare_legal_forms",
        field(type=FieldType.PERSON_REF, people=("friends",)),
        "unknown people 'friends'",
    ),
    "a form without law": Mutant("forms", "declare_legal_forms", form(basis=()), "no legal basis"),
    "a form that breaks while it is empty": Mutant(
        "forms", "check_legal_form", lambda form: form.values["notes"], "empty, raised KeyError"
    ),
    "two versions on one day": Mutant(
        "versions", "declare_legal_forms", form(1, valid_until=date(2024, 6, 30)), "does not end before"
    ),
    "a form that an unknown role fills": Mutant(
        "roles", "declare_legal_forms", form(filled_by=("wizard",)), "role 'wizard'"
    ),
    "a form that offers an unknown role": Mutant(
        "roles", "declare_legal_forms", field(people=("staff:wizard",)), "offers the unknown role 'wizard'"
    ),
    "a form of a class that nobody reads": Mutant(
        "roles", "declare_legal_forms", form(data_class="TOP"), "class of data 'TOP'"
    ),
    "a field filled from nowhere": Mutant(
        "filling", "declare_legal_forms", field(prefill="resident.shoe_size"), "unknown 'resident.shoe_size'"
    ),
    # terms
    "holidays out of order": Mutant(
        "holidays", "decide_holidays", lambda calendar, year: plugin.holidays(calendar, year)[::-1], "stands after"
    ),
    "holidays of last year": Mutant(
        "holidays", "decide_holidays", lambda calendar, year: plugin.holidays(calendar, year - 1), "of another year"
    ),
    "offices that never open": Mutant("terms", "decide_holidays", closed_for_ever, "no open day"),
    "a term that ends before it begins": Mutant(
        "terms", "decide_due_date", lambda deadline, start: datetime(2001, 1, 1, tzinfo=UTC), "ends before the event"
    ),
    "a term without a zone": Mutant(
        "terms",
        "decide_due_date",
        lambda deadline, start: start.replace(tzinfo=None) if deadline.unit is Unit.MONTHS else None,
        "time zone",
    ),
    # consents, retention and figures
    "an age at which nobody agrees": Mutant(
        "consents",
        "declare_consents",
        lambda: one(consent.CONSENTS, givers=(GiverRule(0, 12, Giver.GUARDIAN),)),
        "at every age",
    ),
    "a record without a rule": Mutant(
        "retention", "declare_retention_rules", lambda: consent.RETENTION_RULES[1:], "no rule for 'resident_file'"
    ),
    "a setting that must be set": Mutant(
        "settings", "declare_settings_schema", lambda: Demanding, "'oldest_age' is required"
    ),
    "a setting without a label": Mutant("settings", "declare_settings_schema", lambda: Mute, "has no label"),
    "a setting beyond its own bound": Mutant("settings", "declare_settings_schema", lambda: Beyond, "its own defaults"),
    "settings that take anything": Mutant("settings", "declare_settings_schema", lambda: Careless, "does not know"),
    "a term set by nothing": Mutant(
        "settings",
        "declare_deadlines",
        lambda: one(calendar.DEADLINES, setting="moon"),
        "no whole number of the schema",
    ),
    "a setting that lasts another time than its term": Mutant(
        "settings", "declare_deadlines", lambda: one(calendar.DEADLINES, setting="oldest_age"), "where nothing is set"
    ),
    "settings that are no schema": Mutant("start", "declare_settings_schema", lambda: {"oldest_age": 17}, "expected"),
    "a referrer that the region does not know": Mutant(
        "figures_map", "declare_entry_kinds", lambda: one(stages.ENTRY_KINDS, referrer="MOON"), "unknown referrer"
    ),
    "a destination that the region does not know": Mutant(
        "figures_map", "declare_exit_kinds", lambda: one(stages.EXIT_KINDS, destination="MOON"), "unknown destination"
    ),
    "a purpose that the region does not know": Mutant(
        "figures_map",
        "declare_code_lists",
        lambda: one(country.CODE_LISTS, 1, entries=(Code("mines", Text.of(es="Minas"), ("MOON",)),)),
        "unknown 'MOON'",
    ),
    "a threshold looser than the region's": Mutant(
        "figures_map",
        "declare_disclosure_rules",
        lambda: one(reporting.DISCLOSURE_RULES, threshold=2),
        "looser than the region's 5",
    ),
    "an indicator that nobody counts": Mutant(
        "figures_map", "declare_comparability", lambda: one(reporting.COMPARABILITY, indicator="MOON"), "no indicator"
    ),
    "a grade below all others": Mutant(
        "figures", "declare_comparability", lambda: one(reporting.COMPARABILITY, grade="F"), "grade 'F'"
    ),
    "ages that no band holds": Mutant(
        "age_bands",
        "declare_age_bands",
        lambda: one(reporting.AGE_BANDS, bands=one(reporting.AGE_BANDS[0].bands, to_age=9)),
        "leaves an age out",
    ),
    "bands that map where nobody of that age stands": Mutant(
        "bands_map",
        "declare_age_bands",
        lambda: one(reporting.AGE_BANDS, bands=one(reporting.AGE_BANDS[0].bands, regional=("Y0T8",))),
        "maps 'small' to Y0T8",
    ),
    # reports that are owed, missing persons, staff
    "a report to nobody": Mutant("obligations", "declare_obligations", owed(addressee="moon"), "institution 'moon'"),
    "a report without a term": Mutant("obligations", "declare_obligations", owed(due=None), "has no term"),
    "a table of an indicator that nobody counts": Mutant(
        "report_tables", "declare_obligations", table(indicators=("RES-999",)), "unknown indicator 'RES-999'"
    ),
    "a table of what is for the regional office alone": Mutant(
        "report_tables", "declare_obligations", table(indicators=("R02",), breakdown=None), "regional office alone"
    ),
    "a table by what nobody counts by": Mutant(
        "report_tables", "declare_obligations", table(breakdown="moon"), "down by 'moon'"
    ),
    "a table broken down every quarter": Mutant(
        "report_tables", "declare_obligations", table(2, indicators=("RES-001",), breakdown="SEX"), "once a year"
    ),
    "a figure of a year each quarter": Mutant(
        "report_tables", "declare_obligations", table(2, indicators=("RES-002",)), "more often than it is counted"
    ),
    "a report that an unknown role owes": Mutant("roles", "declare_obligations", owed(role="wizard"), "role 'wizard'"),
    "a search that tells nobody": Mutant(
        "missing", "declare_missing_protocols", lambda: one(missing.PROTOCOLS, steps=(), told_in=None), "has no step"
    ),
    "two searches for one person": Mutant(
        "missing", "declare_missing_protocols", lambda: one(missing.PROTOCOLS, 1, about=About.MINORS), "the same people"
    ),
    "a search by an unknown role": Mutant(
        "roles",
        "declare_missing_protocols",
        lambda: one(missing.PROTOCOLS, steps=one(missing.PROTOCOLS[0].steps, role="wizard")),
        "role 'wizard'",
    ),
    "a certificate from the moon": Mutant(
        "clearances", "declare_clearances", lambda: one(staff.CLEARANCES, issuer="moon"), "institution 'moon'"
    ),
    "a certificate that counts for no time": Mutant(
        "clearances", "declare_clearances", lambda: one(staff.CLEARANCES, months=0), "counts for no time"
    ),
    "a step of a search before it begins": Mutant(
        "missing", "declare_search_steps", lambda: (replace(_GATE, minutes=-1),), "before the search begins"
    ),
    "a step of a search by an unknown role": Mutant(
        "roles", "declare_search_steps", lambda: (replace(_GATE, role="wizard"),), "role 'wizard'"
    ),
    "a clock that the network does not have": Mutant(
        "clocks", "declare_clocks", lambda: (HouseClock("moon_rise", 1, CHILD_ACT),), "no clock 'moon_rise'"
    ),
    "a looser clock": Mutant(
        "clocks", "declare_clocks", lambda: (HouseClock("return_talk", 73, CHILD_ACT),), "the network allows 1 to 72"
    ),
    "a later notice": Mutant(
        "clocks", "declare_clocks", lambda: (HouseClock("measure_notice", 59, CHILD_ACT),), "asks for 60 to 180"
    ),
    "a clock twice": Mutant(
        "start", "declare_clocks", lambda: (HouseClock("return_talk", 24, CHILD_ACT),) * 2, "more than once"
    ),
    "several of what is no file": Mutant("forms", "declare_legal_forms", field(several=True), "which is no file"),
    "a column filled from nowhere": Mutant(
        "filling",
        "declare_legal_forms",
        form(
            fields=one(
                forms.ADMISSION.fields,
                _BELONGINGS,
                columns=one(forms.ADMISSION.fields[_BELONGINGS].columns, prefill="row.sex"),
            )
        ),
        "fills the column",
    ),
    "a column filled from what no form asks": Mutant(
        "filling",
        "declare_legal_forms",
        form(
            fields=one(
                forms.ADMISSION.fields,
                _BELONGINGS,
                prefill="house.present",
                columns=one(forms.ADMISSION.fields[_BELONGINGS].columns, prefill="row.form.zz_admission.shoe_size"),
            )
        ),
        "fills the column",
    ),
    # tables
    "a line of revisions that is not there": Mutant(
        "revisions", "declare_migrations", lambda: (MigrationLineage(NOWHERE.parent),), "there is no folder"
    ),
    "tables that no revision builds": Mutant("revisions", "declare_migrations", lambda: (), "no revision builds"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_country_is_caught_by_the_check_that_is_meant_for_it(
    alter: Alter, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, hook, answer, words = MUTANTS[name]
    if hook != "declare_migrations":
        # A store is built from nothing for this one: a second that only its own mutants need.
        quick = [each for each in conformance.CHECKS if each is not check_revisions]
        monkeypatch.setattr(conformance, "CHECKS", quick)
    problems = conformance.inspect("zz", alter(hook, **{hook: answer}))
    meant = [problem for problem in problems if problem.check == check and words in problem.message]
    assert meant, problems
    assert {problem.check for problem in problems} == {check}
    for problem in problems:
        assert problem.hook in str(problem)
        assert problem.file.partition(":")[0].endswith(".py")
        assert problem.fix


def test_zedland_as_it_is_has_no_problem(alter: Alter) -> None:
    assert conformance.inspect("zz", alter()) == []


def test_there_are_enough_broken_countries_and_one_for_nearly_every_check() -> None:
    assert len(MUTANTS) >= 40
    elsewhere = {"packaging", "marks", "printing", "tables"}
    assert {mutant.check for mutant in MUTANTS.values()} == set(conformance.names()) - elsewhere
