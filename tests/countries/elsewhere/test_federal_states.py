"""A federation: three levels of places, holidays and forms of single states, and courts of two kinds of law."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from core import calendar, clock
from core.branches.models import Branch
from core.forms.offers import list_offers
from core.places import service as places
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.zz import forms
from core.testkit.zz.calendar import TELL_COURT, holidays
from plugins.contract.calendar import Holiday
from plugins.contract.places import Place, PlaceLevel
from plugins.contract.text import Text
from plugins.profile import CountryProfile

Land = Callable[..., CountryProfile]

LEVELS = (
    PlaceLevel("state", Text.of(es="Estado")),
    PlaceLevel("county", Text.of(es="Condado")),
    PlaceLevel("town", Text.of(es="Villa")),
)
STATE_DAY = date(2026, 3, 17)
NORTHERN = replace(forms.COURT_NOTICE, key="zz_north_notice", places=("N",), stages=())


def federation() -> Iterator[Place]:
    for state in ("N", "S"):
        yield Place(state, None, "state", f"Estado {state}")
        yield Place(f"{state}1", state, "county", f"Condado {state}")
        yield Place(f"{state}11", f"{state}1", "town", f"Villa {state}")


def state_holidays(calendar: str, year: int, places: tuple[str, ...]) -> tuple[Holiday, ...] | None:
    days = holidays(calendar, year) or ()
    local = (Holiday(STATE_DAY.replace(year=year), "Día del Estado"),) if "N" in places else ()
    return tuple(sorted((*days, *local), key=lambda each: each.day))


@pytest.fixture
def federal(land: Land) -> CountryProfile:
    return land(
        declare_place_levels=lambda: LEVELS,
        declare_places=federation,
        decide_holidays=state_holidays,
        declare_legal_forms=lambda: (*forms.FORMS, NORTHERN),
    )


def move_to(home: Home, place: str) -> None:
    with home.store.transaction() as session:
        set_branch_scope(session, ALL)
        session.get_one(Branch, home.id).place_code = place


def test_a_state_has_holidays_of_its_own(federal: CountryProfile) -> None:
    start = datetime(2026, 3, 16, 9, tzinfo=ZoneInfo("Etc/GMT+5"))
    ends = {
        place: calendar.due(
            federal.at(place, "N" if place.startswith("N") else "S"), TELL_COURT, start, "Etc/GMT+5"
        ).date()
        for place in ("N11", "S11")
    }
    assert ends["N11"] > ends["S11"]
    assert federal.holidays("court", 2026) == federal.at("S11", "S").holidays("court", 2026)


def test_a_house_sees_the_forms_and_terms_of_its_state(federal: CountryProfile, store_factory: StoreFactory) -> None:
    with clock.freeze(NOON):
        home = open_home(store_factory("zz"), federal)
        resident = home.admit(team=("social_worker", "lawyer")).resident.id
        offered = {}
        for place in ("N11", "S11"):
            move_to(home, place)
            with home.reading() as session:
                person = session.get_one(Resident, resident)
                offers = list_offers(session, home.actor("lawyer"), federal, person)
                offered[place] = {offer.form.key: offer.due_at for offer in offers}
    assert "zz_north_notice" in offered["N11"]
    assert "zz_north_notice" not in offered["S11"]
    assert offered["N11"]["zz_court_notice"] > offered["S11"]["zz_court_notice"]


def test_a_town_is_named_with_its_state(federal: CountryProfile, store_factory: StoreFactory) -> None:
    home = open_home(store_factory("zz"), federal)
    with home.reading() as session:
        assert places.label(session, "S11") == "Villa S, Condado S, Estado S"
        assert places.chain(session, "S11") == ("S11", "S1", "S")
        assert places.chain(session, None) == ()
