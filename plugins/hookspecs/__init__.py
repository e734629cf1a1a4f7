"""What a country can be asked, one module per concern, and what a package for the regional office can be."""

from types import ModuleType

from plugins.hookspecs import (
    calendar,
    clocks,
    consent,
    country,
    exports,
    forms,
    identity,
    languages,
    legal,
    migrations,
    missing,
    obligations,
    partners,
    places,
    reporting,
    settings,
    staff,
    stages,
)

#: Every module of hook specifications, in the order of the reference.
CONCERNS: tuple[ModuleType, ...] = (
    country,
    identity,
    languages,
    places,
    partners,
    calendar,
    clocks,
    stages,
    legal,
    missing,
    forms,
    consent,
    settings,
    reporting,
    obligations,
    staff,
    migrations,
)

#: Concerns of packages that serve the regional office; no country is asked these.
OFFICE: tuple[ModuleType, ...] = (exports,)

#: Hooks without which a country cannot run.
REQUIRED = frozenset(
    {
        "declare_country",
        "declare_identity_documents",
        "declare_languages",
        "declare_place_levels",
        "declare_places",
        "declare_calendars",
        "decide_holidays",
        "declare_regimes",
        "declare_measure_kinds",
        "declare_legal_forms",
        "declare_consents",
        "declare_retention_rules",
    }
)
