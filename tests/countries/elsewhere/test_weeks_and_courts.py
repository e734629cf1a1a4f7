"""Other days of rest, and courts of several legal systems that count the same term in their own way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import calendar, clock
from core.intake.admission import Basis
from core.legal import measures
from core.testkit.house import open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.zz import legal
from core.testkit.zz.calendar import CALENDARS, REGIMES, TELL_COURT
from core.testkit.zz.sources import CHILD_ACT, SHELTER_RULES
from plugins.contract.calendar import Calendar, Holiday, Regime
from plugins.contract.text import Text
from plugins.profile import CountryProfile

Land = Callable[..., CountryProfile]
SUNDAY_NOON = datetime(2026, 3, 15, 12, tzinfo=ZoneInfo("Etc/GMT+5"))


@pytest.mark.parametrize(
    ("weekend", "ends"), [((5, 6), 18), ((4, 5), 18), ((3, 4), 18), ((6,), 18), ((0, 1), 20), ((), 18), ((0, 2, 4), 21)]
)
def test_terms_skip_the_lands_own_days_of_rest(land: Land, weekend: tuple[int, ...], ends: int) -> None:
    country = land(
        {"week_starts_on": 5},
        declare_calendars=lambda: (replace(CALENDARS[0], weekend=weekend), CALENDARS[1]),
    )
    assert calendar.due(country, TELL_COURT, SUNDAY_NOON, "Etc/GMT+5").day == ends


CUSTOMARY = Calendar("elders", Text.of(es="Consejo de ancianos", en="Council of elders"), (1,), SHELTER_RULES)
COURTS = ("civil", "religious", "customary")
SYSTEMS = (
    *REGIMES,
    Regime("religious", Text.of(es="Tribunal religioso", en="Religious court"), "office", False, True, True, CHILD_ACT),
    Regime("customary", Text.of(es="Consejo", en="Council"), "elders", True, False, False, SHELTER_RULES),
)
ORDERS = tuple(
    replace(legal.MEASURE_KINDS[0], code=f"{court}_order", label=Text.of(es=f"Orden {court}")) for court in COURTS
)


def test_each_court_orders_and_counts_by_its_own_law(land: Land, store_factory: StoreFactory) -> None:
    country = land(
        declare_calendars=lambda: (*CALENDARS, CUSTOMARY),
        decide_holidays=lambda calendar, year: (Holiday(SUNDAY_NOON.date().replace(year=year, day=16), "Fiesta"),),
        declare_regimes=lambda: SYSTEMS,
        declare_measure_kinds=lambda: (*ORDERS, *legal.MEASURE_KINDS[1:]),
    )
    ends = {
        regime: calendar.due(country, replace(TELL_COURT, regime=regime), SUNDAY_NOON, "Etc/GMT+5").day
        for regime in ("working", "religious", "customary")
    }
    assert ends == {"working": 19, "religious": 19, "customary": 17}
    with clock.freeze(NOON):
        home = open_home(store_factory("zz"), country)
        for court in COURTS:
            order = Basis(f"{court}_order", valid_until=NOON + timedelta(days=90))
            resident = home.admit(basis=order, house_name=court, bed_id=None).resident.id
            with home.reading() as session:
                [measure] = measures.of_resident(session, resident)
                assert measure.kind == f"{court}_order"
