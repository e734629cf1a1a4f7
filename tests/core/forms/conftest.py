"""A desk in a house of Zedland, and a copy of a filled form."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core import clock
from core.forms.printing import PrintedForm
from core.testkit.desk import ANSWERS, Desk, admit
from core.testkit.houses import NOON, open_house
from core.testkit.stores import StoreFactory
from plugins.profile import CountryProfile


@pytest.fixture
def desk(store_factory: StoreFactory, zz: CountryProfile) -> Iterator[Desk]:
    """Admit somebody at noon of a day."""
    with clock.freeze(NOON):
        house = open_house(store_factory("zz").country("zz"), zz)
        yield Desk(house, admit(house))


@pytest.fixture
def copy() -> PrintedForm:
    """Give a copy of a filled form, apart from any store."""
    return PrintedForm(
        number="ZZ-01-2026-000012",
        values=ANSWERS,
        content_hash="9f2c" * 16,
        at=datetime(2026, 3, 16, 20, 0, tzinfo=UTC),
        printed_by="Ana López",
        printed_at=datetime(2026, 3, 17, 15, 0, tzinfo=UTC),
        places={"A": "Alta", "A01": "Arenal"},
    )
