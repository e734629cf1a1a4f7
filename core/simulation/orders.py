"""The legal basis of every night: provisional bases that lapse, orders, renewals that come late, revocations."""

from dataclasses import dataclass

from core.simulation.days import DAY, HOUR
from core.simulation.dice import at
from core.simulation.scene import Scene
from core.simulation.stays import Stay
from plugins.contract.legal import MeasureKind, Validity

#: Share of renewals that come late, and of those who are here today whose order has lapsed.
_LATE, _LAPSED = 0.12, 0.04


@dataclass(slots=True)
class Cover:
    """One measure: from an instant to an instant, or to none; cut short where it was revoked."""

    kind: MeasureKind
    start: int
    end: int | None
    validity: str
    revoked: int | None = None

    @property
    def covers_until(self) -> int | None:
        """When it stopped to cover."""
        return self.revoked if self.revoked is not None else self.end


def write_orders(scene: Scene, stay: Stay) -> None:
    """Write every measure of a stay, naming the baby where the court thought of it."""
    covers = _covers(scene, stay)
    baby = stay.baby
    named = baby is not None and stay.basis != "without_baby" and scene.dice.random() < 0.75
    previous = None
    for cover in covers:
        persons = [stay.person.id, baby.person.id] if named and baby else [stay.person.id]
        previous = _write(scene, stay, cover, persons, previous)
    if baby is not None and not named:
        _orders_of_baby(scene, baby)
    if stay.end is None and _covered_until(covers) <= scene.days.now:
        _explain(scene, stay)


def _covers(scene: Scene, stay: Stay) -> list[Cover]:
    if stay.basis:
        return _wanted(scene, stay)
    found: list[Cover] = []
    start = stay.start
    if scene.rules.bases and scene.dice.random() < 0.65:
        found.append(_provisional(scene, stay.start))
        start = _order_comes(scene, found[0])
    while scene.rules.orders and start < stay.over:
        order = _order(scene, start)
        found.append(order)
        if order.covers_until is None or order.covers_until >= stay.over:
            break
        start = order.covers_until + (_gap(scene) if scene.dice.random() < _LATE else 0)
    _end_with_stay(scene, stay, found[-1] if found else None)
    if found and stay.end is None and scene.dice.random() < _LAPSED:
        _lapse(scene, found[-1])
    return found


def _lapse(scene: Scene, last: Cover) -> None:
    """Let the present order have ended some days ago, as if nobody had asked for the next one in time."""
    end = scene.days.now - int((0.2 + scene.dice.random() * 6) * DAY)
    if not last.kind.provisional and end > last.start + DAY and last.revoked is None:
        last.end, last.validity = end, Validity.FIXED.value


def _wanted(scene: Scene, stay: Stay) -> list[Cover]:
    """Let the stay stand today as the demonstration asks."""
    now, kind, base = scene.days.now, scene.rules.orders[0], scene.rules.bases[0]
    fixed = Validity.FIXED.value
    match stay.basis:
        case "provisional":
            return [Cover(base, stay.start, stay.start + _limit(base), fixed)]
        case "lapsing":
            return [Cover(kind, stay.start, now + 5 * DAY + 3 * HOUR, fixed)]
        case "lapsed":
            return [Cover(kind, stay.start, now - 3 * DAY, fixed)]
        case _:
            first = Cover(base, stay.start, stay.start + _limit(base), fixed)
            return [first, Cover(kind, min(stay.start + 30 * HOUR, now), now + 120 * DAY, fixed)]


def _provisional(scene: Scene, start: int) -> Cover:
    kind = at(scene.rules.bases, scene.dice.random())
    return Cover(kind, start, start + _limit(kind), Validity.FIXED.value)


def _limit(kind: MeasureKind) -> int:
    return (kind.limit_hours or 0) * HOUR


def _order_comes(scene: Scene, basis: Cover) -> int:
    """Tell when the order arrives: mostly within the limit of the provisional basis, sometimes days after it."""
    limit = (basis.end or basis.start) - basis.start
    if scene.dice.random() < 0.82:
        return basis.start + int(limit * (0.2 + 0.75 * scene.dice.random()))
    return basis.start + limit + _gap(scene)


def _gap(scene: Scene) -> int:
    return 4 * HOUR + int(scene.dice.random() * 5 * DAY)


def _order(scene: Scene, start: int) -> Cover:
    dice = scene.dice.random
    kind = at(scene.rules.orders, dice())
    validities = [each.value for each in kind.validities]
    validity = Validity.FIXED.value if Validity.FIXED in kind.validities and dice() < 0.75 else at(validities, dice())
    # An order ends with its last day.
    days = scene.days
    last = days.of(start) + 60 + int(dice() * 120)
    end = days.starts[min(last, len(days.starts) - 1)] if validity == Validity.FIXED.value else None
    revoked = start + int((20 + dice() * 35) * DAY) if dice() < 0.03 else None
    return Cover(kind, start, end, validity, revoked if revoked is not None and revoked < days.now else None)


def _end_with_stay(scene: Scene, stay: Stay, last: Cover | None) -> None:
    if last is None or stay.end is None or last.kind.provisional or last.start >= stay.end:
        return
    if last.end is None or (last.end > stay.end and scene.dice.random() < 0.4):
        last.revoked = stay.end if last.revoked is None else min(last.revoked, stay.end)


def _covered_until(covers: list[Cover]) -> int:
    if any(cover.covers_until is None for cover in covers):
        return 2**62
    return max((cover.covers_until or 0 for cover in covers), default=0)


def _orders_of_baby(scene: Scene, baby: Stay) -> None:
    """A baby whom no order names sleeps without basis until one does."""
    start = baby.start + int((2 + scene.dice.random() * 18) * DAY)
    if baby.basis == "none" or start >= baby.over or not scene.rules.orders:
        return
    cover = _order(scene, start)
    _end_with_stay(scene, baby, cover)
    _write(scene, baby, cover, [baby.person.id], None)


def _write(scene: Scene, stay: Stay, cover: Cover, persons: list[int], previous: int | None) -> int:
    rows, new, days = scene.tables.rows, scene.tables.new, scene.days
    key, kind = new["measure"](), cover.kind
    writer = stay.owner if kind.provisional else stay.team.get("lawyer", stay.owner)
    authority, name = _authority(scene, kind)
    day = days.of(cover.start)
    number = f"{int(scene.dice.random() * 1000):05}-{days.date_of(day).year}-{key % 100_000:05}"
    review = days.iso[min(day + (kind.reminder_days or 90), len(days.iso) - 1)] if cover.end is None else None
    replaces = previous if not kind.provisional else None
    rows["measure"].append((
        key, scene.ground.id, kind.code, int(kind.provisional), int(kind.covers_stay), authority, name,
        None if kind.provisional else scene.seals["measure", "file_number"](key, number), days.iso[day],
        cover.validity, cover.start, cover.end, review, cover.revoked, replaces, "", "", writer.id, writer.name,
        cover.start, 1,
    ))  # fmt: skip
    until = cover.covers_until
    rows["measure_person"] += [
        (new["measure_person"](), scene.ground.id, key, person, cover.start, until, int(kind.covers_stay))
        for person in persons
    ]
    return key


def _authority(scene: Scene, kind: MeasureKind) -> tuple[int | None, str]:
    if kind.provisional or not scene.rules.authorities:
        return None, ""
    return at(scene.rules.authorities, scene.dice.random())


def _explain(scene: Scene, stay: Stay) -> None:
    if scene.dice.random() < 0.5 or "lawyer" not in stay.team:
        return
    key, lawyer = scene.tables.new["gap_note"](), stay.team["lawyer"]
    text = scene.seals["gap_note", "text"](key, scene.word("gap_note"))
    scene.tables.rows["gap_note"].append(
        (key, scene.ground.id, stay.person.id, "lawyer", text, lawyer.name, scene.days.now - 2 * HOUR)
    )
