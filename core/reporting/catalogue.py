"""The regional indicators, declared as data with a version; a figure is only comparable under the same one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from plugins.contract.text import Text


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of disclosure control: counts from 1 up to below the threshold are hidden."""

    code: str
    threshold: int
    minimum_denominator: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator.

    :param type: ``count``, ``ratio``, ``rate`` or ``binned``.
    :param numerator: name of a population; a ratio travels as numerator and denominator and is divided at the end.
    :param windows: for cohorts, days after which each member is looked at, by code.
    :param house: a total that travels exact but confidential, so that the regional office can check flows.
    """

    id: str
    name: Text
    definition: Text | None
    type: str
    rule: Rule
    period_rule: str
    numerator: str
    denominator: str | None = None
    breakdowns: tuple[str, ...] = ()
    windows: Mapping[str, int] = field(default_factory=dict)
    frequency: tuple[str, ...] = ("M", "Q", "A")
    per: int = 100
    house: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every indicator of one version, in the order in which people read them."""

    id: str
    version: str
    codelists: Mapping[str, tuple[str, ...]]
    indicators: Mapping[str, Indicator]

    @property
    def label(self) -> str:
        """Identifier and version in one."""
        return f"{self.id} {self.version}"


@cache
def current() -> Catalogue:
    """Give the catalogue of this release."""
    text = files("core.reporting").joinpath("data/catalogue.yaml").read_text(encoding="utf-8")
    return read(yaml.load(text, Loader=yaml.CSafeLoader))


def read(data: Mapping[str, Any]) -> Catalogue:
    """Build a catalogue from its data.

    :raises KeyError: if an indicator names a rule or a list that is not there.
    """
    rules = {code: Rule(code, **limits) for code, limits in data["rules"].items()}
    lists = {code: tuple(entries) for code, entries in data["codelists"].items()}
    indicators = {each["id"]: _indicator(each, data, rules) for each in data["indicators"]}
    for indicator in indicators.values():
        for breakdown in indicator.breakdowns:
            lists[breakdown]
    return Catalogue(data["id"], data["version"], lists, indicators)


def _indicator(declared: Mapping[str, Any], data: Mapping[str, Any], rules: Mapping[str, Rule]) -> Indicator:
    definition = data["definitions"].get(declared["id"])
    known = {key: value for key, value in declared.items() if key not in ("rule", "breakdowns", "frequency")}
    return Indicator(
        **known,
        name=Text.of(**data["names"][declared["id"]]),
        definition=Text.of(**definition) if definition else None,
        rule=rules[declared["rule"]],
        breakdowns=tuple(declared.get("breakdowns", ())),
        frequency=tuple(declared.get("frequency", ("M", "Q", "A"))),
    )
