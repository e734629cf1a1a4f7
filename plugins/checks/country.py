"""Checks of the country's names, money, time and languages, and of every text and legal basis it declares."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TypeVar

from plugins.checks import Fault
from plugins.contract.text import LegalBasis, Text
from plugins.profile import CountryProfile

T = TypeVar("T")

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")

#: What is kept by code in the profile, with the hook that declares it.
BY_CODE = {
    "code_lists": "declare_code_lists",
    "identity_documents": "declare_identity_documents",
    "place_levels": "declare_place_levels",
    "partner_kinds": "declare_partner_kinds",
    "calendars": "declare_calendars",
    "regimes": "declare_regimes",
    "deadlines": "declare_deadlines",
    "stages": "declare_stages",
    "entry_kinds": "declare_entry_kinds",
    "exit_kinds": "declare_exit_kinds",
    "measure_kinds": "declare_measure_kinds",
    "missing_protocols": "declare_missing_protocols",
    "forms": "declare_legal_forms",
    "consents": "declare_consents",
    "age_bands": "declare_age_bands",
    "obligations": "declare_obligations",
    "clearances": "declare_clearances",
}

#: What has texts and a legal basis but is not kept by a code of the country's own.
OTHERS = {
    "country": "declare_country",
    "languages": "declare_languages",
    "transitions": "declare_transitions",
    "retention": "declare_retention_rules",
    "disclosure": "declare_disclosure_rules",
    "comparability": "declare_comparability",
}


def check_country(profile: CountryProfile) -> Iterator[Fault]:
    """Find codes of the country that no exchange file or calendar would accept."""
    country = profile.country
    shapes = {
        "code": re.fullmatch(r"[a-z]{2}", country.code),
        "alpha3": re.fullmatch(r"[A-Z]{3}", country.alpha3),
        "currency": re.fullmatch(r"[A-Z]{3}", country.currency),
        "week_starts_on": 0 <= country.week_starts_on <= 6,
        "majority_age": country.majority_age > 0,
    }
    for name in (name for name, is_right in shapes.items() if not is_right):
        message = f"{name} is {getattr(country, name)!r}"
        yield Fault("declare_country", message, f"Write {name} as the contract's docstring says.")


def check_codes(profile: CountryProfile) -> Iterator[Fault]:
    """Find codes that could not stand in an address, a file name or a column."""
    for attribute, hook in BY_CODE.items():
        for code in (code for code in getattr(profile, attribute) if not _CODE.fullmatch(code)):
            yield Fault(hook, f"the code '{code}' is not a plain word", "Use lower-case letters, digits and _.")


def check_wording(profile: CountryProfile) -> Iterator[Fault]:
    """Find texts that lack the country's own language, and rules that cite nothing."""
    for attribute, hook in {**BY_CODE, **OTHERS}.items():
        for text in parts(getattr(profile, attribute), Text):
            yield from _check_text(profile, hook, text)
        for basis in parts(getattr(profile, attribute), LegalBasis):
            if not basis.citation.strip():
                yield Fault(hook, "a legal basis cites nothing", "Cite act, article and date.")


def check_languages(profile: CountryProfile) -> Iterator[Fault]:
    """Find languages that cannot be offered by their own name, and a default that nothing is written in."""
    for language in profile.languages.values():
        if not language.own_name.strip():
            yield Fault("declare_languages", f"'{language.code}' has no name of its own", "Write its name for itself.")
        if not language.channels:
            yield Fault("declare_languages", f"'{language.code}' is served by nothing", "Name at least one channel.")


def _check_text(profile: CountryProfile, hook: str, text: Text) -> Iterator[Fault]:
    own, first = profile.country.default_language, text.versions[0][0]
    if first != own:
        yield Fault(hook, f"'{text}' is first written in '{first}', not in '{own}'", f"Put the text in '{own}' first.")


def parts(declared: object, kind: type[T]) -> Iterator[T]:
    """Find everything of one kind in what a country declares, however deep it lies."""
    if isinstance(declared, kind):
        yield declared
    elif is_dataclass(declared):
        for field in fields(declared):
            yield from parts(getattr(declared, field.name), kind)
    elif isinstance(declared, tuple):
        for item in declared:
            yield from parts(item, kind)
    elif isinstance(declared, Mapping):
        yield from parts(tuple(declared.values()), kind)
