"""What one hook names must be declared by another."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.testkit.zz import calendar, consent, country, forms, languages, legal, missing, obligations, reporting, stages
from plugins.contract.country import Code
from plugins.contract.forms import FieldType, FormField
from plugins.contract.stages import Criterion, Transition
from plugins.contract.text import Text
from plugins.errors import CountryError, FaultyCountry

FaultOf = Callable[..., CountryError]
WORD = Text.of(es="Palabra")


def form(*fields: FormField, **changes: object):
    return lambda: (*forms.FORMS, replace(forms.EXIT, key="zz_more", fields=fields or forms.EXIT.fields, **changes))


def stage(*criteria: Criterion, **changes: object):
    return lambda: (replace(stages.STAGES[0], criteria=criteria, **changes), *stages.STAGES[1:])


def moves(*more: Transition):
    return lambda: (*stages.TRANSITIONS, *more)


def changed(declared: tuple[Any, ...], **changes: object):
    return lambda: (replace(declared[0], **changes), *declared[1:])


def step(**changes: object):
    steps = missing.PROTOCOLS[0].steps
    return changed(missing.PROTOCOLS, steps=(replace(steps[0], **changes), *steps[1:]))


@pytest.mark.parametrize(
    ("hook", "answer", "words"),
    [
        (
            "declare_country",
            lambda: replace(country.COUNTRY, time_zone="Moon/Tycho"),
            "nobody knows the time zone 'Moon/Tycho'",
        ),
        ("declare_languages", lambda: languages.LANGUAGES[1:], "the default language 'es' is not declared"),
        ("declare_transitions", moves(Transition("harbour", "moon", ())), "names the unknown stage 'moon'"),
        ("declare_transitions", moves(Transition("moon", "harbour", ())), "names the unknown stage 'moon'"),
        ("declare_transitions", moves(Transition("gangway", "harbour", (), ("zz_no",))), "unknown form 'zz_no'"),
        ("declare_stages", stage(position=2), "two stages have the position 2"),
        ("declare_stages", stage(Criterion("c", WORD, "weather")), "unknown check 'weather'"),
        ("declare_stages", stage(Criterion("c", WORD, "form_signed", "zz_no")), "unknown form 'zz_no'"),
        ("declare_stages", stage(Criterion("c", WORD, "days_in_stage", "14")), "needs a number of days"),
        ("declare_stages", stage(Criterion("c", WORD), Criterion("c", WORD)), "criterion 'c' more than once"),
        ("declare_legal_forms", form(stages=("moon",)), "names the unknown stage 'moon'"),
        ("declare_legal_forms", form(due=replace(calendar.TELL_COURT, regime="moon")), "unknown regime 'moon'"),
        ("declare_legal_forms", form(valid_until=forms.EXIT.valid_from.replace(year=2000)), "ends before it begins"),
        ("declare_legal_forms", form(FormField("f", WORD, FieldType.SELECT, options="moon")), "unknown code list"),
        ("declare_legal_forms", form(FormField("f", WORD, FieldType.SELECT)), "is a select without options"),
        ("declare_legal_forms", form(FormField("f", WORD, FieldType.MULTISELECT)), "is a select without options"),
        ("declare_legal_forms", form(FormField("f", WORD, FieldType.IDENTITY, document="moon")), "identity document"),
        ("declare_legal_forms", form(FormField("f", WORD, FieldType.TEXT, section="moon")), "unknown section 'moon'"),
        ("declare_legal_forms", form(FormField("f", WORD, FieldType.TABLE)), "is a table without columns"),
        ("declare_age_bands", changed(reporting.AGE_BANDS, code="moon"), "not the entries of the code list"),
        ("declare_age_bands", changed(reporting.AGE_BANDS, bands=()), "not the entries of the code list"),
        ("declare_obligations", changed(obligations.OBLIGATIONS, addressee=None), "either an addressee or a kind"),
        ("declare_obligations", changed(obligations.OBLIGATIONS, addressee_kind="donor"), "either an addressee or a"),
        ("declare_obligations", changed(obligations.OBLIGATIONS, forms=("zz_no",)), "unknown form 'zz_no'"),
        (
            "declare_obligations",
            changed(obligations.OBLIGATIONS, addressee=None, addressee_kind="moon"),
            "unknown kind of partner 'moon'",
        ),
        (
            "declare_obligations",
            changed(obligations.OBLIGATIONS, due=replace(calendar.TELL_COURT, regime="moon")),
            "unknown regime 'moon'",
        ),
        ("declare_missing_protocols", changed(missing.PROTOCOLS, told_in="moon"), "tells in the unknown field 'moon'"),
        ("declare_missing_protocols", step(form="zz_no"), "unknown form 'zz_no'"),
        ("declare_missing_protocols", step(code="ministry"), "step 'ministry' more than once"),
        ("declare_missing_protocols", step(due=replace(calendar.TELL_COURT, regime="moon")), "unknown regime 'moon'"),
        (
            "declare_legal_forms",
            form(FormField("f", WORD, FieldType.TEXT, columns=(FormField("g", WORD, FieldType.TEXT),))),
            "has columns but is no table",
        ),
        (
            "declare_legal_forms",
            form(FormField("f", WORD, FieldType.TABLE, columns=(FormField("g", WORD, FieldType.SELECT, options="m"),))),
            "field 'g' names the unknown code list 'm'",
        ),
        (
            "declare_legal_forms",
            form(FormField("f", WORD, FieldType.TEXT), FormField("f", WORD, FieldType.DATE)),
            "has the field 'f' more than once",
        ),
        (
            "declare_regimes",
            lambda: (*calendar.REGIMES, replace(calendar.REGIMES[0], code="lunar", calendar="moon")),
            "unknown calendar 'moon'",
        ),
        (
            "declare_deadlines",
            lambda: (replace(calendar.TELL_COURT, regime="moon"),),
            "deadline 'tell_court' names the unknown regime 'moon'",
        ),
        ("declare_deadlines", lambda: (replace(calendar.TELL_COURT, amount=-1),), "has a negative amount"),
        (
            "declare_calendars",
            lambda: (replace(calendar.CALENDARS[0], weekend=tuple(range(7))), calendar.CALENDARS[1]),
            "not all",
        ),
        (
            "declare_calendars",
            lambda: (replace(calendar.CALENDARS[0], weekend=(7,)), calendar.CALENDARS[1]),
            "weekdays 0 to 6",
        ),
        (
            "declare_measure_kinds",
            lambda: (replace(legal.MEASURE_KINDS[0], provisional=True),),
            "the provisional kind 'court_order' says no limit in hours",
        ),
        ("declare_consents", lambda: (replace(consent.CONSENTS[0], months=13),), "must last 1 to 12 months"),
        ("declare_consents", lambda: (replace(consent.CONSENTS[0], months=0),), "must last 1 to 12 months"),
        (
            "declare_code_lists",
            lambda: (*country.CODE_LISTS, replace(country.CODE_LISTS[0], code="x", regional_list=None)),
            "names no regional list",
        ),
        (
            "declare_code_lists",
            lambda: (*country.CODE_LISTS, replace(country.CODE_LISTS[0], code="x", entries=(Code("a", WORD),) * 2)),
            "list 'x' has the entry 'a' more than once",
        ),
    ],
)
def test_a_broken_reference_is_told_with_country_hook_and_file(
    fault_of: FaultOf, hook: str, answer: Callable[[], object], words: str
) -> None:
    fault = fault_of(**{hook: answer})
    assert isinstance(fault, FaultyCountry)
    assert words in str(fault)
    assert f"Country 'zz', hook {hook}, file {__file__}:" in str(fault) or hook == "declare_languages"
    assert "'zz'" in str(fault)


def test_a_reference_is_blamed_on_the_hook_that_makes_it(fault_of: FaultOf) -> None:
    fault = fault_of(declare_languages=lambda: languages.LANGUAGES[1:])
    assert [problem.hook for problem in fault.problems] == ["declare_country"]


def test_every_broken_reference_is_told_at_once(fault_of: FaultOf) -> None:
    fault = fault_of(declare_code_lists=lambda: (), declare_regimes=lambda: calendar.REGIMES[:1])
    assert len(fault.problems) >= 4
    assert {"declare_legal_forms", "declare_deadlines"} <= {problem.hook for problem in fault.problems}
