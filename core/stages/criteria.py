"""How a stage's criteria stand: some the file answers, the rest somebody attests."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plugins.contract.text import Text


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file knows about an episode when a move is proposed.

    :param signed_forms: keys of legal forms signed in the episode.
    :param gap: whether a night is uncovered now.
    :param attested: codes of the criteria that the proposer says are met.
    """

    stage_since: date
    on: date
    signed_forms: Collection[str] = ()
    gap: bool = False
    attested: Collection[str] = ()

    @property
    def days_in_stage(self) -> int:
        """Days in the stage, both ends counted."""
        return (self.on - self.stage_since).days + 1


@dataclass(frozen=True, slots=True)
class Standing:
    """One criterion and whether it is met; ``known`` tells whether the file itself answered.

    :param must: no reason makes up for it.
    """

    code: str
    label: Text
    met: bool
    known: bool
    must: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """All criteria of a stage as they stand."""

    standings: tuple[Standing, ...] = field(default=())

    @property
    def unmet(self) -> tuple[str, ...]:
        """Codes of the criteria that are not met."""
        return tuple(each.code for each in self.standings if not each.met)

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of those that are not met and for which no reason makes up."""
        return tuple(each.code for each in self.standings if each.must and not each.met)

    def as_data(self) -> list[dict[str, Any]]:
        """Write it as the step keeps it."""
        return [
            {"code": each.code, "label": dict(each.label.versions), "met": each.met, "known": each.known}
            for each in self.standings
        ]


def check(criteria: list[dict[str, Any]], facts: Facts) -> Checklist:
    """Answer each criterion from the facts."""
    return Checklist(tuple(_standing(each, facts) for each in criteria))


def _standing(criterion: Mapping[str, Any], facts: Facts) -> Standing:
    answer = _answer(criterion, facts)
    met = criterion["code"] in facts.attested if answer is None else answer
    return Standing(criterion["code"], Text(tuple(criterion["label"].items())), met, answer is not None)


def _answer(criterion: Mapping[str, Any], facts: Facts) -> bool | None:
    """None where only a person can say."""
    match criterion["check"]:
        case "days_in_stage":
            return facts.days_in_stage >= int(criterion["value"])
        case "form_signed":
            return criterion["value"] in facts.signed_forms
        case "no_measure_gap":
            return not facts.gap
        case _:
            return None
