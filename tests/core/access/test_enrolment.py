"""The first sign-in: nobody but its owner ever knows a password."""

import html
import re

import pyotp
from sqlalchemy import select

from core import clock
from core.access import service
from core.access.models import RecoveryCode, User
from core.actor import SYSTEM
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Browser, Network, user_id_of

pytestmark = ON_ONE_DATABASE

NEW = "una frase que solo ella sabe"


def reset(network: Network, role: str = "lawyer") -> tuple[str, str]:
    with network.home.stores.network.transaction() as session:
        user = session.get_one(User, user_id_of(network.home, role))
        return user.login, service.new_enrolment(session, SYSTEM, user)


def secret_on(page: str) -> str:
    found = re.search(r'ab-code">([A-Z2-7]{32})<', page)
    assert found is not None
    return found[1]


def choose_password(browser: Browser, login: str, code: str, password: str = NEW) -> int:
    assert browser.post("/first-sign-in", data={"login": login, "code": code}).status_code == 303
    return browser.post("/first-sign-in/password", data={"password": password, "again": password}).status_code


def test_a_new_account_is_taken_up_step_by_step(network: Network) -> None:
    login, code = reset(network)
    browser = network.browser()
    assert choose_password(browser, login, code) == 303
    page = browser.get("/first-sign-in/second-factor").text
    assert 'src="data:image/svg' in page
    typed = pyotp.TOTP(secret_on(page)).at(clock.now())
    codes = browser.post("/first-sign-in/second-factor", data={"code": typed}).text
    assert len(re.findall(r"<li>[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}</li>", codes)) == 10
    [hat] = re.findall(r'name="grant" value="(\d+)"', browser.get("/hats").text)
    browser.post("/hats", data={"grant": hat})
    assert browser.get("/account").status_code == 200
    again = network.browser()
    assert again.post("/sign-in", data={"login": login, "password": NEW}).status_code == 303


def test_the_code_works_once_and_for_three_days(network: Network, moving_clock) -> None:
    login, code = reset(network)
    moving_clock.forward(hours=73)
    assert network.browser().post("/first-sign-in", data={"login": login, "code": code}).status_code == 401
    login, code = reset(network)
    browser = network.browser()
    choose_password(browser, login, code)
    typed = pyotp.TOTP(secret_on(browser.get("/first-sign-in/second-factor").text)).at(clock.now())
    browser.post("/first-sign-in/second-factor", data={"code": typed})
    assert network.browser().post("/first-sign-in", data={"login": login, "code": code}).status_code == 401


def test_half_of_it_opens_nothing(network: Network) -> None:
    login, code = reset(network)
    browser = network.browser()
    choose_password(browser, login, code)
    assert browser.get("/account").headers["Location"] == "/sign-in"
    assert browser.get("/hats").headers["Location"] == "/sign-in"
    assert browser.get("/sign-in/code").headers["Location"] == "/sign-in"
    assert network.browser().post("/sign-in", data={"login": login, "password": NEW}).status_code == 401


def test_no_page_of_it_opens_without_the_code(network: Network, nurse) -> None:
    browser = network.browser()
    nurse.type_password(browser)
    for page in ("/first-sign-in/password", "/first-sign-in/second-factor"):
        assert browser.get(page).headers["Location"] == "/first-sign-in"
        assert browser.post(page, data={"password": NEW, "again": NEW}).headers["Location"] == "/first-sign-in"


def test_a_weak_password_or_two_different_ones_are_told_and_not_taken(network: Network) -> None:
    login, code = reset(network)
    browser = network.browser()
    assert choose_password(browser, login, code, "contraseña") == 422
    answer = browser.post("/first-sign-in/password", data={"password": NEW, "again": "something else"})
    assert answer.status_code == 422
    assert NEW not in html.unescape(answer.text)
    with network.home.stores.network.reading() as session:
        assert session.get_one(User, user_id_of(network.home, "lawyer")).password_hash is None


def test_a_reset_ends_what_she_had(network: Network, nurse) -> None:
    inside = nurse.enter(network.browser())
    reset(network, "nurse")
    assert inside.get("/account").headers["Location"] == "/sign-in"
    assert nurse.type_password(network.browser()) == 401


def test_a_wrong_code_counts_as_a_failure(network: Network) -> None:
    login, code = reset(network)
    for _ in range(6):
        network.browser().post("/first-sign-in", data={"login": login, "code": "AAAA-BBBB"})
    assert network.browser().post("/first-sign-in", data={"login": login, "code": code}).status_code == 401


def test_a_new_authenticator_replaces_the_old_one_only_once_it_is_confirmed(network: Network, nurse) -> None:
    client = nurse.enter(network.browser())
    answer = client.post("/account/second-factor", data={"present_for_second": nurse.password})
    assert answer.headers["Location"] == "/account/second-factor/confirm"
    page = client.get("/account/second-factor/confirm").text
    assert client.post("/account/second-factor/confirm", data={"code": "000000"}).status_code == 422
    assert nurse.account().totp_last_step is not None
    before = nurse.account().totp_secret
    typed = pyotp.TOTP(secret_on(page)).at(clock.now())
    assert client.post("/account/second-factor/confirm", data={"code": typed}).headers["Location"] == "/account"
    assert nurse.account().totp_secret != before


def test_new_recovery_codes_replace_the_old_ones(network: Network, nurse) -> None:
    client = nurse.enter(network.browser())
    for _ in range(2):
        page = client.post("/account/recovery-codes", data={"present_for_codes": nurse.password}).text
        assert len(re.findall(r"<li>", page)) >= 10
    with network.home.stores.network.reading() as session:
        kept = session.scalars(select(RecoveryCode).where(RecoveryCode.user_id == nurse.user_id)).all()
    assert len(kept) == 10
    assert all(code.used_at is None for code in kept)


def test_preferences_are_kept_and_show(network: Network) -> None:
    client = network.client("nurse")
    client.post("/account/preferences", data={"language": "en", "theme": "dark"})
    page = client.get("/account").text
    assert '<html lang="en" dir="ltr" data-bs-theme="dark">' in page
    assert 'data-shortcuts="off"' in page
    assert client.post("/account/preferences", data={"language": "xx"}).status_code == 422


def test_the_second_factor_is_sealed(network: Network, nurse) -> None:
    with network.home.stores.network.reading() as session:
        blob = session.get_one(User, nurse.user_id).totp_secret
    assert blob is not None
    assert b"JBSWY3DP" not in blob
