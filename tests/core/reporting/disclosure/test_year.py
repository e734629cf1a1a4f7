"""A year of submissions, month by month, against somebody who keeps every one of them and subtracts.

The attacker is written here a second time, from what a reader of the published definitions knows, and shares nothing
with the code that hides: her own sums, her own linear program, no knowledge of which hidden cell was a small one.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy
import pytest
from scipy.optimize import linprog

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.disclosure import Release, check, protect
from core.reporting.disclosure.primary import too_small
from core.reporting.periods import Period

CATALOGUE = catalogues.current()
YEAR = 2025
Name = tuple[str, Key]
MONTHS = [Period(YEAR, "M", number) for number in range(1, 13)]
SEXES, BANDS, REFERRERS = (
    "FFFFFFFM",
    ("Y9T14", "Y15T17", "Y15T17", "Y0T8"),
    ("COURT", "COURT", "POLICE", "NGO", "BRANCH"),
)
PLACES = ("FAM_PERM", "FAM_PERM", "FOSTER", "INDEP")
FLOWS = ("RES-003", "R03", "R04", "R05", "R06", "R07")


@dataclass(frozen=True)
class Girl:
    """Somebody's one stay: months count from 0 in January, negative before the year, 99 for not yet."""

    came: int
    left: int
    sex: str
    band: str
    referrer: str
    baby: bool
    lasting: str | None


def house(seed: int) -> list[Girl]:
    draw = random.Random(seed)
    return [
        Girl(
            came=(came := draw.randrange(-8, 12)),
            left=draw.choice([99, min(came + draw.randrange(1, 14), 99)]),
            sex=draw.choice(SEXES),
            band=draw.choice(BANDS),
            referrer=draw.choice(REFERRERS),
            baby=draw.random() < 0.1,
            lasting=draw.choice([None, *PLACES]),
        )
        for _number in range(draw.randrange(6, 50))
    ]


def figures(girls: list[Girl], period: Period) -> dict[Key, int]:
    """Count what the definitions say, in the plainest way."""
    months = {"M": 1, "Q": 3, "A": 12}[period.kind]
    first, last = (period.number - 1) * months, period.number * months - 1
    inside = [each for each in girls if each.came <= last < each.left]
    at_start = [each for each in girls if each.came < first <= each.left and not each.baby]
    came = [each for each in girls if first <= each.came <= last]
    left = [each for each in girls if first <= each.left <= last]
    served = [each for each in girls if each.came <= last and each.left >= first]
    grown = lambda those: [each for each in those if not each.baby]  # noqa: E731
    found: dict[Key, int] = dict.fromkeys(CATALOGUE.keys(period.kind), 0)

    def put(indicator: str, those: list[Girl], component: str = "V") -> None:
        for key in found:
            if (key[0], key[3]) == (indicator, component):
                found[key] = sum(key[1] == "_T" or entry(each, key[1]) == key[2] for each in those)

    for code, those in {"RES-001": inside, "RES-002": served, "RES-003": came, "RES-011": left}.items():
        put(code, those)
    put("R01", at_start)
    put("R02", grown(inside))
    put("R08", [each for each in inside if each.baby])
    put("R03", [each for each in grown(came) if each.referrer != "BRANCH"])
    put("R05", [each for each in grown(came) if each.referrer == "BRANCH"])
    put("R07", grown(left))
    put("AFC-001", left, "D")
    put("AFC-001", [each for each in left if each.lasting], "N")
    return found


def entry(girl: Girl, breakdown: str) -> str:
    stay = (girl.left - girl.came) * 30
    bins = ("D0T29", "D30T89", "D90T179", "D180T364", "D365T729")
    place = next((code for limit, code in zip((30, 90, 180, 365, 730), bins, strict=True) if stay < limit), "D_GE730")
    return {"SEX": girl.sex, "AGE": girl.band, "REFERRER": girl.referrer, "STAY": place,
            "DESTINATION": girl.lasting or ""}[breakdown]  # fmt: skip


@dataclass
class Collector:
    """Somebody with every submission of a house: what was open, and which cells were hidden."""

    open: dict[Name, int] = field(default_factory=dict)
    hidden: list[Name] = field(default_factory=list)

    def receive(self, release: Release) -> None:
        for cell in protect(release, CATALOGUE):
            name = (str(release.period), cell.key)
            if cell.value is None:
                self.hidden.append(name)
            else:
                self.open[name] = cell.value

    def sums(self) -> Iterator[tuple[dict[Name, int], bool]]:
        """Every sum she knows, as weights that add up to nothing, or to nothing less than that."""
        cells = {*self.open, *self.hidden}
        for period, key in cells:
            indicator, breakdown, _code, component = key
            if (breakdown, component) == ("_T", "V"):
                for by in CATALOGUE.indicators[indicator].breakdowns:
                    parts = [(period, (indicator, by, each, "V")) for each in CATALOGUE.codelists[by]]
                    if by != "STAY" and all(part in cells for part in parts):
                        yield {(period, key): 1, **dict.fromkeys(parts, -1)}, True
            if component == "N" and indicator == "AFC-001":
                yield {(period, (indicator, "_T", "_T", "D")): 1, (period, key): -1}, False
            if (indicator, breakdown) == ("RES-001", "_T"):
                adults, babies = ((period, (code, "_T", "_T", "V")) for code in ("R02", "R08"))
                yield {(period, key): 1, adults: -1, babies: -1}, True
        for quarter in range(1, 5):
            yield from self.over_time(
                f"{YEAR}Q{quarter}", [str(each) for each in MONTHS[quarter * 3 - 3 : quarter * 3]]
            )
        yield from self.over_time(str(YEAR), [f"{YEAR}Q{quarter}" for quarter in range(1, 5)])

    def over_time(self, whole: str, parts: list[str]) -> Iterator[tuple[dict[Name, int], bool]]:
        for period, key in {*self.open, *self.hidden}:
            others = [(part, key) for part in parts]
            if period == whole and all(each in self.open or each in self.hidden for each in others):
                if key[0] in FLOWS:
                    yield {(period, key): 1, **dict.fromkeys(others, -1)}, True
                if key[0] in ("RES-001", "R02", "R08"):
                    yield {(period, key): 1, others[-1]: -1}, True

    def ranges(self, wanted: set[Name]) -> dict[Name, tuple[float, float]]:
        """Work out between what each of some hidden cells lies."""
        place = {name: number for number, name in enumerate(self.hidden)}
        rows: dict[bool, list[tuple[numpy.ndarray, int]]] = {True: [], False: []}
        for weights, exact in self.sums():
            row, rest = numpy.zeros(len(place)), 0
            for name, weight in weights.items():
                if name in place:
                    row[place[name]] = weight
                else:
                    rest -= weight * self.open[name]
            if row.any():
                rows[exact].append((row, rest))
        return {name: (self.end(place[name], 1, rows), self.end(place[name], -1, rows)) for name in wanted}

    def end(self, place: int, sign: int, rows: dict[bool, list[tuple[numpy.ndarray, int]]]) -> float:
        aim = numpy.zeros(len(self.hidden))
        aim[place] = sign
        equal, more = (
            [[row for row, _rest in rows[exact]], [rest for _row, rest in rows[exact]]] for exact in (True, False)
        )
        solved = linprog(
            aim, A_eq=equal[0] or None, b_eq=equal[1] or None, bounds=(0, 500), method="highs",
            A_ub=[-row for row in more[0]] or None, b_ub=[-rest for rest in more[1]] or None,
        )  # fmt: skip
        assert solved.status == 0, solved.message
        return round(float(solved.x[place]), 6)


@pytest.mark.parametrize("seed", range(6))
def test_nobody_works_out_a_small_count_from_a_years_submissions(seed: int) -> None:
    girls = house(seed)
    sent: list[Release] = []
    collector = Collector()
    small: set[Name] = set()
    periods = [
        each
        for quarter in range(4)
        for each in (*MONTHS[quarter * 3 : quarter * 3 + 3], Period(YEAR, "Q", quarter + 1))
    ]
    for period in [*periods, Period(YEAR, "A")]:
        values = figures(girls, period)
        checked = check(CATALOGUE, {}, Release(period, values), sent)
        assert checked.exposed == ()
        sent.append(checked.release)
        collector.receive(checked.release)
        small |= {(str(period), key) for key in too_small(CATALOGUE, values, {})}
    # All children in residence are the residents and the babies, both of which the office is owed.
    inevitable = {(period, key) for period, key in small if key[:2] == ("RES-001", "_T")}
    for name, (low, high) in collector.ranges(small - inevitable).items():
        assert low <= 1, name
        assert high >= 4 or high >= whole(name, sent), name


def whole(name: Name, sent: list[Release]) -> float:
    """The total that is owed, above which no part can be: children in residence."""
    period, key = name
    values = next(each.values for each in sent if str(each.period) == period)
    if key[0] == "RES-001":
        return values["R02", "_T", "_T", "V"] + values["R08", "_T", "_T", "V"]
    return float("inf")


def test_most_of_a_years_figures_still_leave() -> None:
    counted: Counter[bool] = Counter()
    for seed in range(3):
        girls = house(seed)
        values = figures(girls, Period(YEAR, "A"))
        release = check(CATALOGUE, {}, Release(Period(YEAR, "A"), values)).release
        counted.update(key in release.hidden for key in values)
    assert counted[False] > counted[True]
