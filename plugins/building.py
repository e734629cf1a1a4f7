"""Builds the profile of a country: asks all that it declares at start, and checks that it fits together."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import TypeVar

from marshmallow import Schema

from plugins import CONTRACT, calls
from plugins.contract.calendar import Calendar, Deadline, Regime
from plugins.contract.clocks import HouseClock
from plugins.contract.consent import Consent, RetentionRule
from plugins.contract.country import CodeList, Country
from plugins.contract.forms import LegalForm
from plugins.contract.identity import IdentityDocument
from plugins.contract.languages import Language
from plugins.contract.legal import MeasureKind
from plugins.contract.migrations import MigrationLineage
from plugins.contract.missing import MissingProtocol, SearchStep
from plugins.contract.obligations import Obligation
from plugins.contract.partners import PartnerKind
from plugins.contract.places import PlaceLevel
from plugins.contract.reporting import AgeBands, Comparability, DisclosureRule
from plugins.contract.staff import Clearance
from plugins.contract.stages import EntryKind, ExitKind, Stage, Transition
from plugins.crossrefs import broken_references
from plugins.errors import CountryError, FaultyCountry, MissingHooks, WrongCode, WrongContract
from plugins.hookspecs import REQUIRED
from plugins.manager import CountryManager
from plugins.profile import CountryProfile

T = TypeVar("T")
_code = attrgetter("code")


def build_profile(manager: CountryManager) -> CountryProfile:
    """Ask a country everything it declares at start, and check that its parts fit together.

    :raises CountryError: for the one fault, or :class:`FaultyCountry` with all of them.
    """
    country = _country(manager)
    _require_hooks(manager)
    gathering = _Gathering(manager)
    profile = _gather(gathering, country)
    gathering.stop_on_faults()
    problems = broken_references(profile)
    if problems:
        raise FaultyCountry(manager.code, problems)
    return profile


class _Gathering:
    """Asks on after a fault, so that an author learns of all at once."""

    def __init__(self, manager: CountryManager) -> None:
        self.manager = manager
        self.errors: list[CountryError] = []

    def all(self, hook: str, kind: type[T], key: Callable[[T], Hashable]) -> tuple[T, ...]:
        try:
            return calls.collect(self.manager, hook, kind, key)
        except CountryError as error:
            self.errors.append(error)
            return ()

    def by(self, hook: str, kind: type[T], key: Callable[[T], str]) -> Mapping[str, T]:
        return MappingProxyType({key(item): item for item in self.all(hook, kind, key)})

    def schema(self, hook: str) -> type[Schema] | None:
        try:
            return calls.collect_class(self.manager, hook, Schema)
        except CountryError as error:
            self.errors.append(error)
            return None

    def stop_on_faults(self) -> None:
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            raise FaultyCountry(self.manager.code, [each for error in self.errors for each in error.problems])


def _gather(ask: _Gathering, country: Country) -> CountryProfile:
    return CountryProfile(
        country=country,
        code_lists=ask.by("declare_code_lists", CodeList, _code),
        identity_documents=ask.by("declare_identity_documents", IdentityDocument, _code),
        languages=ask.by("declare_languages", Language, _code),
        place_levels=ask.by("declare_place_levels", PlaceLevel, _code),
        partner_kinds=ask.by("declare_partner_kinds", PartnerKind, _code),
        calendars=ask.by("declare_calendars", Calendar, _code),
        regimes=ask.by("declare_regimes", Regime, _code),
        deadlines=ask.by("declare_deadlines", Deadline, _code),
        stages=ask.by("declare_stages", Stage, _code),
        transitions=ask.all("declare_transitions", Transition, lambda move: (move.source, move.target)),
        entry_kinds=ask.by("declare_entry_kinds", EntryKind, _code),
        exit_kinds=ask.by("declare_exit_kinds", ExitKind, _code),
        measure_kinds=ask.by("declare_measure_kinds", MeasureKind, _code),
        missing_protocols=ask.by("declare_missing_protocols", MissingProtocol, _code),
        search_steps=ask.by("declare_search_steps", SearchStep, _code),
        forms=_by_version(ask.all("declare_legal_forms", LegalForm, lambda form: (form.key, form.version))),
        consents=ask.by("declare_consents", Consent, _code),
        retention=ask.by("declare_retention_rules", RetentionRule, lambda rule: rule.record),
        disclosure=ask.by("declare_disclosure_rules", DisclosureRule, lambda rule: rule.rule),
        comparability=ask.by("declare_comparability", Comparability, lambda grade: grade.indicator),
        age_bands=ask.by("declare_age_bands", AgeBands, _code),
        obligations=ask.by("declare_obligations", Obligation, _code),
        clearances=ask.by("declare_clearances", Clearance, _code),
        clocks=ask.by("declare_clocks", HouseClock, _code),
        settings_schema=ask.schema("declare_settings_schema"),
        lineages=ask.all("declare_migrations", MigrationLineage, lambda _lineage: "lineage"),
        manager=ask.manager,
    )


def _country(manager: CountryManager) -> Country:
    hook = "declare_country"
    if not manager.implements(hook):
        raise MissingHooks(manager.code, "does not implement declare_country", hook, manager.file_of())
    country = calls.collect_one(manager, hook, Country)
    if country.code != manager.code:
        message = f"is loaded as '{manager.code}' but declares the code '{country.code}'"
        raise WrongCode(manager.code, message, hook, manager.file_of(hook))
    if country.contract[0] != CONTRACT[0] or country.contract[1] > CONTRACT[1]:
        message = f"was written for contract {_dotted(country.contract)}, this installation speaks {_dotted(CONTRACT)}"
        raise WrongContract(manager.code, message, hook, manager.file_of(hook))
    return country


def _require_hooks(manager: CountryManager) -> None:
    missing = sorted(hook for hook in REQUIRED if not manager.implements(hook))
    if missing:
        listed = ", ".join(missing)
        raise MissingHooks(manager.code, f"does not implement {listed}", missing[0], manager.file_of())


def _by_version(forms: Iterable[LegalForm]) -> Mapping[str, tuple[LegalForm, ...]]:
    versions: dict[str, list[LegalForm]] = {}
    for form in forms:
        versions.setdefault(form.key, []).append(form)
    ordered = {key: tuple(sorted(each, key=lambda form: form.version)) for key, each in versions.items()}
    return MappingProxyType(ordered)


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
