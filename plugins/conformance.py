"""Everything a country must keep, as pure checks that answer problems instead of raising.

``abrigo countries check``, the page that lists the countries and the test kit all use these; what needs a database,
Babel or Alembic is core's, and comes in through *extra*.
"""

import inspect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import EntryPoint

from plugins.checks import Check, Fault
from plugins.checks.calendar import check_holidays
from plugins.checks.consent import check_consents, check_retention
from plugins.checks.country import check_codes, check_country, check_languages, check_wording
from plugins.checks.forms import check_forms, check_versions
from plugins.checks.identity import check_documents, check_names
from plugins.checks.missing import check_missing
from plugins.checks.obligations import check_obligations
from plugins.checks.places import check_partners, check_places
from plugins.checks.reporting import check_age_bands, check_figures
from plugins.checks.settings import check_settings
from plugins.checks.staff import check_clearances
from plugins.checks.stages import check_exits, check_objections, check_stages
from plugins.discovery import import_country, installed, load
from plugins.errors import CountryError, Problem
from plugins.manager import known_hooks
from plugins.profile import CountryProfile

__all__ = ["Check", "Fault", "Problem", "inspect_country", "inspect_installed", "inspect_profile", "names"]

#: What is looked at without a profile: whether there is one, its package, and marks that were forgotten.
BEFORE = ("start", "packaging", "marks")

CHECKS: tuple[Check, ...] = (
    check_country,
    check_codes,
    check_wording,
    check_languages,
    check_documents,
    check_names,
    check_places,
    check_partners,
    check_stages,
    check_exits,
    check_objections,
    check_forms,
    check_versions,
    check_consents,
    check_retention,
    check_figures,
    check_age_bands,
    check_missing,
    check_obligations,
    check_clearances,
    check_settings,
)


def names(extra: Sequence[Check] = ()) -> tuple[str, ...]:
    """Name everything that is checked, in order."""
    return (*BEFORE, *map(name_of, (*CHECKS, check_holidays(1), *extra)))


def inspect_installed(
    code: str, first_year: int, defaults: Sequence[object] = (), extra: Sequence[Check] = ()
) -> list[Problem]:
    """Find what is wrong with an installed country, its packaging included."""
    try:
        module = import_country(code)
    except CountryError as error:
        return list(error.problems)
    packaging = [problem for point in installed()[code] for problem in _packaging(point)]
    return packaging + inspect_country(code, module, first_year, defaults, extra=extra)


def inspect_country(
    code: str, module: object, first_year: int, defaults: Sequence[object] = (), *, extra: Sequence[Check] = ()
) -> list[Problem]:
    """Find what is wrong with a plugin module; what stops it at start comes alone, since nothing else can be asked."""
    try:
        profile = load(code, module, defaults)
    except CountryError as error:
        return [*error.problems, *_forgotten_marks(module)]
    return [*_forgotten_marks(module), *inspect_profile(profile, first_year, extra)]


def inspect_profile(profile: CountryProfile, first_year: int, extra: Sequence[Check] = ()) -> list[Problem]:
    """Find what is wrong with a country that starts.

    :param first_year: the first of the ten years for which holidays are asked.
    :param extra: checks of core for what only core knows: locales, regional lists, thresholds, templates, tables.
    """
    checks = (*CHECKS, check_holidays(first_year), *extra)
    return [problem for check in checks for problem in _run(check, profile)]


def name_of(check: Check) -> str:
    """Name a check as people ask for it: ``stages`` for ``check_stages``."""
    return str(getattr(check, "__name__", "check")).removeprefix("check_")


def _run(check: Check, profile: CountryProfile) -> Iterable[Problem]:
    name = name_of(check)
    try:
        faults = list(check(profile))
    except CountryError as error:
        return [replace(problem, check=name) for problem in error.problems]
    except Exception as error:  # noqa: BLE001 - a country may be wrong in ways that no check thought of
        message = f"the check '{name}' cannot go on: {type(error).__name__}: {error}"
        return [Problem("", profile.manager.file_of(), message, "Mend the other problems first.", name)]
    return [Problem(hook, profile.manager.file_of(hook), message, fix, name) for hook, message, fix in faults]


def _forgotten_marks(module: object) -> list[Problem]:
    """Find functions named like a hook that nobody will ever call, because their mark was forgotten."""
    return [
        Problem(name, inspect.getfile(value), "has a hook's name but no mark", "Put @hookimpl above it.", "marks")
        for name, value in inspect.getmembers(module, inspect.isroutine)
        if name in known_hooks() and not hasattr(value, "abrigo_impl")
    ]


def _packaging(point: EntryPoint) -> list[Problem]:
    files = (point.dist.files or []) if point.dist else []
    package = point.value.partition(".")[0]
    if "." not in point.value or f"{package}/__init__.py" not in {file.as_posix() for file in files}:
        return []
    message = f"the distribution ships {package}/__init__.py, which hides the countries of all others"
    return [Problem("", point.value, message, "Remove that file: the folder is a namespace.", "packaging")]
