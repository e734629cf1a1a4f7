"""The whole application in a test, and clients that have come through its door.

::

    def test_the_board_shows_every_bed(network: Network) -> None:
        client = network.client("social_worker")
        assert "1-A" in client.get("/beds").text
        client.post("/beds/1/close", data={"reason": "..."})       # the form's token is put in by the client

``network`` holds one house of Zedland; :meth:`Network.open_house` opens another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from core import clock
from core.access import second_factor, sessions
from core.access.matrix import REGIONAL
from core.access.models import Grant, User
from core.branches import duty
from core.branches.models import StaffClearance
from core.stores import Stores
from core.testkit.application import application
from core.testkit.house import STAFF, Home, furnished, known, open_home, zedland
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.web.sessions import COOKIE
from plugins.profile import CountryProfile

HIRED = date(2025, 1, 1)


class Browser(FlaskClient):
    """A browser that sends the token of its session's forms with whatever it posts."""

    _token = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make a request."""
        if kwargs.get("method") == "POST" and not isinstance(kwargs.get("data"), (str, bytes)):
            kwargs["data"] = dict(kwargs.get("data") or {})
            if "csrf_token" not in kwargs["data"]:
                kwargs["data"]["csrf_token"] = self.csrf_token()
        answer = super().open(*args, **kwargs)
        if "Set-Cookie" in answer.headers:
            self._token = ""  # another session has forms of its own
        return answer

    def csrf_token(self) -> str:
        """Give a token as a form would carry it, from a page that every browser may see."""
        if not self._token:
            page = super().open("/sign-in", method="GET").text
            self._token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self._token

    def set_cookie(self, *args: Any, **kwargs: Any) -> None:
        """Take on another session."""
        self._token = ""
        super().set_cookie(*args, **kwargs)


@dataclass
class Network:
    """The application, a house, and everybody who works there: one member of staff for each role."""

    app: Flask
    home: Home
    homes: list[Home] = field(default_factory=list)

    def client(self, role: str = "social_worker", home: Home | None = None, *, on_duty: bool = True) -> Browser:
        """Give a browser in which somebody in a role is signed in.

        :param home: the house she works in; the first one if None.
        :param on_duty: whether she is on shift, which only educators and aides need.
        """
        where = home or self.home
        user_id = user_id_of(self.home if role in REGIONAL else where, role)
        if on_duty and role in ("educator", "nursery_aide"):
            _start_duty(where, role, user_id)
        client = self.browser()
        client.set_cookie(COOKIE, _token(where, user_id))
        return client

    def browser(self) -> Browser:
        """Give a browser in which nobody is signed in."""
        self.app.test_client_class = Browser
        client = self.app.test_client()
        assert isinstance(client, Browser)
        return client

    def open_house(self) -> Home:
        """Open another house with its own staff."""
        home = open_home(self.home.stores, self.home.country, number=len(self.homes) + 2)
        hire(home)
        self.homes.append(home)
        return home


def hire(home: Home) -> None:
    """Give one person for each role an account and her hat at a house; regional roles in the first house only."""
    first, staff = home.code.endswith("-01"), {}
    with home.stores.network.transaction() as session:
        for role in STAFF:
            regional = role in REGIONAL
            if regional and not first:
                continue
            user = User(login=_login(home, role), name=f"{role} {home.code}")
            session.add(user)
            session.flush()  # in the first house the ids are those of its actors, one after the other
            staff[role] = user.id
            place = {} if regional else {"country_code": home.country.code, "branch_code": home.code}
            session.add(Grant(user_id=user.id, role=role, valid_from=HIRED, approved_at=clock.now(), **place))
    _certify(home, staff)


def give_password(home: Home, role: str, password_hash: str, secret: str) -> str:
    """Give somebody a password and an authenticator, so that a test may go through the door.

    :returns: her login.
    """
    with home.stores.network.transaction() as session:
        user = session.get_one(User, user_id_of(home, role))
        user.password_hash = password_hash
        second_factor.enrol(session, user, secret)
        return user.login


def user_id_of(home: Home, role: str) -> int:
    """Find the user who has a role at a house."""
    with home.stores.network.reading() as session:
        return session.scalars(select(User.id).where(User.login == _login(home, role))).one()


def _login(home: Home, role: str) -> str:
    return f"{role}.{home.code}".replace("_", "-").lower()


def _token(home: Home, user_id: int) -> str:
    with home.stores.network.transaction() as session:
        hat = session.scalars(select(Grant.id).where(Grant.user_id == user_id).order_by(Grant.id)).first()
        token, visit = sessions.begin(session, user_id=user_id)
        token, _visit = sessions.rotate(session, visit, grant_id=hat)
        return token


def _certify(home: Home, staff: Mapping[str, int]) -> None:
    """Give everybody at a house the certificates that the country asks for."""
    rows = [
        {
            "branch_id": home.id, "user_id": user_id, "user_name": f"{role} {home.code}", "kind": kind,
            "valid_from": HIRED, "valid_until": date(2030, 1, 1), "recorded_by_name": "Test",
        }
        for role, user_id in staff.items()
        for kind in home.country.clearances
    ]  # fmt: skip
    with home.transaction() as session:
        if rows:
            session.execute(insert(StaffClearance), rows)


def _start_duty(home: Home, role: str, user_id: int) -> None:
    with home.transaction() as session:
        actor = replace(home.actor(role), user_id=user_id)
        duty.start_duty(session, actor, home.country)


def _staffed(stores: Stores) -> dict[str, Any]:
    home = open_home(stores, zedland())
    hire(home)
    return known(home)


@pytest.fixture
def network(store_factory: StoreFactory, zz: CountryProfile) -> Iterator[Network]:
    """Serve a house of Zedland at noon of a day; the clock stands still."""
    with clock.freeze(NOON):
        home = furnished(store_factory, _staffed)
        app = application(home.stores, {zz.code: zz})
        app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
        yield Network(app, home)
