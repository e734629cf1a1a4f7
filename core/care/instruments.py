"""Instruments as dated data: their ranges, how they are scored, and on which side of a cut-off a score lies.

A score is no diagnosis. Wording of questions is not part of it, so the platform runs without any content pack.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from plugins.contract.text import Text


@dataclass(frozen=True, slots=True)
class Items:
    """The answers of an instrument whose licence allows single answers to be kept.

    :param missing_allowed: so many may be missing; the score then is the mean of the others times their number.
    :param alert_item: an answer above 0 to this question asks for a safety talk the same day; 0 for none.
    """

    count: int
    values: tuple[int, ...]
    missing_allowed: int
    alert_item: int = 0


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A published screening cut-off: trouble lies at it and ``above``, or at it and ``below``."""

    at: int
    side: str
    grade: str
    source: str

    def is_reached(self, score: int) -> bool:
        """Tell whether a score lies on the side of trouble."""
        return score >= self.at if self.side == "above" else score <= self.at


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """By how many points two scores must differ to be a change that chance does not explain.

    :param deviation: standard deviation of scores, and ``reliability`` of the instrument, from which the points follow.
    """

    points: int
    deviation: float
    reliability: float
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument of one version of the data.

    :param measures: what it is about: ``wellbeing``, ``trauma``, ``depression`` …
    :param factor: the score is the raw sum times this.
    :param ages: the youngest and the oldest, in completed years, whom it is for; None for no limit.
    :param bands: lowest scores of the published bands, mildest first.
    """

    code: str
    version: str
    since: date
    name: Text
    measures: str
    score: tuple[int, int]
    better: str
    licence: Text
    licence_grade: str
    items: Items | None = None
    raw: tuple[int, int] | None = None
    factor: int = 1
    cutoff: Cutoff | None = None
    bands: tuple[int, ...] = ()
    reliable_change: ReliableChange | None = None
    ages: tuple[int | None, int | None] = (None, None)

    def add_up(self, answers: Sequence[int | None]) -> int | None:
        """Add answers up to the raw sum; None if too many are missing to tell."""
        if self.items is None or len(answers) != self.items.count:
            return None
        given = [each for each in answers if each is not None]
        if not given or len(answers) - len(given) > self.items.missing_allowed:
            return None
        return (2 * sum(given) * len(answers) + len(given)) // (2 * len(given))

    def too_young(self, years: int | None) -> bool:
        """Tell whether somebody of so many years at the most is younger than the ages it is for."""
        return years is not None and self.ages[0] is not None and years < self.ages[0]

    def too_old(self, years: int | None) -> bool:
        """Tell whether somebody of so many years at the least is older than the ages it was checked for."""
        return years is not None and self.ages[1] is not None and years > self.ages[1]

    def alerts(self, answers: Sequence[int | None]) -> bool:
        """Tell whether an answer asks for a safety talk today."""
        place = self.items.alert_item if self.items else 0
        return bool(place and len(answers) >= place and answers[place - 1])


@cache
def all_instruments() -> Mapping[str, Instrument]:
    """Give the instruments of this release, by code."""
    text = files("core.care").joinpath("data/instruments.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    return {each["code"]: _read(each, str(data["version"]), data["since"]) for each in data["instruments"]}


def find(code: str) -> Instrument | None:
    """Find an instrument by its code."""
    return all_instruments().get(code)


def _read(declared: Mapping[str, Any], version: str, since: date) -> Instrument:
    known = {key: value for key, value in declared.items() if key not in _BUILT}
    items = declared.get("items")
    return Instrument(
        **known,
        version=version,
        since=since,
        name=Text.of(**declared["name"]),
        licence=Text.of(**declared["licence"]),
        score=tuple(declared["score"]),
        raw=tuple(declared["raw"]) if "raw" in declared else None,
        bands=tuple(declared.get("bands", ())),
        ages=tuple(declared.get("ages", (None, None))),
        items=Items(**{**items, "values": tuple(items["values"])}) if items else None,
        cutoff=Cutoff(**declared["cutoff"]) if "cutoff" in declared else None,
        reliable_change=ReliableChange(**declared["reliable_change"]) if "reliable_change" in declared else None,
    )


_BUILT = {"name", "licence", "score", "raw", "bands", "ages", "items", "cutoff", "reliable_change"}
