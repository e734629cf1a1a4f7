"""The regional indicators, declared as data with a version; a figure is only comparable under the same one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from plugins.contract.text import Text

TOTAL = "_T"
#: Components of an indicator: a value, or a numerator and a denominator, divided only after pooling.
VALUE, NUMERATOR, DENOMINATOR = "V", "N", "D"
#: Breakdowns whose parts do not add up to a total: several answers of one person, and cohorts that lie in each other.
OVERLAPPING = ("EXPLOITATION", "WINDOW")
#: Breakdowns that come without a total of their own.
WITHOUT_TOTAL = (*OVERLAPPING, "STAY")

#: Indicator, breakdown, entry, component: what names one cell.
Key = tuple[str, str, str, str]


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
    :param nested: whether the numerator counts a part of what the denominator counts.
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
    nested: bool = True

    @property
    def only_broken_down(self) -> bool:
        """Whether it has no total of its own: bins, and several answers of one person."""
        return self.type == "binned" or bool(set(self.breakdowns) & set(OVERLAPPING))


@dataclass(frozen=True, slots=True)
class Sum:
    """Some cells together are as many as some others.

    :param rest: whether the whole holds more, which nobody counts apart.
    """

    whole: tuple[Key, ...]
    parts: tuple[Key, ...]
    rest: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every indicator of one version, in the order in which people read them.

    :param labels: words for each list and each of its entries.
    :param sums: what adds up from one indicator to another, beside totals and their parts.
    """

    id: str
    version: str
    codelists: Mapping[str, tuple[str, ...]]
    indicators: Mapping[str, Indicator]
    labels: Mapping[str, Mapping[str, Text]]
    sums: tuple["Sum", ...] = ()

    @property
    def label(self) -> str:
        """Identifier and version in one."""
        return f"{self.id} {self.version}"

    def due(self, kind: str) -> list[Indicator]:
        """List the indicators that belong to a kind of period."""
        return [each for each in self.indicators.values() if kind in each.frequency]

    def keys(self, kind: str) -> list[Key]:
        """List every cell that a complete submission of a kind of period has."""
        return [key for indicator in self.due(kind) for key in _keys(self, indicator, kind)]

    def list_label(self, code: str) -> Text:
        """Name a code list."""
        return self.labels[code]["_list"]


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
    labels = {
        code: {entry: Text.of(**words) for entry, words in data["labels"][code].items()} for code in data["codelists"]
    }
    for code, entries in lists.items():
        for entry in entries:
            labels[code][entry]
    sums = tuple(_sum(each, lists) for each in data.get("sums", ()))
    return Catalogue(data["id"], data["version"], lists, indicators, labels, sums)


def _keys(catalogue: Catalogue, indicator: Indicator, kind: str) -> Iterator[Key]:
    parts = (NUMERATOR, DENOMINATOR) if indicator.denominator else (VALUE,)
    if indicator.windows:
        yield from ((indicator.id, "WINDOW", code, part) for code in indicator.windows for part in parts)
        return
    if not indicator.only_broken_down:
        yield from ((indicator.id, TOTAL, TOTAL, part) for part in parts)
    elif indicator.denominator:
        yield (indicator.id, TOTAL, TOTAL, DENOMINATOR)
    if kind == "A":
        for each in indicator.breakdowns:
            yield from ((indicator.id, each, code, parts[0]) for code in catalogue.codelists[each])


def _sum(declared: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Sum:
    whole, parts = (
        tuple(key for written in declared[side] for key in _written(written, lists)) for side in ("whole", "parts")
    )
    return Sum(whole, parts, declared.get("rest", False))


def _written(written: str, lists: Mapping[str, tuple[str, ...]]) -> Iterator[Key]:
    """Read ``R02``, ``AFC-001.D`` or ``RES-003/REFERRER/BRANCH``; ``*`` stands for every entry of a list."""
    place, _, component = written.partition(".")
    indicator, breakdown, code = [*place.split("/"), TOTAL, TOTAL][:3]
    for entry in lists[breakdown] if code == "*" else (code,):
        yield indicator, breakdown, entry, component or VALUE


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
