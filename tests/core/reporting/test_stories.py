"""The acceptance stories as far as they are told in figures, on services and on both databases."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.intake import exits
from core.intake.admission import Admitted, Basis
from core.legal import measures
from core.legal.measures import NewMeasure
from core.reporting import service
from core.reporting.catalogue import TOTAL
from core.reporting.periods import Period
from core.residents.ages import BirthRange
from core.stages import episodes
from core.testkit.house import Home, house
from core.testkit.stores import StoreFactory
from plugins.contract.legal import Validity
from plugins.profile import CountryProfile

MARCH = Period(2026, "M", 3)


def local(home: Home, day: int, hour: int, minute: int = 0, *, month: int = 3, year: int = 2026) -> datetime:
    """An instant as the house's clock shows it."""
    zone = ZoneInfo(home.country.country.time_zone)
    return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


@pytest.fixture
def home(store_factory: StoreFactory, zz: CountryProfile) -> Home:
    with clock.freeze(datetime(2025, 3, 1, 16, 0, tzinfo=UTC)):
        return house(store_factory, zz)


def totals(home: Home, period: Period = MARCH) -> dict[str, int]:
    """A period's totals, exact; a share by its numerator."""
    with home.reading() as session:
        cells = service.preview(session, home.actor("director"), home.country, period)
    return {cell.indicator: cell.value for cell in cells if cell.breakdown == TOTAL and cell.component in "VN"}


def order(home: Home, residents: tuple[int, ...], start: datetime) -> None:
    """The court's order for some persons, for half a year from an instant on."""
    kind = next(each.code for each in home.country.measure_kinds.values() if each.covers_stay and not each.provisional)
    end = start + timedelta(days=180)
    new = NewMeasure(kind, start, residents, Validity.FIXED, end, ordered_on=start.date(), authority_name="Juzgado")
    with home.transaction() as session:
        measures.add(session, home.actor("lawyer"), home.country, new, action="measure.write")


def handover(home: Home) -> str:
    """The provisional basis of 72 hours."""
    return next(each.code for each in home.country.measure_kinds.values() if each.limit_hours == 72)


def admit(home: Home, when: datetime, **changes: object) -> Admitted:
    with clock.freeze(when + timedelta(minutes=1)):
        return home.admit(admitted_at=when, **changes)


def leave(home: Home, who: Admitted, when: datetime, exit_kind: str) -> None:
    with clock.freeze(when), home.transaction() as session:
        exits.end(
            session,
            home.actor("director"),
            home.country,
            episodes.get_open(session, who.resident.id),
            exit_kind,
            on=when.date(),
        )


def test_as_01_one_night_of_iris_had_no_basis(home: Home) -> None:
    """Admitted on 14 March at 02:40 for 72 hours; the order is valid from 18 March."""
    iris = admit(home, local(home, 14, 2, 40), house_name="Iris", basis=Basis(handover(home)))
    with clock.freeze(local(home, 17, 2, 39)):
        assert totals(home)["R12"] == 1  # tonight, unless an order comes
    with clock.freeze(local(home, 18, 11)):
        assert totals(home)["R12"] == 2  # 24:00 of 17 March, and tonight
        order(home, (iris.resident.id,), local(home, 18, 0))
        assert totals(home)["R12"] == 1
    with clock.freeze(local(home, 1, 9, month=4)):
        figures = totals(home)
        assert (figures["R12"], figures["R09"], figures["R02"]) == (1, 18, 1)


def test_as_05_a_mothers_measure_does_not_cover_her_baby(home: Home) -> None:
    """Ámbar's order names her alone: every night of Rocío is without basis; R08 counts the baby."""
    came = local(home, 10, 15)
    amber = admit(
        home, came, house_name="Ámbar", birth=BirthRange.in_year(2009), with_baby=True, basis=Basis(handover(home))
    )
    rocio = admit(home, came, house_name="Rocío", birth=BirthRange.in_year(2025), mother=amber.resident, basis=Basis())
    order(home, (amber.resident.id,), came)
    with clock.freeze(local(home, 1, 9, month=4)):
        figures = totals(home)
        assert (figures["R02"], figures["R08"], figures["RES-001"]) == (1, 1, 2)
        assert figures["R03"] == 1  # the baby is no admission of a resident
        assert figures["R12"] == 22  # 10 to 31 March, hers alone
    leave(home, amber, local(home, 1, 10, month=4), "home")
    with clock.freeze(local(home, 1, 9, month=5)):
        figures = totals(home, Period(2026, "M", 4))
        assert (figures["R02"], figures["R07"], figures["R08"]) == (0, 1, 1)
        assert rocio.resident.kind == "baby"


def test_as_14_a_transfer_is_no_admission_and_no_exit(home: Home) -> None:
    """The one who leaves is counted as transferred out; the one who is received as transferred in."""
    entry = next(kind.code for kind in home.country.entry_kinds.values() if kind.referrer == "BRANCH")
    aura = admit(home, local(home, 2, 9, month=2))
    admit(home, local(home, 5, 9), entry_kind=entry, house_name="Luz")
    with clock.freeze(local(home, 18, 15)):
        before = totals(home)
        assert (before["R02"], before["R05"], before["R06"]) == (2, 1, 0)
    leave(home, aura, local(home, 18, 15, 20), "transfer")
    with clock.freeze(local(home, 1, 9, month=4)):
        figures = totals(home)
        assert (figures["R03"], figures["R05"], figures["R06"], figures["R07"]) == (0, 1, 1, 0)
        assert figures["R01"] + figures["R05"] - figures["R06"] == figures["R02"] == 1


def test_as_21_a_return_is_an_admission_and_a_re_entry(home: Home) -> None:
    """Dalia left on 10 October 2025 and returns on 2 March 2026: R03 +1, R04 +1, her stay starts anew."""
    dalia = admit(home, local(home, 1, 9, month=4, year=2025), house_name="Dalia")
    leave(home, dalia, local(home, 10, 12, month=10, year=2025), "home")
    again = admit(home, local(home, 2, 10), house_name="Dalia", resident=dalia.resident)
    assert again.episode.id != dalia.episode.id
    with clock.freeze(local(home, 1, 9, month=4)):
        figures = totals(home)
        assert (figures["R01"], figures["R03"], figures["R04"], figures["R02"]) == (0, 1, 1, 1)
        assert figures["R09"] == 30
    with clock.freeze(local(home, 1, 9, month=1, year=2027)):
        year = totals(home, Period(2026, "A"))
        assert year["RES-002"] == 1
