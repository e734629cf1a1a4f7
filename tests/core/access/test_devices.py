"""A device is registered, enrolled where it stands with a code that works once, and lets only those work it is for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from core import clock
from core.access import devices, passwords, second_factor
from core.access.devices import CODE_LASTS, NewDevice
from core.access.models import Device
from core.access.views.blueprint import DEVICE_COOKIE
from core.errors import Invalid, NotFound
from core.testkit.house import Home, house
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.web import Browser, Network, give_password

SECRET = second_factor.new_secret()
PASSWORD = "un lugar tranquilo y lejano"


@pytest.fixture
def home(store_factory: StoreFactory) -> Iterator[Home]:
    with clock.freeze(NOON):
        yield house(store_factory)


def registered(network: Network, **data: object) -> str:
    """Register a device and give its code."""
    admin = network.client("config_admin")
    page = admin.post("/settings/devices", data={"name": "Tableta 1", "kind": "tablet", **data}).text
    code = re.search(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){2}\b", page)
    assert code
    return code[0]


def come_in(network: Network, browser: Browser, role: str) -> str:
    """Go through the door on a device, and give the page behind it."""
    login = give_password(network.home, role, passwords.hash_secret(PASSWORD), SECRET)
    browser.post("/sign-in", data={"login": login, "password": PASSWORD})
    browser.post("/sign-in/code", data={"code": pyotp.TOTP(SECRET).at(clock.now())})
    return str(browser.get("/", follow_redirects=True).text)


def test_a_code_works_once_within_its_day(home: Home) -> None:
    admin = home.actor("config_admin")
    with home.stores.network.transaction() as session:
        device, code = devices.register(session, admin, NewDevice("Oficina", "office"))
        assert devices.enrol(session, code.lower().replace("-", " ")) is not None
        assert devices.enrol(session, code) is None
        _device, second = devices.new_code(session, admin, device.id)
        assert device.token_hash is None, "what was enrolled before ends"
    with clock.freeze(NOON + CODE_LASTS + timedelta(seconds=1)), home.stores.network.transaction() as session:
        assert devices.enrol(session, second) is None


def test_only_who_configures_registers_and_only_her_own_house(home: Home) -> None:
    admin = home.actor("config_admin")
    with home.stores.network.transaction() as session:
        device, _code = devices.register(session, admin, NewDevice("Oficina", "office"))
        with pytest.raises(NotFound):
            devices.register(session, home.actor("director"), NewDevice("Otra", "office"))
        with pytest.raises(Invalid):
            devices.register(session, admin, NewDevice(" Oficina ", "tablet"))
        for act in (devices.new_code, devices.end):
            with pytest.raises(NotFound):
                act(session, replace(admin, branch_code="ZZ-02"), device.id)


def test_on_its_device_a_role_works_and_another_is_told_why_not(network: Network) -> None:
    tablet = network.browser()
    code = registered(network, roles=["nurse"])
    assert tablet.post("/device", data={"code": "AAAA-BBBB-CCCC"}).status_code == 401
    assert "Tableta 1" in tablet.post("/device", data={"code": code}).text
    assert "Este dispositivo: Tableta 1" in tablet.get("/sign-in").text
    page = come_in(network, tablet, "nurse")
    assert 'data-lock-seconds="180"' in page
    assert "data-shared" in page
    other = network.browser()
    other.set_cookie(DEVICE_COOKIE, tablet.get_cookie(DEVICE_COOKIE).value)  # type: ignore[union-attr]
    assert "En este dispositivo no tiene ninguna función" in come_in(network, other, "lawyer")


def test_a_device_that_has_ended_keeps_nobody_out_and_is_none(network: Network) -> None:
    tablet = network.browser()
    tablet.post("/device", data={"code": registered(network, roles=["nurse"])})
    admin = network.client("config_admin")
    assert "en uso" in admin.get("/settings/devices").text
    with network.home.stores.network.reading() as session:
        device_id = session.query(Device.id).scalar()
    assert admin.post(f"/settings/devices/{device_id}/end").status_code == 303
    assert "fuera de uso" in admin.get("/settings/devices").text
    assert "Este dispositivo" not in tablet.get("/sign-in").text
    assert 'data-lock-seconds="900"' in come_in(network, tablet, "lawyer")


def test_guessing_is_braked(network: Network) -> None:
    tablet = network.browser()
    answers = [tablet.post("/device", data={"code": "AAAA-BBBB-CCCC"}).status_code for _ in range(13)]
    assert answers == [401] * 12 + [429]
