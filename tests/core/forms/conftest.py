"""A desk in a house of Zedland, and a copy of a filled form."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.forms.content import PrintedForm
from core.i18n import Locality
from core.stores import Stores
from core.testkit.browser import context, live_server, page  # noqa: F401 - fixtures
from core.testkit.desk import ANSWERS, Desk, admit, open_desk, told
from core.testkit.form_screens import serve
from core.testkit.house import zedland
from core.testkit.houses import NOON, open_house
from core.testkit.stores import StoreFactory
from plugins.profile import CountryProfile


@pytest.fixture
def desk(store_factory: StoreFactory, zz: CountryProfile) -> Iterator[Desk]:
    """Admit somebody at noon of a day."""
    with clock.freeze(NOON):
        yield open_desk(store_factory, zz, _admitted)


def _admitted(stores: Stores) -> dict[str, Any]:
    house = open_house(stores.country("zz"), zedland())
    return told(house, admit(house))


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


@pytest.fixture
def served_app(desk: Desk) -> Flask:
    """Serve the screens to whoever ``app.role`` names."""
    app = serve(desk, Locality("es", "es_419", "Etc/GMT+5", "zz"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def client(served_app: Flask) -> FlaskClient:
    return served_app.test_client()


@pytest.fixture
def code(desk: Desk) -> str:
    with desk.house.look() as session:
        return desk.resident(session).code
