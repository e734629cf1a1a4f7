"""Somebody at the door: with a password, an authenticator, and what she types."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import pytest

from core import clock
from core.access import passwords
from core.access.models import User
from core.testkit.browser import context, live_server, page  # noqa: F401 - fixtures
from core.testkit.houses import NOON
from core.testkit.web import Browser, Network, give_password, user_id_of

PASSWORD = "seis palabras que nadie adivina"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class Somebody:
    """A person with an account, outside of the door."""

    network: Network
    login: str
    user_id: int
    password: str = PASSWORD

    def code(self, ago: int = 0) -> str:
        """Give the code that her authenticator shows, or showed so many steps ago."""
        return pyotp.TOTP(SECRET).at(clock.now() - timedelta(seconds=30 * ago))

    def type_password(self, client: Browser, password: str | None = None, login: str | None = None) -> int:
        """Send name and password."""
        data = {"login": login or self.login, "password": password or self.password}
        return client.post("/sign-in", data=data).status_code

    def type_code(self, client: Browser, code: str | None = None) -> int:
        """Send the second factor."""
        return client.post("/sign-in/code", data={"code": code or self.code()}).status_code

    def enter(self, client: Browser) -> Browser:
        """Go through the door."""
        assert self.type_password(client) == 303
        assert self.type_code(client) == 303
        return client

    def account(self) -> User:
        """Read her account."""
        with self.network.home.stores.network.reading() as session:
            return session.get_one(User, self.user_id)


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hash the password once for all tests."""
    return passwords.hash_secret(PASSWORD)


@pytest.fixture
def nurse(network: Network, password_hash: str) -> Somebody:
    """Give the nurse of the house a password and an authenticator."""
    login = give_password(network.home, "nurse", password_hash, SECRET)
    return Somebody(network, login, user_id_of(network.home, "nurse"))


@pytest.fixture
def moving_clock() -> Iterator["MovingClock"]:
    """Give a clock that a test moves on."""
    with clock.freeze(NOON):
        yield MovingClock()


class MovingClock:
    """Moves the time on."""

    def __init__(self) -> None:
        self.at: datetime = NOON

    def forward(self, **span: float) -> None:
        """Move on by a span."""
        self.at += timedelta(**span)
        clock._stopped = self.at
