"""What the populations of stays ought to count, slowly and obviously: one row for each who counts."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.reporting import catalogue as catalogues
from core.reporting.counting.passes import Asked
from core.reporting.periods import Period
from core.testkit.worlds import Meanings, Person, Sent, Stay, World, days

LASTING = {"FAM_PERM", "FOSTER", "INDEP"}
Row = Mapping[str, Any]
Oracle = Callable[[World, Period, int], Iterator[Row]]


def everybody(world: World) -> Iterator[tuple[Person, Stay, dict[str, Any]]]:
    for person in world.people:
        for stay in person.stays:
            if stay.modality == "residential":
                destination = (stay.destination if stay.left_on else None) or "_U"
                broken_down = {"SEX": person.sex, "AGE": band(stay.age), "REFERRER": stay.referrer}
                yield person, stay, {"amount": 1, "DESTINATION": destination, **broken_down}


def band(age: int | None) -> str:
    if age is None:
        return "_U"
    return next(
        (code for top, code in ((8, "Y0T8"), (14, "Y9T14"), (17, "Y15T17"), (20, "Y18T20")) if age <= top), "Y_GE21"
    )


def nights_of(stay: Stay, period: Period) -> list[date]:
    """Days of the period at whose end she was in the house."""
    return [
        each
        for each in days(period.first, period.last)
        if stay.admitted_on <= each and (stay.left_on is None or stay.left_on > each)
    ]


def in_period(each: date | None, period: Period, shift: int = 0) -> bool:
    return each is not None and period.first <= each + timedelta(days=shift) <= period.last


def inside_at_end(world: World, period: Period, _window: int) -> Iterator[Row]:
    for person, stay, row in everybody(world):
        if period.last in nights_of(stay, period):
            yield row | {"AGE": band(None if person.birth_year is None else period.year - person.birth_year)}


def residents_at_start(world: World, period: Period, _window: int) -> Iterator[Row]:
    eve = period.first - timedelta(days=1)
    for person, stay, row in everybody(world):
        if person.kind == "resident" and stay.admitted_on <= eve and (stay.left_on is None or stay.left_on > eve):
            yield row


def _at_end(kind: str) -> Oracle:
    def oracle(world: World, period: Period, window: int) -> Iterator[Row]:
        only = World(tuple(person if person.kind == kind else Person() for person in world.people))
        yield from inside_at_end(only, period, window)

    return oracle


def served(world: World, period: Period, _window: int) -> Iterator[Row]:
    for person in world.people:
        rows = [row for who, stay, row in everybody(World((person,))) if nights_of(stay, period)]
        yield from rows[-1:]


def nights(kinds: set[str]) -> Oracle:
    def oracle(world: World, period: Period, _window: int) -> Iterator[Row]:
        for person, stay, _row in everybody(world):
            if person.kind in kinds:
                yield {"amount": len(nights_of(stay, period))}

    return oracle


def nights_without_basis(world: World, period: Period, _window: int) -> Iterator[Row]:
    """24:00 as the end of the day: an order through the day covers it, one from the next day on does not."""
    for person, stay, _row in everybody(world):
        for each in nights_of(stay, period):
            end = datetime.combine(each, time(23, 59, 59), ZoneInfo(world.zone))
            if not any(
                cover.covers_stay and cover.start <= end and (cover.end is None or end <= cover.end)
                for cover in person.covers
            ):
                yield {"amount": 1}


def admitted(world: World, period: Period, _window: int) -> Iterator[Row]:
    return (row for _person, stay, row in everybody(world) if in_period(stay.admitted_on, period))


def regional(stay: Stay, meanings: Meanings) -> set[str]:
    return {meaning for each in stay.purposes for *entry, meaning in meanings if tuple(entry) == each}


def purposes(world: World, period: Period, _window: int) -> Iterator[Row]:
    return _marked(world, period, "EXPLOITATION", world.purposes)


def means(world: World, period: Period, _window: int) -> Iterator[Row]:
    return _marked(world, period, "MEANS", world.means)


def _marked(world: World, period: Period, name: str, meanings: Meanings) -> Iterator[Row]:
    for _person, stay, _row in everybody(world):
        if in_period(stay.admitted_on, period):
            yield from ({"amount": 1, name: code} for code in regional(stay, meanings))


def fields_filled(world: World, period: Period, _window: int) -> Iterator[Row]:
    for person, stay, _row in everybody(world):
        if period.last in nights_of(stay, period):
            known = (
                person.sex != "_U",
                person.birth_year,
                stay.referrer != "_U",
                person.nationality,
                regional(stay, world.purposes),
            )
            yield {"amount": sum(bool(each) for each in known)}


def admitted_with_purpose(world: World, period: Period, _window: int) -> Iterator[Row]:
    return _admitted_with(world, period, world.purposes)


def admitted_with_means(world: World, period: Period, _window: int) -> Iterator[Row]:
    return _admitted_with(world, period, world.means)


def _admitted_with(world: World, period: Period, meanings: Meanings) -> Iterator[Row]:
    for _person, stay, row in everybody(world):
        if in_period(stay.admitted_on, period) and regional(stay, meanings):
            yield row


def leavers(world: World, period: Period) -> Iterator[tuple[Person, Stay, Row]]:
    for person, stay, row in everybody(world):
        if in_period(stay.left_on, period):
            length = (stay.left_on - stay.admitted_on).days  # type: ignore[operator]
            tops = ((29, "D0T29"), (89, "D30T89"), (179, "D90T179"), (364, "D180T364"), (729, "D365T729"))
            yield person, stay, row | {"STAY": next((code for top, code in tops if length <= top), "D_GE730")}


def _leaving(condition: Callable[[Person, Stay], bool]) -> Oracle:
    return lambda world, period, _window: (
        row for person, stay, row in leavers(world, period) if condition(person, stay)
    )


def _coming(condition: Callable[[Person, Stay], bool]) -> Oracle:
    return lambda world, period, _window: (
        row for person, stay, row in everybody(world) if in_period(stay.admitted_on, period) and condition(person, stay)
    )


def lasting(stay: Stay) -> bool:
    return bool(stay.left_on and stay.planned and stay.destination in LASTING)


def members(world: World, period: Period, window: int) -> Iterator[tuple[Person, Stay, Row]]:
    """A baby left with its mother, and is no member of its own."""
    for person, stay, row in everybody(world):
        if person.kind == "resident" and lasting(stay) and in_period(stay.left_on, period, window):
            yield person, stay, row


def exit_cohort(world: World, period: Period, window: int) -> Iterator[Row]:
    return (row for _person, _stay, row in members(world, period, window))


def returned(world: World, period: Period, window: int) -> Iterator[Row]:
    for person, stay, row in members(world, period, window):
        gaps = [(other.admitted_on - stay.left_on).days for _p, other, _r in everybody(World((person,)))]  # type: ignore[operator]
        if any(14 <= gap <= window for gap in [*gaps, *stay.elsewhere]):
            yield row


def pairs(world: World, period: Period) -> Iterator[tuple[Stay, Stay]]:
    far = date.max
    for baby in world.people:
        if baby.mother is None:
            continue
        mother = world.people[baby.mother]
        for hers in (stay for stay in mother.stays if stay.modality == "residential"):
            for its in (stay for stay in baby.stays if stay.modality == "residential"):
                end = min(hers.left_on or far, its.left_on or far)
                if max(hers.admitted_on, its.admitted_on) <= end and in_period(None if end == far else end, period):
                    yield hers, its


def pairs_left(world: World, period: Period, _window: int) -> Iterator[Row]:
    return ({"amount": 1} for _pair in pairs(world, period))


def pairs_left_together(world: World, period: Period, _window: int) -> Iterator[Row]:
    safe = LASTING | {"OTHER_RES"}
    for hers, its in pairs(world, period):
        if hers.left_on == its.left_on and all(each.planned and each.destination in safe for each in (hers, its)):
            yield {"amount": 1}


def places_on(world: World, day: date) -> int:
    """None on a day on which the house is not open, or no licence holds."""
    if day < world.opened_on or (world.closed_on is not None and day >= world.closed_on):
        return 0
    valid = [each for each in world.licensed if each.from_on <= day and (each.until_on is None or day < each.until_on)]
    return sum(each.places for each in valid)


def licensed_places(world: World, period: Period, _window: int) -> Iterator[Row]:
    yield {"amount": places_on(world, period.last)}


def place_days(world: World, period: Period, _window: int) -> Iterator[Row]:
    return ({"amount": places_on(world, each)} for each in days(period.first, period.last))


def made(world: World, period: Period) -> Iterator[Sent]:
    for each in world.referrals:
        gone = each.direction == "out" and each.state not in ("requested", "undone")
        if gone and in_period(each.requested_on, period, 7):
            yield each


def referrals_made(world: World, period: Period, _window: int) -> Iterator[Row]:
    return ({"amount": 1} for _each in made(world, period))


def referrals_accepted(world: World, period: Period, _window: int) -> Iterator[Row]:
    for each in made(world, period):
        yes = each.state in ("accepted", "served") or each.served_on is not None
        if yes and each.answered_on and (each.answered_on - each.requested_on).days <= 7:
            yield {"amount": 1}


def _resident(person: Person) -> bool:
    return person.kind != "baby"


ORACLES: Mapping[str, Oracle] = {
    "inside_at_end": inside_at_end,
    "served": served,
    "resident_days": nights({"resident", "baby"}),
    "nights_in_places": nights({"resident"}),
    "nights_without_basis": nights_without_basis,
    "residents_at_start": residents_at_start,
    "residents_at_end": _at_end("resident"),
    "babies_at_end": _at_end("baby"),
    "admitted": admitted,
    "purposes": purposes,
    "admitted_with_purpose": admitted_with_purpose,
    "means": means,
    "admitted_with_means": admitted_with_means,
    "fields_filled": fields_filled,
    "left": _leaving(lambda _person, _stay: True),
    "left_unplanned": _leaving(lambda _person, stay: stay.destination == "UNPLANNED"),
    "left_comparable": _leaving(lambda _person, stay: stay.exit not in ("death", "transfer")),
    "left_to_lasting_place": _leaving(lambda _person, stay: stay.exit not in ("death", "transfer") and lasting(stay)),
    "residents_admitted": _coming(lambda person, stay: _resident(person) and stay.referrer != "BRANCH"),
    "residents_readmitted": _coming(
        lambda person, stay: _resident(person) and stay.referrer != "BRANCH" and stay.again
    ),
    "residents_transferred_in": _coming(lambda person, stay: _resident(person) and stay.referrer == "BRANCH"),
    "residents_transferred_out": _leaving(lambda person, stay: _resident(person) and stay.exit == "transfer"),
    "residents_left": _leaving(lambda person, stay: _resident(person) and stay.exit != "transfer"),
    "exit_cohort": exit_cohort,
    "returned": returned,
    "pairs_left": pairs_left,
    "pairs_left_together": pairs_left_together,
    "licensed_places": licensed_places,
    "place_days": place_days,
    "referrals_made": referrals_made,
    "referrals_accepted": referrals_accepted,
}


def told(world: World, period: Period, window: int) -> dict[Asked, int]:
    """Say what has to be counted of each population, of all and under each entry."""
    rows = {name: list(oracle(world, period, window)) for name, oracle in ORACLES.items()}
    expected = {Asked(name, window): sum(row["amount"] for row in rows[name]) for name in ORACLES}
    for name in ORACLES:
        for breakdown in {key for row in rows[name] for key in row} - {"amount"}:
            for code in catalogues.current().codelists[breakdown]:
                under = sum(row["amount"] for row in rows[name] if row[breakdown] == code)
                expected[Asked(name, window, breakdown, code)] = under
    return expected
