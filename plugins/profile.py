"""Everything a country declares, frozen and looked up by code; and the questions that are put to it at work."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import attrgetter
from typing import TypeVar

from marshmallow import Schema

from plugins import calls
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
from plugins.errors import WrongAnswer
from plugins.house import HouseRules
from plugins.manager import CountryManager

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class CountryProfile:
    """A country in use. Built by :func:`plugins.building.build_profile`.

    Every mapping keeps the order in which the country declared: the first entry is the usual one.

    :param forms: by key, each form's versions from the oldest to the newest.
    :param retention: by kind of record; ``disclosure`` by regional rule.
    :param comparability: by regional indicator; one that is not named has grade A.
    :param settings_schema: what a branch may set for itself, or None.
    :param here: codes of the places it is seen from, the lowest first; ``house`` is what its house has set.
    """

    country: Country
    code_lists: Mapping[str, CodeList]
    identity_documents: Mapping[str, IdentityDocument]
    languages: Mapping[str, Language]
    place_levels: Mapping[str, PlaceLevel]
    partner_kinds: Mapping[str, PartnerKind]
    calendars: Mapping[str, Calendar]
    regimes: Mapping[str, Regime]
    deadlines: Mapping[str, Deadline]
    stages: Mapping[str, Stage]
    transitions: tuple[Transition, ...]
    entry_kinds: Mapping[str, EntryKind]
    exit_kinds: Mapping[str, ExitKind]
    measure_kinds: Mapping[str, MeasureKind]
    missing_protocols: Mapping[str, MissingProtocol]
    search_steps: Mapping[str, SearchStep]
    forms: Mapping[str, tuple[LegalForm, ...]]
    consents: Mapping[str, Consent]
    retention: Mapping[str, RetentionRule]
    disclosure: Mapping[str, DisclosureRule]
    comparability: Mapping[str, Comparability]
    age_bands: Mapping[str, AgeBands]
    obligations: Mapping[str, Obligation]
    clearances: Mapping[str, Clearance]
    clocks: Mapping[str, HouseClock]
    settings_schema: type[Schema] | None
    lineages: tuple[MigrationLineage, ...]
    manager: CountryManager = field(repr=False)
    here: tuple[str, ...] = ()
    house: tuple[HouseRules, ...] = ()
    _holidays: dict[tuple[str, int, tuple[str, ...]], tuple[Holiday, ...]] = field(default_factory=dict, repr=False)

    @property
    def code(self) -> str:
        """The country's code, ``zz``."""
        return self.country.code

    @property
    def translated(self) -> tuple[str, ...]:
        """The languages into which it has translated the whole interface."""
        return tuple(each.code for each in self.languages.values() if each.catalogue)

    def at(self, *places: str, house: tuple[HouseRules, ...] = ()) -> "CountryProfile":
        """See the country from a place, with the holidays and the forms of its state and town, and from a house there.

        :param places: code of the place and of those above it, the lowest first.
        """
        return replace(self, here=places, house=house)

    def form(self, key: str, version: int | None = None, on: date | None = None) -> LegalForm:
        """Find a legal form.

        :param version: exactly this one, for what was filled earlier.
        :param on: otherwise the newest version valid on this day; without a day, the newest of all.
        :raises LookupError: if there is none.
        """
        found = [form for form in self.forms.get(key, ()) if version in (None, form.version) and _is_valid(form, on)]
        if not found:
            raise LookupError(f"Country '{self.code}' has no legal form '{key}' of that version or day.")
        return found[-1]

    def forms_on(self, day: date) -> tuple[LegalForm, ...]:
        """Give the version of every legal form that is valid on a day, seen from a place those that count there."""
        valid = ([each for each in versions if _is_valid(each, day) and self._counts(each)]
                 for versions in self.forms.values())  # fmt: skip
        return tuple(versions[-1] for versions in valid if versions)

    def transition(self, source: str, target: str) -> Transition | None:
        """Find the allowed move between two stages, if there is one."""
        return next((each for each in self.transitions if (each.source, each.target) == (source, target)), None)

    def missing_protocol(self, sex: str, *, minor: bool) -> MissingProtocol | None:
        """Find what is done when somebody is missing."""
        return next((each for each in self.missing_protocols.values() if each.is_for(sex, minor=minor)), None)

    def places(self) -> tuple[Place, ...]:
        """Read every place of the country, parents first; slow, for seeding."""
        return calls.collect(self.manager, "declare_places", Place, attrgetter("code"))

    def partners(self) -> tuple[PartnerSeed, ...]:
        """Read the institutions that the country brings; for seeding."""
        return calls.collect(self.manager, "declare_partners", PartnerSeed, attrgetter("code"))

    def holidays(self, calendar: str, year: int) -> tuple[Holiday, ...]:
        """Give the closed days of a calendar in a year; asked once per process."""
        asked = (calendar, year, self.here)
        known = self._holidays.get(asked)
        if known is None:
            hook = "decide_holidays"
            known = calls.decide_all(self.manager, hook, Holiday, calendar=calendar, year=year, places=self.here)
            self._holidays[asked] = known
        return known

    def _counts(self, form: LegalForm) -> bool:
        return not self.here or not form.places or not set(form.places).isdisjoint(self.here)

    def decide_display_name(self, name: PersonName) -> DisplayName:
        """Join a name for reading and sorting.

        :raises LookupError: if neither the country nor core answers: the profile was built without core's defaults.
        """
        shown = calls.decide(self.manager, "decide_display_name", DisplayName, name=name)
        if shown is None:
            raise LookupError(f"Country '{self.code}' joins no names and was loaded without core's defaults.")
        return shown

    def decide_due_date(self, deadline: Deadline, start: datetime) -> datetime | None:
        """Ask for a term that plain counting would get wrong; ``core.calendar.due`` asks this and counts otherwise."""
        hook = "decide_due_date"
        due = calls.decide(self.manager, hook, datetime, deadline=deadline, start=start)
        if due is not None and due.utcoffset() is None:
            raise WrongAnswer(self.code, "expected an instant with a time zone", hook, self.manager.file_of(hook))
        return due

    def check_admission(self, admission: AdmissionView) -> list[Objection]:
        """Gather objections to an admission."""
        return calls.check(self.manager, "check_admission", admission=admission)

    def check_stage_move(self, move: StageMove) -> list[Objection]:
        """Gather objections to a move between stages."""
        return calls.check(self.manager, "check_stage_move", move=move)

    def check_legal_form(self, form: FormView) -> list[Objection]:
        """Gather objections to the contents of a filled form."""
        return calls.check(self.manager, "check_legal_form", form=form)

    def on_resident_admitted(self, admission: AdmissionView, tasks: TaskBook) -> None:
        """Tell the country of an admission, after the commit."""
        calls.notify(self.manager, "on_resident_admitted", admission=admission, tasks=tasks)


def _is_valid(form: LegalForm, on: date | None) -> bool:
    return on is None or (form.valid_from <= on and (form.valid_until is None or on <= form.valid_until))
