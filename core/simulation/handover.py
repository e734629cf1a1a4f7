"""A demonstration's figures: closed and signed after each period, handed over mostly in time, mostly accepted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.hq import service as hq
from core.hq import states, threads
from core.reporting import service as reporting
from core.reporting.leaving import package
from core.reporting.periods import POOLED, Period, containing
from core.simulation.scene import Scene
from plugins.profile import CountryProfile

#: How many months are handed over, counted back from today; of each year also the newest quarter, and with a year of
#: them all years since the house opened, so that reports of a year and of three years have something to tell.
MONTHS = 12
#: An invented period may be unusual; a word on it lets the director sign.
_NOTE = "Datos de demostración."
_QUESTION = "¿Cómo se contó esta cifra? Difiere del mes anterior."
_ASKED = "R09"
#: Days after a period's end on which a house hands over; every house but the first is late once, and once it forgets.
_DAYS, _LATE, _LATE_PLACE, _FORGOTTEN_PLACE = (4, 6, 8), 15, 3, 7
#: Kinds of period of which the office has not accepted the newest yet.
_WAITING = ("M", "Q")
_OFFICE = Actor(None, "Bruno Alvarado", "hq_analyst")


@dataclass(frozen=True, slots=True)
class Handed:
    """A signed package and when it was handed over."""

    period: Period
    branch: str
    envelope: str
    at: datetime


def close_periods(session: Session, country: CountryProfile, scene: Scene, months: int, *, first: bool) -> list[Handed]:
    """Close and sign what has ended, the oldest first.

    :param months: how many.
    :param first: whether it is the network's first house, which is always in time.
    :returns: the packages, for the regional office.
    """
    found = []
    officer, director = (scene.ground.actor(role, country.code) for role in ("me_officer", "director"))
    today = scene.days.last
    due = [*calendar(today, months, first=first), *years(today, scene.days.first, months)]
    for period, days in sorted(due, key=_order):
        at = _moment(period.last + timedelta(days=days), scene.days.zone)
        # The package says when it was signed: put back afterwards, it could not be made again.
        with clock.freeze(at):
            closing = reporting.close(session, officer, country, period, today=today, note=_NOTE)
            if closing.state != "checked":
                continue
            session.flush()  # signing reads the closing anew, its note included
            reporting.sign(session, director, country, closing)
            reporting.mark_sent(session, director, closing)
        found.append(
            Handed(period, scene.ground.code, package.envelope(str(closing.package), str(closing.signature)), at)
        )
    return found


def hand_over(network: Session, handed: Sequence[Handed]) -> None:
    """Let the office take in what was handed over; it has accepted all but the newest month and quarter."""
    came = [each.period for each in handed if each.period.kind in _WAITING]
    newest = {each.kind: each for each in sorted(came, key=lambda each: each.last)}
    for each in handed:
        taken = hq.receive(network, each.envelope, by="node", at=each.at)
        if newest.get(each.period.kind) != each.period:
            mark = threads.accept(network, _OFFICE, each.branch, each.period, taken.version)
            mark.at = min(each.at + timedelta(days=3), clock.now())
    if handed:
        threads.say(network, _OFFICE, handed[-1].branch, newest["M"], states.ASKED, _ASKED, _QUESTION)


def calendar(today: date, months: int, *, first: bool) -> Iterator[tuple[Period, int]]:
    """Tell what is handed over and how many days after its end, in the order in which it leaves."""
    found = []
    for kind, number in (("M", months), ("Q", months // MONTHS)):
        period = containing(today, kind)
        for place in range(number):
            period = period.previous()
            if first or kind != "M" or place != _FORGOTTEN_PLACE:
                late = not first and kind == "M" and place == _LATE_PLACE
                found.append((period, _LATE if late else _DAYS[place % len(_DAYS)]))
    return iter(sorted(found, key=_order))


def years(today: date, opened: date, months: int) -> Iterator[tuple[Period, int]]:
    """Tell which years since a house opened are handed over, and which three of them together; all of them in time."""
    if months < MONTHS:
        return
    yield from ((Period(year, "A"), max(_DAYS)) for year in range(opened.year, today.year))
    pooled = containing(today, POOLED).previous()
    while pooled.last >= opened:
        yield pooled, max(_DAYS)
        pooled = pooled.previous()


def _order(told: tuple[Period, int]) -> tuple[date, int]:
    """Hand over what ends first, and of what ends together the shorter: three years stand on each of theirs."""
    return told[0].last, told[0].days


def _moment(day: date, zone: str) -> datetime:
    return min(datetime.combine(day, time(10), ZoneInfo(zone)), clock.now())
