"""One name, one surname, or four names in a row: each is kept, shown and found as its land writes it."""

from collections.abc import Callable

import pytest

from core import clock
from core.residents import identity
from core.residents.models import Resident
from core.residents.search import find
from core.testkit.house import open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from plugins.contract.identity import DisplayName, PersonName
from plugins.profile import CountryProfile

Land = Callable[..., CountryProfile]


def family_last(name: PersonName) -> DisplayName | None:
    """Four names: her own, her father's, her grandfather's, the family's; people sort by her own."""
    return DisplayName(" ".join(filter(None, (name.given_names, name.surnames))), name.given_names.casefold())


def as_core_does(name: PersonName) -> None:
    return None


@pytest.mark.parametrize(
    ("decide", "names", "shown", "sorted_by", "asked"),
    [
        (as_core_does, ("Sari", ""), "Sari", "sari", "sari"),
        (as_core_does, ("Lucía", "Ferreira"), "Lucía Ferreira", "ferreira, lucia", "fereira"),
        (family_last, ("Amina Yusuf Omar", "Haddad"), "Amina Yusuf Omar Haddad", "amina yusuf omar", "omar amina"),
        (family_last, ("آمنة يوسف عمر", "حداد"), "آمنة يوسف عمر حداد", "آمنة يوسف عمر", "يوسف"),
    ],
    ids=["one name", "one surname", "four names", "four names from right to left"],
)
def test_a_name_is_shown_and_found_as_its_land_writes_it(
    land: Land,
    store_factory: StoreFactory,
    decide: Callable[[PersonName], DisplayName | None],
    names: tuple[str, str],
    shown: str,
    sorted_by: str,
    asked: str,
) -> None:
    country = land(decide_display_name=decide)
    with clock.freeze(NOON):
        home = open_home(store_factory("zz"), country)
        resident = home.admit(names=names).resident.id
        with home.reading() as session:
            known = identity.opened(session, session.get_one(Resident, resident))
            assert identity.display_name(country, known) == DisplayName(shown, sorted_by)
            assert [hit.resident_id for hit in find(session, home.id, asked)] == [resident]
