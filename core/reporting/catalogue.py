"""The regional indicators, declared as data with a version; a figure is only comparable under the same one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

from core.reporting import meaning
from core.reporting.meaning import Meaning
from core.reporting.periods import POOLED
from core.reporting.twoway import LIST, crossed, crossed_labels
from plugins.contract.text import Text

TOTAL, WINDOW = "_T", "WINDOW"
#: Components of an indicator: a value, or a numerator and a denominator, divided only after pooling; of a mean how many
#: were measured (its denominator), the sum, and the sum of squares.
VALUE, NUMERATOR, DENOMINATOR, SUM, SQUARES = "V", "N", "D", "S", "Q"
#: Breakdowns whose parts do not add up to a total: several answers of one person, and cohorts that lie in each other.
OVERLAPPING = ("EXPLOITATION", "MEANS", "SERVICE", "MOTHERHOOD", WINDOW)
#: Breakdowns that come without a total of their own.
WITHOUT_TOTAL = (*OVERLAPPING, "STAY", "RESULT", "DELAY")

#: Indicator, breakdown, entry, component: what names one cell.
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of disclosure control: counts from 1 up to below the threshold are hidden.

    :param parts: whether how a figure divides may leave the branch; if not, only the region's sums are read.
    """

    code: str
    threshold: int
    minimum_denominator: int
    parts: bool = True


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator.

    :param type: ``count``, ``ratio``, ``rate``, ``binned`` or ``mean``.
    :param numerator: name of a population; a ratio travels as numerator and denominator and is divided at the end.
    :param windows: for cohorts, days after which each member is looked at, by code.
    :param house: a total that travels exact but confidential, so that the regional office can check flows.
    :param nested: whether the numerator counts a part of what the denominator counts.
    :param both: whether the denominator is broken down like the numerator.
    :param only: of a list by which it is broken down, the entries that can occur; of other lists all can.
    :param crosstab: pairs of its breakdowns that are crossed in a two-way table, which is pooled over three years.
    """

    id: str
    meaning: Meaning
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
    both: bool = False
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    crosstab: tuple[tuple[str, str], ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """Its two-way tables, by the name that they have as a list."""
        return tuple(map(crossed, self.crosstab))

    @property
    def crossed(self) -> tuple[str, ...]:
        """The lists that stand at the margins of its two-way tables."""
        return tuple(dict.fromkeys(each for pair in self.crosstab for each in pair))

    def divided_by(self, kind: str) -> tuple[str, ...]:
        """List what it is broken down by in a kind of period: a year one way, three years two ways and their margins.

        With thirty children a year nearly every smaller cell would have to be hidden.
        """
        return {"A": self.breakdowns, POOLED: (*self.crossed, *self.tables)}.get(kind, ())

    @property
    def name(self) -> Text:
        """What people call it."""
        return self.meaning.name

    @property
    def definition(self) -> Text:
        """What it counts, and among whom."""
        return self.meaning.definition

    @property
    def components(self) -> tuple[str, ...]:
        """What its total travels as."""
        if self.type == "mean":
            return DENOMINATOR, SUM, SQUARES
        return (NUMERATOR, DENOMINATOR) if self.denominator else (VALUE,)

    @property
    def parts(self) -> tuple[str, ...]:
        """What each entry of a breakdown travels as."""
        return self.components if self.both else self.components[:1]

    @property
    def only_broken_down(self) -> bool:
        """Whether it has no total of its own: bins, and several answers of one person."""
        return self.type == "binned" or bool(set(self.breakdowns) & set(OVERLAPPING))


@dataclass(frozen=True)
class Sum:
    """Some cells together are as many as some others.

    :param rest: whether the whole holds more, which nobody counts apart.
    :param whole_before: cells of the period before that stand with the whole; ``parts_before`` with the parts.
    """

    whole: tuple[Key, ...]
    parts: tuple[Key, ...]
    rest: bool
    whole_before: tuple[Key, ...] = ()
    parts_before: tuple[Key, ...] = ()

    @cached_property
    def cells(self) -> frozenset[Key]:
        """Everything of the period itself that stands in it."""
        return frozenset((*self.whole, *self.parts))

    @cached_property
    def cells_before(self) -> frozenset[Key]:
        """Everything of the period before that stands in it."""
        return frozenset((*self.whole_before, *self.parts_before))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every indicator of one version, in the order in which people read them.

    :param labels: words for each list and each of its entries.
    :param units: words for each unit of measure.
    :param sums: what adds up from one indicator to another, beside totals and their parts.
    :param waiting: indicators whose records this release does not keep; nobody counts them yet.
    """

    id: str
    version: str
    codelists: Mapping[str, tuple[str, ...]]
    indicators: Mapping[str, Indicator]
    labels: Mapping[str, Mapping[str, Text]]
    sums: tuple["Sum", ...] = ()
    waiting: Mapping[str, Indicator] = field(default_factory=dict)
    units: Mapping[str, Text] = field(default_factory=dict)

    @property
    def everything(self) -> Mapping[str, Indicator]:
        """Every indicator of the region, counted here or not yet."""
        return {**self.waiting, **self.indicators}

    @property
    def handed_on(self) -> Mapping[str, Indicator]:
        """Every indicator counted here that the office may hand on: all but the totals of the house."""
        return {code: each for code, each in self.indicators.items() if not each.house}

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

    def entries(self, indicator: Indicator, name: str) -> tuple[str, ...]:
        """List the entries of a list that an indicator has: one that cannot occur would be told as nobody."""
        entries = self.codelists[name]
        occur = indicator.only.get(name, entries)
        return tuple(code for code in entries if code in occur)

    def list_label(self, code: str) -> Text:
        """Name a code list."""
        return self.labels[code][LIST]


@cache
def current() -> Catalogue:
    """Give the catalogue of this release."""
    told = declared()
    return read(told["figures"], told["handbook"])


@cache
def declared() -> Mapping[str, Any]:
    """Give all that the catalogue of this release is read from: the figures, and each of them in words."""
    return {"figures": data("catalogue"), "handbook": data("handbook")}


def read(data: Mapping[str, Any], handbook: Mapping[str, Any]) -> Catalogue:
    """Build a catalogue from its data.

    :param handbook: each indicator in words.
    :raises KeyError: if an indicator names a rule, a list or a unit that is not there, or is not in the handbook.
    """
    rules = {code: Rule(code, **limits) for code, limits in data["rules"].items()}
    lists = {code: tuple(entries) for code, entries in data["codelists"].items()}
    units = {code: Text.of(**words) for code, words in data["units"].items()}
    known: tuple[dict[str, Indicator], dict[str, Indicator]] = ({}, {})
    for each in data["indicators"]:
        indicator = _indicator(each, handbook, rules)
        known[each.get("waiting", False)][indicator.id] = indicator
        for breakdown in indicator.breakdowns:
            lists[breakdown]
        for component in indicator.components:
            units[indicator.meaning.unit_of(component)]
        units[indicator.meaning.unit]
    sums = tuple(_sum(each, lists) for each in data.get("sums", ()))
    labels = _labels(data["labels"], lists)
    for pair in dict.fromkeys(pair for each in known[0].values() for pair in each.crosstab):
        name = crossed(pair)
        labels[name] = crossed_labels(labels, pair)
        lists[name] = tuple(code for code in labels[name] if code != LIST)
    return Catalogue(data["id"], data["version"], lists, known[0], labels, sums, known[1], units)


def data(name: str) -> Any:
    """Read one of the files that this room declares things in."""
    text = files("core.reporting").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _labels(told: Mapping[str, Any], lists: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Text]]:
    return {
        code: {entry: Text.of(**told[code][entry]) for entry in (LIST, *entries)} for code, entries in lists.items()
    }


def _keys(catalogue: Catalogue, indicator: Indicator, kind: str) -> Iterator[Key]:
    if indicator.windows:
        yield from ((indicator.id, WINDOW, code, each) for code in indicator.windows for each in indicator.components)
        return
    if not indicator.only_broken_down:
        yield from ((indicator.id, TOTAL, TOTAL, each) for each in indicator.components)
    elif indicator.denominator and not indicator.both:
        yield (indicator.id, TOTAL, TOTAL, DENOMINATOR)
    for name in indicator.divided_by(kind):
        codes = catalogue.entries(indicator, name)
        yield from ((indicator.id, name, code, each) for code in codes for each in indicator.parts)


def _sum(declared: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Sum:
    whole, parts, whole_before, parts_before = (
        tuple(key for written in declared.get(side, ()) for key in _written(written, lists))
        for side in ("whole", "parts", "whole_before", "parts_before")
    )
    return Sum(whole, parts, declared.get("rest", False), whole_before, parts_before)


def _written(written: str, lists: Mapping[str, tuple[str, ...]]) -> Iterator[Key]:
    """Read ``R02``, ``AFC-001.D`` or ``RES-003/REFERRER/BRANCH``; ``*`` stands for every entry of a list."""
    place, _, component = written.partition(".")
    indicator, breakdown, code = [*place.split("/"), TOTAL, TOTAL][:3]
    for entry in lists[breakdown] if code == "*" else (code,):
        yield indicator, breakdown, entry, component or VALUE


def _indicator(declared: Mapping[str, Any], handbook: Mapping[str, Any], rules: Mapping[str, Rule]) -> Indicator:
    told = ("rule", "breakdowns", "frequency", "crosstab", "waiting")
    crosstab = tuple((one, other) for one, other in declared.get("crosstab", ()))
    known = {key: value for key, value in declared.items() if key not in told}
    return Indicator(
        **known,
        meaning=meaning.read(handbook[declared["id"]]),
        rule=rules[declared["rule"]],
        breakdowns=tuple(declared.get("breakdowns", ())),
        frequency=(*declared.get("frequency", ("M", "Q", "A")), *([POOLED] if crosstab else [])),
        crosstab=crosstab,
    )
