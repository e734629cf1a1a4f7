"""Who holds the database without the keys of the vault learns no birthday: not from a due day, an end, or a moment.

Two girls of the same year live the same days in two installations. Whatever stands in clear in either must be the same,
though one has her birthday in June and the other in November.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from core import clock
from core.db import CountryBase
from core.nightly import work
from core.residents import consents
from core.residents.ages import BirthRange
from core.residents.consents import Answer
from core.residents.models import Resident
from core.testkit.house import Home, house
from core.testkit.stores import StoreFactory

ZONE = ZoneInfo("Etc/GMT+5")
ADMITTED = datetime(2025, 5, 1, 12, tzinfo=ZONE)
#: What is drawn by lot in every installation, or made of the vault's secrets.
_BY_LOT = {"code", "external_code", "hash", "previous", "form_token", "id_", "public_key", "private_key"}


def nights() -> list[datetime]:
    """Every tenth night of the two years in which both come of age, and those of the birthdays and their notices."""
    regular = [datetime(2025, 5, 2, 0, 10, tzinfo=ZONE) + timedelta(days=10 * number) for number in range(64)]
    near = [datetime(year, month, day, 0, 10, tzinfo=ZONE) for year, month, day in _DAYS]
    return sorted({*regular, *near})


_DAYS = (
    (2025, 6, 20), (2025, 11, 3), (2025, 12, 20), (2026, 3, 20), (2026, 5, 3), (2026, 5, 20), (2026, 6, 20),
    (2026, 8, 3), (2026, 10, 3), (2026, 11, 3),
)  # fmt: skip


#: When her guardian was asked; some of it runs out between the two birthdays, some of it after both.
_ASKED = (date(2025, 5, 2), date(2026, 1, 7), date(2026, 5, 20))


def grown_up(store_factory: StoreFactory, born: date) -> Home:
    """Let a girl live through the years in which she comes of age, with consents of her guardian."""
    with clock.freeze(ADMITTED):
        home = house(store_factory)
        girl = home.admit(birth=BirthRange.exactly(born), admitted_at=ADMITTED).resident
    for moment in nights():
        with clock.freeze(moment):
            assert work.run(home.stores, {home.country.code: home.country})
            if moment.date() in _ASKED:
                give(home, girl, moment.date())
    return home


def give(home: Home, girl: Resident, on: date) -> None:
    with home.transaction() as session:
        for kind in home.country.consents:
            answer = Answer(kind, "given", "guardian_with_assent", on, "es", "Su mamá", assent="yes")
            consents.take(session, home.actor(), home.country, session.get_one(Resident, girl.id), answer, on_case=True)


def in_clear(home: Home) -> list[tuple[Any, ...]]:
    """Give every value of every row that is not sealed and not drawn by lot."""
    found: list[tuple[Any, ...]] = []
    with home.store.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT set_config('abrigo.branches', '0', false)")
        for table in CountryBase.metadata.sorted_tables:
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')).mappings():
                shown = {name: value for name, value in row.items() if name not in _BY_LOT and _plain(value)}
                found.append((table.name, repr(sorted(shown.items(), key=lambda pair: pair[0]))))
    return sorted(found)


def _plain(value: object) -> bool:
    return not isinstance(value, bytes | memoryview)


@pytest.fixture
def summer(store_factory: StoreFactory) -> Home:
    return grown_up(store_factory, date(2008, 6, 20))


@pytest.fixture
def autumn(store_factory: StoreFactory) -> Home:
    return grown_up(store_factory, date(2008, 11, 3))


def test_nothing_in_clear_tells_one_birthday_of_a_year_from_another(summer: Home, autumn: Home) -> None:
    one, other = in_clear(summer), in_clear(autumn)
    assert [row for row in one if row not in other] == []
    assert [row for row in other if row not in one] == []
    assert any("majority" in values for table, values in one if table == "task")
