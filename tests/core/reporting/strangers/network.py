"""A network of random houses over three years with all that leaves it, and two strangers who keep what they get.

The one stands where the office stands: she has every package and document of every house, the table of three years, and
each sum that was read with masks. The other has what was told outside: all that the public and donors were told, first
and as corrections (:mod:`outside`). Both solve by sums and a program of their own (:mod:`stranger`).
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from unittest.mock import patch

from houses import House, Told
from outside import Outside
from stranger import CATALOGUE, FIRST, OWED, POOL, Name, Row, Stranger, house, linked, releases

from core.hq.outside.control import Act
from core.hq.outside.dominance import Between
from core.hq.sums.histories import History, batches
from core.hq.sums.kept import tells_each
from core.hq.sums.safe import Summed
from core.hq.sums.safe import withheld as thrown
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.disclosure.primary import too_small
from core.reporting.periods import Period
from core.reporting.twoway import is_two_way

YEARS = 3
#: Below this nobody outside is told a count of persons, nor may she work it out.
FEWEST = 10
#: How likely a period is read after each turn once it is there.
_SOON = 0.2
#: Until here periods are signed before the first year is corrected.
_CORRECTED = Period(FIRST + 1, "Q", 2)


def attack(seed: int, number_of_houses: int | None = None, years: int = YEARS) -> Told:
    """Let a network release three years, read sums, tell the public and donors, and set both strangers on it.

    :param years: fewer, for a first look; then there is no table of three.
    """
    draw, outcome = random.Random(seed), Told()
    with patch.object(catalogues, "current", lambda: CATALOGUE):
        houses = [House(f"{number}") for number in range(number_of_houses or draw.choice((3, 4)))]
        sums = _sums(draw, houses, years, outcome)
        outside = Outside(draw, houses, sums, outcome)
        outside.tell(years)
    _inside(houses, sums, f"{seed}", outcome)
    _from_outside(houses, outside.acts, f"{seed}", outcome)
    return outcome


def _sums(draw: random.Random, houses: Sequence[House], years: int, outcome: Told) -> dict[Summed, int]:
    """Let houses release their figures and the office read what at least three hide together, at once or later."""
    read: dict[Summed, int] = {}
    whole = [Period(FIRST + number, "A") for number in range(years)]
    waiting = [*(draw.choice(each.parts("Q")) for each in whole), *whole, POOL]
    again = [each for each in waiting if each.year == FIRST and each != POOL and draw.random() < 0.5]
    turns = [
        releases(draw, house(draw, years, late=1 if draw.random() < 0.2 else 0), outcome, years, each.given)
        for each in houses
    ]
    for turn in zip(*turns, strict=True):
        for each, sent in zip(houses, turn, strict=True):
            each.take(sent)
        if any(each.version > 1 for sent in turn for each in sent):
            waiting += again
        ready = [each for each in waiting if all(each in one.last for one in houses) and draw.random() < _SOON]
        for period in ready:
            waiting.remove(period)
            _read(houses, period, read, outcome)
    for period in waiting:
        _read(houses, period, read, outcome)
    outcome.sums = len(read)
    return read


def _read(houses: Sequence[House], period: Period, read: dict[Summed, int], outcome: Told) -> None:
    """Let the office read a round, and throw away what it may not keep."""
    if not all(period in each.last for each in houses):
        return
    number, found = 1 + max((each.number for each in read), default=0), {}
    for key in CATALOGUE.keys(period.kind):
        hiding = [each for each in houses if each.last[period][key] is None]
        if len(hiding) >= 3:
            versions = tuple(each.version(period) for each in hiding)
            summed = Summed(period, number, key, tuple(each.code for each in hiding), versions)
            found[summed] = sum(each.exact[period][key] for each in hiding)
            for each, version in zip(hiding, versions, strict=True):
                each.given.setdefault((period, version), set()).add(key)
    small = {each: value for each, value in found.items() if is_two_way(each.key[1]) and 0 < value < _limit(each)}
    new = {each: value for each, value in found.items()
           if each not in small and not tells_each(value, len(each.branches), _limit(each))}  # fmt: skip
    histories = {each.code: History(batches(each.versions)) for each in houses}
    gone = thrown(CATALOGUE, histories, read, new, small) if new else frozenset()
    outcome.thrown += len(found) - len(new) + len(gone)
    read |= {each: value for each, value in new.items() if each not in gone}


def _limit(each: Summed) -> int:
    return CATALOGUE.indicators[each.key[0]].rule.threshold


def _inside(houses: Sequence[House], sums: Mapping[Summed, int], label: str, outcome: Told) -> None:
    """Let her work out what houses hide, or what the region does, from all of their packages and the sums."""
    known: dict[Name, bool] = {}
    rows: list[Row] = []
    strangers = {each.code: Stranger(f"{each.code}/") for each in houses}
    small: set[Name] = set()
    for each in houses:
        her = strangers[each.code]
        outcome.houses += 1
        for sent in each.sent:
            release = sent.release
            her.receive(release, document=sent.document)
            outcome.documents += sent.document
            outcome.released += len(release.values)
            outcome.hidden += len(release.hidden)
            few = too_small(CATALOGUE, release.values, {})
            small |= {(f"{each.code}/{release.period}", key, release.values[key]) for key in few if release.values[key]}
        known |= her.told
        rows += her.whole_rows()
    for each, value in sums.items():
        parts = [(f"{code}/{each.period}", each.key, _exact(houses, code, each)) for code in each.branches]
        rows.append((dict.fromkeys(parts, 1), value, True))
    small |= _of_the_region(houses, known, rows)
    wanted = [name for name in sorted(small) if not known[name]]
    outcome.protected += len(wanted)
    parts = _parts(rows, known)
    narrow = {name: seen for name in wanted if _is_narrow(seen := parts[name].range_of(name, 1, 4))}
    outcome.narrow += len(narrow)
    owed = _parts(rows[:0] + _own(strangers), {name: name[1][0] in OWED for name in known}) if narrow else {}
    for name in narrow:
        (low, high), (least, most) = (each[name].range_of(name, -1, 999) for each in (parts, owed))
        least = max(1, least)
        if low > least or high < min(least + 3, most):
            outcome.found.append(f"{label} {name} {low} to {high}, owed {least} to {most}")


def _own(strangers: Mapping[str, Stranger]) -> list[Row]:
    return [row for each in strangers.values() for row in each.whole_rows()]


def _exact(houses: Sequence[House], code: str, each: Summed) -> int:
    known = next(one for one in houses if one.code == code)
    version = each.versions[each.branches.index(code)]
    return (known.then if version == 1 else known.exact)[each.period][each.key]


def _of_the_region(houses: Sequence[House], known: dict[Name, bool], rows: list[Row]) -> set[Name]:
    """Say what the cells of the region's table are made of; its small ones nobody may work out either."""
    found: set[Name] = set()
    if not all(POOL in each.exact for each in houses):
        return found
    for key in CATALOGUE.keys(POOL.kind):
        if is_two_way(key[1]):
            parts = [(f"{each.code}/{POOL}", key, each.exact[POOL][key]) for each in houses]
            name: Name = ("region", key, sum(value for _period, _key, value in parts))
            known[name] = False
            rows.append(({**dict.fromkeys(parts, 1), name: -1}, 0, True))
            found |= {name} if 0 < name[2] < CATALOGUE.indicators[key[0]].rule.threshold else set()
    return found


def _from_outside(houses: Sequence[House], acts: Sequence[tuple[Act, bool]], label: str, outcome: Told) -> None:
    """Let her work out small counts who has nothing but what was told outside."""
    strangers = {each.code: Stranger(f"{each.code}/") for each in houses}
    exact: dict[str, dict[bool, Mapping[Period, Mapping[Key, int]]]] = {}
    told_of = {period for act, _old in acts for period in act.cells}
    for each in houses:
        her = strangers[each.code]
        then, now = ({period: values for period, values in one.items() if period in told_of}
                     for one in (each.then, each.exact))  # fmt: skip
        # What was signed before the correction: figures of later periods do not add up with it.
        her.worlds = [{period: values for period, values in then.items() if period.last < _CORRECTED.first}, now]
        exact[each.code] = {True: then, False: now}
    rows = [row for each in strangers.values() for row in each.whole_rows()]
    known = {name: False for row in rows for name in row[0]}
    parts_told: dict[tuple[Name, ...], list[Between]] = {}
    for act, old in acts:
        for telling, between in act.told.items():
            parts = tuple(sorted(
                (f"{code}/{telling.period}", telling.key, exact[code][old][telling.period][telling.key])
                for code in telling.branches
            ))  # fmt: skip
            parts_told.setdefault(parts, []).append(between)
    for parts, found in parts_told.items():
        known |= dict.fromkeys(parts, False)
        for between in found:
            rows += [(dict.fromkeys(parts, 1), between.low, False), (dict.fromkeys(parts, -1), -between.high, False)]
    wanted = list(_small_ones(parts_told, known))
    outcome.outside += len(wanted)
    solved = _parts(rows, known)
    for name in wanted:
        low, high = solved[name].range_of(name, 1, 4)
        if _is_narrow((low, high)):
            outcome.found.append(f"{label} outside {name} {low} to {high}")


def _small_ones(told: Mapping[tuple[Name, ...], object], known: Mapping[Name, bool]) -> Iterator[Name]:
    """Name the small counts of persons of houses that stand in something that was told."""
    for name in sorted(known):
        rule = CATALOGUE.indicators[name[1][0]].rule
        if rule.threshold and 0 < name[2] < FEWEST:
            yield name


def _is_narrow(seen: tuple[int, int]) -> bool:
    return seen[0] > 1 or seen[1] < 4


def _parts(rows: Iterable[Row], known: Mapping[Name, bool]):
    unknown = {name for name, is_known in known.items() if not is_known}
    return {name: part for part in linked(rows, unknown) for name in part.places}
