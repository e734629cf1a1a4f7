"""Random houses over two or three years, and a stranger who keeps all that they ever release and subtracts.

She shares nothing with the code that hides: her own sums, from what a reader of the published definitions knows, her
own whole-number program. She keeps the versions that were replaced, knows of every count whether a correction changed
it, and knows the rule by which is hidden: whoever gives a share has at least ten of whom it is one.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Catalogue, Key
from core.reporting.disclosure import Release, check, protect
from core.reporting.disclosure.primary import too_small
from core.reporting.periods import POOLED, Period

FIRST = 2023
#: The three years whose two-way table is told.
POOL = Period(FIRST, POOLED)
LISTS = {
    "SEX": ("F", "M"),
    "AGE": ("Y9T14", "Y15T17"),
    "REFERRER": ("COURT", "POLICE", "BRANCH"),
    "DESTINATION": ("FAM_PERM", "FOSTER"),
}
CROSSED = tuple(f"{sex}-{age}" for sex in LISTS["SEX"] for age in LISTS["AGE"])
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
    age: str
    referrer: str
    baby: bool
    place: str | None
    late: bool = False


def catalogue() -> Catalogue:
    """The real definitions, of a few figures and with short lists."""
    whole = catalogues.current()
    kept = {code: whole.indicators[code] for code in COUNTED}
    short = {
        # How old somebody is matters where it is crossed with her sex.
        code: replace(
            each, breakdowns=tuple(by for by in each.breakdowns if by in LISTS and (by != "AGE" or each.crosstab))
        )
        for code, each in kept.items()
    }
    made = replace(whole, indicators=short, codelists={**whole.codelists, **LISTS, "SEX-AGE": CROSSED})
    known = {key for kind in "MQA" for key in made.keys(kind)}
    sums = [each for each in whole.sums
            if {*each.whole, *each.parts, *each.whole_before, *each.parts_before} <= known]  # fmt: skip
    return replace(made, sums=tuple(sums))


CATALOGUE = catalogue()


def house(draw: random.Random, years: int = 2, late: int | None = None) -> list[Girl]:
    """A house of six to ninety girls in two years, more in three; of one or two a record comes late."""
    many = draw.randrange(6, 40) if draw.random() < 0.7 else draw.randrange(40, 90)
    girls = [_girl(draw, draw.randrange(-6, 12 * years)) for _number in range(many * years // 2)]
    number = draw.randrange(3) if late is None else late
    more = [replace(_girl(draw, draw.randrange(0, 8)), late=True) for _number in range(number)]
    return [*girls, *(replace(each, left=min(each.left, 11)) for each in more)]


def _girl(draw: random.Random, came: int) -> Girl:
    return Girl(
        came, draw.choice([99, came + draw.randrange(1, 14)]), draw.choice("FFFM"), draw.choice(LISTS["AGE"]),
        draw.choice(LISTS["REFERRER"]), draw.random() < 0.1, draw.choice([None, *LISTS["DESTINATION"]]),
    )  # fmt: skip


def figures(girls: Iterable[Girl], period: Period) -> dict[Key, int]:
    """Count what the definitions say, in the plainest way."""
    months = {"M": 1, "Q": 3, "A": 12, POOLED: 36}[period.kind]
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
    entries = {"SEX": girl.sex, "AGE": girl.age, "REFERRER": girl.referrer, "DESTINATION": girl.place or ""}
    return entries.get(by, f"{girl.sex}-{girl.age}" if by == "SEX-AGE" else "_T")


def year(number: int) -> list[Period]:
    """A year's periods in the order in which they are signed."""
    return [
        each
        for quarter in Period(number, "A").parts("Q")
        for each in (*quarter.parts("M"), quarter)
    ] + [Period(number, "A")]  # fmt: skip


@dataclass
class Stranger:
    """Somebody with everything that a house ever released.

    A world is what the records said at a time; a document that says something else is one of its own.

    :param house: which one it is, where she keeps those of several.
    """

    house: str = ""
    worlds: list[dict[Period, dict[Key, int]]] = field(default_factory=lambda: [{}])
    documents: list[dict[Period, dict[Key, int]]] = field(default_factory=list)
    told: Told = field(default_factory=dict)

    def receive(self, release: Release, *, document: bool) -> None:
        """Keep what came; the exact counts only say what is one and the same."""
        if document:
            self.documents.append({release.period: dict(release.values)})
        else:
            if release.period in self.worlds[-1]:
                self.worlds.append(dict(self.worlds[-1]))
            self.worlds[-1][release.period] = dict(release.values)
        for cell in protect(release, CATALOGUE):
            name = (f"{self.house}{release.period}", cell.key, release.values[cell.key])
            self.told[name] = self.told.get(name, False) or cell.value is not None

    def looking(self, known: Mapping[Name, bool]) -> dict[Name, "_Part"]:
        """Give what hangs together with each count that she does not know."""
        unknown = {name for name, is_known in known.items() if not is_known}
        return {name: part for part in linked(self.whole_rows(), unknown) for name in part.places}

    def whole_rows(self) -> Iterator[Row]:
        """Every sum of which she has seen all cells; a page shows but some."""
        return (row for row in self._rows() if None not in row[0])

    def _rows(self) -> Iterator[Row]:
        """Every sum she knows: weights that add up to a number, or, where not exact, to no less."""
        for world in (*self._settled(), *self.documents):
            for period in world:
                yield from self._within(world, period)
                yield from self._over_time(world, period)

    def namer(self, world: Mapping[Period, Mapping[Key, int]]):
        """Name the counts of a world."""

        def name(period: Period, key: Key) -> Name | None:
            value = world[period].get(key)
            return None if value is None else (f"{self.house}{period}", key, value)

        return name

    def _settled(self) -> list[dict[Period, dict[Key, int]]]:
        """What stood after each whole year and each whole correction; in between parts of two do not add up."""
        return [world for place, world in enumerate(self.worlds) if place + 1 == len(self.worlds) or place == 0]

    def _within(self, world: dict[Period, dict[Key, int]], period: Period) -> Iterator[Row]:
        values, name = world[period], self.namer(world)
        for by, entries in (("SEX", LISTS["SEX"]), ("AGE", LISTS["AGE"])):
            for entry in entries:
                inner = [
                    name(period, ("RES-003", "SEX-AGE", each, "V")) for each in CROSSED if entry in each.split("-")
                ]
                yield _sum([name(period, ("RES-003", by, entry, "V"))], inner), 0, True
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
        name = self.namer(world)
        parts = period.parts({"Q": "M", "A": "Q", POOLED: "A"}[period.kind]) if period.kind != "M" else []
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


def _sum(whole: list[Name], parts: list[Name]) -> dict[Name, int]:
    row: dict[Name, int] = {}
    for weight, names in ((1, whole), (-1, parts)):
        for each in names:
            row[each] = row.get(each, 0) + weight
    return row


class _Part:
    """Unknown counts that hang together by sums, and what whole-number solutions have shown of each."""

    def __init__(self, unknown: Iterable[Name], rows: Sequence[Row]) -> None:
        self.places = {name: place for place, name in enumerate(unknown)}
        self.asked: set[tuple[int, int]] = set()
        self.low, self.high = numpy.full(len(self.places), 999.0), numpy.full(len(self.places), -1.0)
        cells = [
            (number, self.places[name], weight) for number, row in enumerate(rows) for name, weight in row[0].items()
        ]
        lines, columns, weights = zip(*cells, strict=True) if cells else ((), (), ())
        matrix = csr_array((weights, (lines, columns)), shape=(len(rows), len(self.places)), dtype=float)
        most = [least if exact else numpy.inf for _weights, least, exact in rows]
        self.sums = LinearConstraint(matrix, [least for _weights, least, _exact in rows], most) if rows else ()

    def range_of(self, name: Name, low: int, high: int) -> tuple[int, int]:
        """The least and greatest that a count can be; it need not be looked for below and above two numbers."""
        place = self.places[name]
        for sign, enough in ((1, self.low[place] <= low), (-1, self.high[place] >= high)):
            if not enough and (place, sign) not in self.asked:
                self.asked.add((place, sign))
                self._solve(place, sign)
        return int(self.low[place]), int(self.high[place])

    def _solve(self, place: int, sign: int) -> None:
        aim = numpy.zeros(len(self.places))
        aim[place] = sign
        # Where the extreme of all numbers is whole it is that of the whole ones too: it nearly always is.
        for whole in (0, 1):
            solved = milp(
                aim, integrality=whole, bounds=Bounds(0, 400), constraints=self.sums,
                options={"presolve": not whole},  # with it HiGHS has been seen to stop before the end
            )  # fmt: skip
            assert solved.success, solved.message
            found = numpy.rint(solved.x)
            if abs(found - solved.x).max() < 1e-6:
                break
        self.low, self.high = numpy.minimum(self.low, found), numpy.maximum(self.high, found)


def linked(rows: Iterable[Row], unknown: Set[Name]) -> list[_Part]:
    """Write every sum over unknown counts alone, and divide them into parts that share none."""
    written: dict[tuple[frozenset[tuple[Name, int]], int, bool], Row] = {}
    for weights, number, exact in rows:
        left = {name: weight for name, weight in weights.items() if name in unknown}
        rest = number - sum(weight * name[2] for name, weight in weights.items() if name not in unknown)
        if any(left.values()):
            written[frozenset(left.items()), rest, exact] = (left, rest, exact)
    group = {name: [name] for name in unknown}
    for left, _rest, _exact in written.values():
        together = {id(group[name]): group[name] for name in left}
        joined = [name for each in together.values() for name in each]
        group |= dict.fromkeys(joined, joined)
    own: dict[int, list[Row]] = {}
    for row in written.values():
        own.setdefault(id(group[next(iter(row[0]))]), []).append(row)
    return [_Part(names, own.get(number, [])) for number, names in {id(each): each for each in group.values()}.items()]


@dataclass
class Outcome:
    """What became of a network: protected counts that were worked out, and how much was looked at.

    :param narrow: protected counts that lie close together; most of them follow from what the office is owed.
    """

    found: list[str] = field(default_factory=list)
    blocked: int = 0
    protected: int = 0
    released: int = 0
    hidden: int = 0
    narrow: int = 0
    houses: int = 0
    documents: int = 0


def attack(seed: int, houses: int | None = None) -> Outcome:
    """Let a network of three or four houses release two years, one of them corrected, and set the stranger on it."""
    draw, outcome = random.Random(seed), Outcome()
    for number in range(houses or draw.choice((3, 4))):
        sent = [each for turn in releases(draw, house(draw), outcome) for each in turn]
        _set_on(sent, f"{seed}/{number}", outcome)
    return outcome


@dataclass(frozen=True)
class Sent:
    """What left a house.

    :param version: of the period's figures; 0 where a page with some of them was printed.
    """

    release: Release
    version: int = 0

    @property
    def document(self) -> bool:
        """Whether a page was printed, rather than all of a period's figures signed."""
        return not self.version


#: Hidden cells of a version of a period's figures that are in sums with what other houses hide.
Given = dict[tuple[Period, int], set[Key]]


def releases(
    draw: random.Random, girls: list[Girl], outcome: Outcome, years: int = 2, given: Given | None = None
) -> Iterator[list[Sent]]:
    """Let a house release its years, the first of them corrected, and, of three, what they come to together.

    :param given: what is in sums by the time; it may grow between two turns.
    :returns: what leaves at a time, the same number of times for every house.
    """
    given = {} if given is None else given
    known = [each for each in girls if not each.late]
    every = [period for number in range(years) for period in year(FIRST + number)]
    half = len(year(FIRST)) + 6
    plan = [[(period, known)] for period in every[:half]]
    # A correction leaves as a whole, or not at all.
    plan.append([(period, girls) for period in year(FIRST)] if len(known) < len(girls) else [])
    plan += [[(period, girls)] for period in every[half:]]
    pages = sorted(draw.randrange(len(every)) for _number in range(draw.randrange(4)))
    sent: list[Sent] = []
    for turn, batch in enumerate(plan):
        before = len(sent)
        for _page in range(pages.count(turn)):
            shown = every[draw.randrange(min(turn + 1, len(every)))]
            sent += _page_of(draw, shown, girls if turn > half else known, sent, given)
        sent += _signed(batch, sent, given, outcome)
        yield sent[before:]
    told = {each.release.period: each.release.values for each in sent if not each.document}
    if years == len(POOL.parts("A")):
        adds_up = _adds_up(figures(girls, POOL), told)
        yield _signed([(POOL, girls)], sent, given, outcome) if adds_up else []


def _signed(
    batch: list[tuple[Period, list[Girl]]], sent: Sequence[Sent], given: Given, outcome: Outcome
) -> list[Sent]:  # fmt: skip
    made = _checked(batch, sent, given)
    outcome.blocked += bool(batch and not made)
    return made


def _adds_up(pool: Mapping[Key, int], told: Mapping[Period, Mapping[Key, int]]) -> bool:
    """Three years together are what was signed of each, or are not signed."""
    years = [told[each] for each in POOL.parts("A") if each in told]
    there = len(years) == len(POOL.parts("A"))
    return there and all(sum(each[key] for each in years) == value for key, value in pool.items() if key in years[0])


def _page_of(
    draw: random.Random, period: Period, girls: list[Girl], sent: list[Sent], given: Given
) -> list[Sent]:  # fmt: skip
    """Print some figures of a period as it stands now: one that was signed, or the next one that will be."""
    shown = set(draw.sample(COUNTED, 4))
    return [
        Sent(Release(period, {key: value for key, value in made.release.values.items() if key[0] in shown},
                     frozenset(key for key in made.release.hidden if key[0] in shown)))
        for made in _checked([(period, girls)], sent, given)
    ]  # fmt: skip


def _checked(batch: list[tuple[Period, list[Girl]]], sent: Sequence[Sent], given: Given) -> list[Sent]:
    made: list[Sent] = []
    for period, girls in batch:
        earlier = [
            replace(each.release, given=frozenset(given.get((each.release.period, each.version), ())))
            for each in (*sent, *made)
        ]
        checked = check(CATALOGUE, {}, Release(period, figures(girls, period)), earlier)
        if checked.exposed:
            return []
        number = 1 + sum(not each.document and each.release.period == period for each in sent)
        made.append(Sent(checked.release, number))
    return made


def _set_on(sent: Iterable[Sent], label: str, outcome: Outcome) -> None:
    stranger, small = Stranger(), set()
    outcome.houses += 1
    for each in sent:
        release = each.release
        outcome.documents += each.document
        stranger.receive(release, document=each.document)
        outcome.released += len(release.values)
        outcome.hidden += len(release.hidden)
        values = release.values
        small |= {(str(release.period), key, values[key]) for key in too_small(CATALOGUE, values, {}) if values[key]}
    wanted = [name for name in sorted(small) if not stranger.told[name]]
    outcome.protected += len(wanted)
    parts = stranger.looking(stranger.told)
    seen = {name: parts[name].range_of(name, 1, 4) for name in wanted}
    narrow = [name for name, (low, high) in seen.items() if low > 1 or high < 4]
    outcome.narrow += len(narrow)
    # What follows from nothing but the totals that the office is owed cannot be hidden by anybody.
    owed = stranger.looking({name: name[1][0] in OWED for name in stranger.told}) if narrow else {}
    for name in narrow:
        (low, high), (least, most) = (each[name].range_of(name, -1, 999) for each in (parts, owed))
        least = max(1, least)
        if low > least or high < min(least + 3, most):
            outcome.found.append(f"{label} {name} {low} to {high}, owed {least} to {most}")
