"""The demonstration network behind a real port, and a way in for a browser without its door.

For journeys in a browser and for the pictures of the documentation.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import BrowserContext
from sqlalchemy import select

from core import defaults, keyslots, migrate
from core.access import sessions
from core.access.models import Grant, User
from core.db import load_models
from core.simulation.demonstration import load_demonstration
from core.stores import Stores, create_keys
from core.testkit.application import application
from core.testkit.serving import served
from core.testkit.stores import settings_for
from core.web.sessions import COOKIE
from plugins.discovery import discover


@dataclass
class ServedNetwork:
    """The network, where it answers, and the one password of its accounts."""

    app: Flask
    stores: Stores
    address: str
    password: str

    def enter(self, context: BrowserContext, login: str) -> None:
        """Sign somebody in, in her first role, as if she had come through the door."""
        with self.stores.network.transaction() as session:
            user_id = session.scalars(select(User.id).where(User.login == login)).one()
            hat = session.scalars(select(Grant.id).where(Grant.user_id == user_id).order_by(Grant.id)).first()
            _token, visit = sessions.begin(session, user_id=user_id)
            token, _visit = sessions.rotate(session, visit, grant_id=hat)
        context.add_cookies([{"name": COOKIE, "value": token, "url": self.address}])


@contextmanager
def serve_demonstration(home: Path, countries: Sequence[str]) -> Iterator[ServedNetwork]:
    """Load the demonstration network into a folder and serve it on a free local port.

    :param countries: codes of installed countries.
    """
    profiles = discover(tuple(countries), (defaults,))
    with closing(_new_stores(home, tuple(countries))) as stores:
        loaded = load_demonstration(stores, profiles)
        app = application(stores, profiles)
        with served(app) as address:
            yield ServedNetwork(app, stores, address, loaded.password)


def _new_stores(home: Path, countries: tuple[str, ...]) -> Stores:
    load_models()
    settings = settings_for(home, str(home / "stores"), countries)
    keyslots.new_key_file(home / "keys" / "test.key")
    for store in settings.store_names:
        create_keys(settings, store)
    migrate.upgrade_all(settings)
    return Stores(settings)
