"""Programme stages, ways in and out, and what a country says about a move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from plugins.contract.text import LegalBasis, Text


class Phase(StrEnum):
    """The regional phases to which every local stage maps."""

    STABILISATION = "stabilisation"
    STRENGTHENING = "strengthening"
    REINTEGRATION = "reintegration"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition for leaving a stage.

    :param check: how core answers it: ``days_in_stage``, ``form_signed``, ``no_measure_gap``, or ``attested`` when a
        person ticks it.
    :param value: the parameter of the check: days, or a form's key.
    """

    code: str
    label: Text
    check: str = "attested"
    value: str | int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the country's model programme; a branch may adapt its own version.

    :param position: 1 for the first.
    :param minimum_days: not to be left earlier without a reason; None if the model sets none.
    """

    code: str
    label: Text
    position: int
    phase: Phase
    purpose: Text
    criteria: tuple[Criterion, ...] = ()
    minimum_days: int | None = None
    expected_days: int | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """An allowed move between two stages.

    :param disciplines: roles of the network (``social_worker``, ``psychologist``, ``nurse``, ``lawyer``, ``educator``)
        that must approve, each by another person, before the director.
    :param forms: keys of legal forms that must be signed before.
    """

    source: str
    target: str
    disciplines: tuple[str, ...]
    forms: tuple[str, ...] = ()
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class EntryKind:
    """How a resident came, as the country names it, with its regional referrer code (list ``REFERRER``)."""

    code: str
    label: Text
    referrer: str


@dataclass(frozen=True, slots=True)
class ExitKind:
    """How a stay ends.

    :param canonical: network-wide kind (``family``, ``foster``, ``independent``, ``other_shelter``, ``transfer``,
        ``hospital``, ``repatriation``, ``authority``, ``unauthorised``, ``age_out``, ``death``).
    :param destination: regional destination code (list ``DESTINATION``).
    :param planned: whether it is a planned exit.
    """

    code: str
    label: Text
    canonical: str
    destination: str
    planned: bool


class Severity(StrEnum):
    """A blocking objection stops the act; a warning asks the user to confirm."""

    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why something should not be done.

    :param field: name of the field it is about, or None for the whole.
    """

    code: str
    message: Text
    severity: Severity = Severity.BLOCKING
    field: str | None = None
    basis: LegalBasis | None = None


@dataclass(frozen=True, slots=True)
class AdmissionView:
    """What a country may see of an admission: no name, no document.

    :param admitted_at: the instant she came, in the zone of the house: terms in hours run from it.
    :param youngest_age: completed years by the latest possible birth date, or None if unknown.
    :param nationality: ISO 3166-1 alpha-2 in capitals, or None if not known.
    :param entry_kind: code of the country's :class:`EntryKind`.
    :param basis: code of the measure kind the stay rests on, or None.
    :param languages: codes of the languages she speaks, mother tongue first.
    :param settings: what the house has set by the schema of ``declare_settings_schema``.
    """

    resident_code: str
    admitted_at: datetime
    youngest_age: int | None
    oldest_age: int | None
    sex: str
    nationality: str | None
    entry_kind: str
    basis: str | None
    languages: tuple[str, ...]
    interpreter_needed: bool
    pregnant: bool | None
    with_baby: bool
    baby_of: str | None = None
    reentry: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def admitted_on(self) -> date:
        """The day she came, as the house counts days."""
        return self.admitted_at.date()


@dataclass(frozen=True, slots=True)
class StageMove:
    """What a country may see of a proposed move.

    :param unmet: codes of criteria that are not met.
    :param signed_forms: keys of the legal forms signed in this episode.
    """

    resident_code: str
    source: str
    target: str
    effective_on: date
    days_in_stage: int
    unmet: tuple[str, ...]
    signed_forms: tuple[str, ...]
    reason: str
