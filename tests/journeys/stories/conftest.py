"""Guatemala and Honduras in one network, on both databases; and a house whose people bear the stories' names."""

from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import update

from core import clock, defaults
from core.access.models import User
from core.testkit import web
from core.testkit.stores import StoreFactory, store_factory, store_kind, store_templates
from core.testkit.stories import Network, at
from plugins.discovery import discover

__all__ = ["served", "store_factory", "store_kind", "store_templates"]

served = web.network
#: Who works in the house, as the stories call them.
STAFF: Mapping[str, str] = {
    "director": "Marta", "social_worker": "Sonia", "psychologist": "Lucía", "educator": "Carmen", "lawyer": "Héctor",
    "me_officer": "Diego", "dpo": "Nora", "hq_analyst": "Bruno",
}  # fmt: skip


@pytest.fixture
def network(store_factory: StoreFactory) -> Network:
    """Open a house in either country."""
    countries = discover(("gt", "hn"), (defaults,))
    found = Network(store_factory("gt", "hn"), countries)
    with clock.freeze(clock.now().replace(year=2025, month=1, day=2)):
        found.open()
    return found


@pytest.fixture
def house(served: web.Network) -> Iterator[web.Network]:
    """Serve a house on Monday 16 March 2026, 08:00, to the people of the stories."""
    home = served.home
    with home.stores.network.transaction() as session:
        for role, name in STAFF.items():
            session.execute(update(User).where(User.name == f"{role} {home.code}").values(name=name))
    with at(home, "2026-03-16 08:00"):
        yield served
