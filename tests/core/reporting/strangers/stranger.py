"""Random networks of houses over two years, and a stranger who keeps all that they ever release and subtracts.

She shares nothing with the code that hides: her own sums, from what a reader of the published definitions knows, her
own whole-number program. She keeps the versions that were replaced, knows of every count whether a correction changed
it, and knows the rule by which is hidden: whoever gives a share has at least ten of whom it is one.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Catalogue, Key
from core.reporting.disclosure import Release, check, protect
from core.reporting.disclosure.primary import too_small
from core.reporting.periods import Period

FIRST, SECOND = 2024, 2025
LISTS = {
    "SEX": ("F", "M"),
    "REFERRER": ("COURT", "POLICE", "BRANCH"),
    "DESTINATION": ("FAM_PERM", "FOSTER"),
}
COUNTED = ("RES-001", "RES-002", "RES-003", "AFC-001", "R02", "R03", "R05", "R07", "R08")
OWED = ("R02", "R03", "R05", "R07", "R08")
FLOWS = ("RES-003", "R03", "R05", "R07")
#: A month, a figure, its count: a correction makes another one of it only if the count is another.
Name = tuple[str, Key, int]
Told = dict[Name, bool]
Row = tuple[dict[Name, int], int, bool]


@dataclass(frozen=True)
class Girl:
    """Somebody's one stay in months from the first January; ``late`` of whom it was written down a year too late."""

    came: int
    left: int
    sex: str
    referrer: str
    baby: bool
    place: str | None
    late: bool = False


def catalogue() -> Catalogue:
    """The real definitions, of a few figures and with short lists."""
    whole = catalogues.current()
    kept = {code: whole.indicators[code] for code in COUNTED}
    short = {
        code: replace(each, breakdowns=tuple(by for by in each.breakdowns if by in LISTS))
        for code, each in kept.items()
    }
    made = replace(whole, indicators=short, codelists={**whole.codelists, **LISTS})
    known = {key for kind in "MQA" for key in made.keys(kind)}
    sums = [each for each in whole.sums
            if {*each.whole, *each.parts, *each.whole_before, *each.parts_before} <= known]  # fmt: skip
    return replace(made, sums=tuple(sums))


CATALOGUE = catalogue()


def house(draw: random.Random) -> list[Girl]:
    """A house of six to forty girls in two years; of one or two a record comes late."""
    girls = [_girl(draw, draw.randrange(-6, 24)) for _number in range(draw.randrange(6, 40))]
    late = [replace(_girl(draw, draw.randrange(0, 8)), late=True) for _number in range(draw.randrange(3))]
    return [*girls, *(replace(each, left=min(each.left, 11)) for each in late)]


def _girl(draw: random.Random, came: int) -> Girl:
    return Girl(
        came, draw.choice([99, came + draw.randrange(1, 14)]), draw.choice("FFFM"),
        draw.choice(LISTS["REFERRER"]), draw.random() < 0.1, draw.choice([None, *LISTS["DESTINATION"]]),
    )  # fmt: skip


def figures(girls: Iterable[Girl], period: Period) -> dict[Key, int]:
    """Count what the definitions say, in the plainest way."""
    months = {"M": 1, "Q": 3, "A": 12}[period.kind]
    first = (period.year - FIRST) * 12 + (period.number - 1) * months
    last = first + months - 1
    inside = [each for each in girls if each.came <= last < each.left]
    came = [each for each in girls if first <= each.came <= last]
    left = [each for each in girls if first <= each.left <= last]
    grown = [each for each in came if not each.baby]
    whom = {
        ("RES-001", "V"): inside,
        ("RES-002", "V"): [each for each in girls if each.came <= last and each.left >= first],
        ("RES-003", "V"): came,
        ("AFC-001", "D"): left,
        ("AFC-001", "N"): [each for each in left if each.place],
        ("R02", "V"): [each for each in inside if not each.baby],
        ("R03", "V"): [each for each in grown if each.referrer != "BRANCH"],
        ("R05", "V"): [each for each in grown if each.referrer == "BRANCH"],
        ("R07", "V"): [each for each in left if not each.baby],
        ("R08", "V"): [each for each in inside if each.baby],
    }
    return {key: sum(_entry(each, key[1]) in ("_T", key[2]) for each in whom[key[0], key[3]])
            for key in CATALOGUE.keys(period.kind)}  # fmt: skip


def _entry(girl: Girl, by: str) -> str:
    return {"SEX": girl.sex, "REFERRER": girl.referrer, "DESTINATION": girl.place or ""}.get(by, "_T")


def year(number: int) -> list[Period]:
    """A year's periods in the order in which they are signed."""
    return [
        each
        for quarter in Period(number, "A").parts("Q")
        for each in (*quarter.parts("M"), quarter)
    ] + [Period(number, "A")]  # fmt: skip


@dataclass
class Stranger:
    """Somebody with everything that a house ever released; a world is what the records said at a time."""

    worlds: list[dict[Period, dict[Key, int]]] = field(default_factory=lambda: [{}])
    told: Told = field(default_factory=dict)

    def receive(self, release: Release) -> None:
        """Keep what came; the exact counts only say what is one and the same."""
        if release.period in self.worlds[-1]:
            self.worlds.append(dict(self.worlds[-1]))
        self.worlds[-1][release.period] = dict(release.values)
        for cell in protect(release, CATALOGUE):
            name = (str(release.period), cell.key, release.values[cell.key])
            self.told[name] = self.told.get(name, False) or cell.value is not None

    def ranges(
        self, wanted: Iterable[Name], known: Mapping[Name, bool], *, exactly: bool = False
    ) -> dict[Name, tuple[int, int]]:
        """Work out between what each of some counts lies, as far as 1 and 4 or to its very ends."""
        unknown = [name for name, is_known in known.items() if not is_known]
        rows = _linked(list(self._rows()), {name: place for place, name in enumerate(unknown)})
        return {name: rows.range_of(name, *((-1, 999) if exactly else (1, 4))) for name in wanted}

    def _rows(self) -> Iterator[Row]:
        """Every sum she knows: weights that add up to a number, or, where not exact, to no less."""
        for world in self._settled():
            for period in world:
                yield from self._within(world, period)
                yield from self._over_time(world, period)

    def _settled(self) -> list[dict[Period, dict[Key, int]]]:
        """What stood after each whole year and each whole correction; in between parts of two do not add up."""
        return [world for place, world in enumerate(self.worlds) if place + 1 == len(self.worlds) or place == 0]

    def _within(self, world: dict[Period, dict[Key, int]], period: Period) -> Iterator[Row]:
        values, name = world[period], _namer(world)
        for key in values:
            if key[1] == "_T" and key[3] == "V":
                for by in CATALOGUE.indicators[key[0]].breakdowns:
                    parts = [name(period, (key[0], by, code, "V")) for code in LISTS[by]]
                    if None not in parts:
                        yield _sum([name(period, key)], parts), 0, True
            if key[0] == "AFC-001" and key[3] == "N":
                yield _sum([name(period, ("AFC-001", "_T", "_T", "D"))], [name(period, key)]), 0, False
        own = {code: name(period, (code, "_T", "_T", "V")) for code in COUNTED}
        yield _sum([own["RES-001"]], [own["R02"], own["R08"]]), 0, True
        yield _sum([own["RES-003"]], [own["R03"], own["R05"]]), 0, False
        by_branch = name(period, ("RES-003", "REFERRER", "BRANCH", "V"))
        if by_branch is not None:
            yield _sum([by_branch], [own["R05"]]), 0, False
        whole, share = (name(period, ("AFC-001", "_T", "_T", part)) for part in "DN")
        if whole is not None and self.told.get(share) and not self.told[whole] and share[2]:
            yield {whole: 1}, 10, False

    def _over_time(self, world: dict[Period, dict[Key, int]], period: Period) -> Iterator[Row]:
        name = _namer(world)
        parts = {"M": [], "Q": period.parts("M"), "A": period.parts("Q")}[period.kind]
        before = period.previous()
        for key in world[period] if parts and all(each in world for each in parts) else ():
            inner = [name(each, key) for each in parts]
            if key[0] in FLOWS and None not in inner:
                yield _sum([name(period, key)], inner), 0, True
            if key[0] in ("RES-001", "R02", "R08") and inner[-1] is not None:
                yield _sum([name(period, key)], [inner[-1]]), 0, True
        for by, code in [("_T", "_T"), *(("SEX", each) for each in LISTS["SEX"])]:
            now, came, served = (name(period, (each, by, code, "V")) for each in ("RES-001", "RES-003", "RES-002"))
            then = name(before, ("RES-001", by, code, "V")) if before in world else None
            if now and came and then:
                yield _sum([then, came], [now]), 0, False
            if served and now:
                yield _sum([served], [now]), 0, False
            if served and then and came:
                yield _sum([served], [then]), 0, False
                yield _sum([then, came], [served]), 0, False


def _namer(world: Mapping[Period, Mapping[Key, int]]):
    def name(period: Period, key: Key) -> Name | None:
        value = world[period].get(key)
        return None if value is None else (str(period), key, value)

    return name


def _sum(whole: list[Name], parts: list[Name]) -> dict[Name, int]:
    row: dict[Name, int] = {}
    for weight, names in ((1, whole), (-1, parts)):
        for each in names:
            row[each] = row.get(each, 0) + weight
    return row


@dataclass
class _Rows:
    """Sums over unknown counts, and what whole-number solutions have shown of each."""

    places: dict[Name, int]
    matrix: numpy.ndarray
    least: numpy.ndarray
    most: numpy.ndarray
    low: numpy.ndarray
    high: numpy.ndarray

    def range_of(self, name: Name, low: int, high: int) -> tuple[int, int]:
        """The least and greatest that a count can be; it need not be looked for below and above two numbers."""
        place = self.places[name]
        if self.low[place] > low:
            self._solve(place, 1, exactly=low < 0)
        if self.high[place] < high:
            self._solve(place, -1, exactly=low < 0)
        return int(self.low[place]), int(self.high[place])

    def _solve(self, place: int, sign: int, *, exactly: bool) -> None:
        aim = numpy.zeros(len(self.places))
        aim[place] = sign
        solved = milp(
            aim, integrality=numpy.ones(len(aim)), bounds=Bounds(0, 400),
            constraints=LinearConstraint(self.matrix, self.least, self.most) if len(self.matrix) else (),
            options={"presolve": not exactly},  # with it HiGHS has been seen to stop before the end
        )  # fmt: skip
        assert solved.success, solved.message
        found = numpy.rint(solved.x)
        self.low, self.high = numpy.minimum(self.low, found), numpy.maximum(self.high, found)


def _linked(rows: list[Row], places: dict[Name, int]) -> _Rows:
    matrix, least, most = [], [], []
    seen = set()
    for weights, number, exact in rows:
        line, rest = numpy.zeros(len(places)), number
        for name, weight in weights.items():
            if name in places:
                line[places[name]] += weight
            else:
                rest -= weight * name[2]
        if line.any() and (mark := (line.tobytes(), rest, exact)) not in seen:
            seen.add(mark)
            matrix.append(line)
            least.append(rest)
            most.append(rest if exact else numpy.inf)
    size = len(places)
    return _Rows(
        places,
        numpy.array(matrix),
        numpy.array(least),
        numpy.array(most),
        numpy.full(size, 999.0),
        numpy.full(size, -1.0),
    )


@dataclass
class Outcome:
    """What became of a network: protected counts that were worked out, and how much was looked at."""

    found: list[str] = field(default_factory=list)
    blocked: int = 0
    protected: int = 0
    released: int = 0
    hidden: int = 0


def attack(seed: int, houses: int | None = None) -> Outcome:
    """Let a network of three or four houses release two years, one of them corrected, and set the stranger on it."""
    draw, outcome = random.Random(seed), Outcome()
    for number in range(houses or draw.choice((3, 4))):
        _one_house(house(draw), f"{seed}/{number}", outcome)
    return outcome


def _one_house(girls: list[Girl], label: str, outcome: Outcome) -> None:
    known = [each for each in girls if not each.late]
    both, half = [*year(FIRST), *year(SECOND)], len(year(FIRST)) + 6
    plan = [[(period, known)] for period in both[:half]]
    if len(known) < len(girls):
        plan.append([(period, girls) for period in year(FIRST)])  # a correction leaves as a whole, or not at all
    plan += [[(period, girls)] for period in both[half:]]
    sent: list[Release] = []
    for batch in plan:
        made = _checked(batch, sent)
        outcome.blocked += not made
        sent += made
    _set_on(sent, label, outcome)


def _checked(batch: list[tuple[Period, list[Girl]]], sent: list[Release]) -> list[Release]:
    made: list[Release] = []
    for period, girls in batch:
        checked = check(CATALOGUE, {}, Release(period, figures(girls, period)), [*sent, *made])
        if checked.exposed:
            return []
        made.append(checked.release)
    return made


def _set_on(sent: list[Release], label: str, outcome: Outcome) -> None:
    stranger, small = Stranger(), set()
    for release in sent:
        stranger.receive(release)
        outcome.released += len(release.values)
        outcome.hidden += len(release.hidden)
        values = release.values
        small |= {(str(release.period), key, values[key]) for key in too_small(CATALOGUE, values, {}) if values[key]}
    wanted = [name for name in sorted(small) if not stranger.told[name]]
    outcome.protected += len(wanted)
    seen = stranger.ranges(wanted, stranger.told)
    narrow = [name for name, (low, high) in seen.items() if low > 1 or high < 4]
    # What follows from nothing but the totals that the office is owed cannot be hidden by anybody.
    owed = stranger.ranges(narrow, {name: name[1][0] in OWED for name in stranger.told}, exactly=True)
    for name, (low, high) in stranger.ranges(narrow, stranger.told, exactly=True).items():
        least = max(1, owed[name][0])
        if low > least or high < min(least + 3, owed[name][1]):
            outcome.found.append(f"{label} {name} {low} to {high}, owed {owed[name]}")
