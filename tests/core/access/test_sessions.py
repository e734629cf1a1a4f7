"""A session lasts as long as it may, ends when somebody says so, and hides when it should."""

import pytest
from sqlalchemy import event, select

from core.access import grants, service, sessions, users
from core.access.models import Grant, User, WebSession
from core.actor import SYSTEM
from core.testkit.web import Browser, Network, user_id_of
from core.web.sessions import COOKIE


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def write(network: Network):
    return network.home.stores.network.transaction()


@pytest.mark.parametrize(("role", "minutes"), [("nurse", 30), ("config_admin", 15), ("dpo", 15), ("hq_analyst", 15)])
def test_an_idle_session_ends(network: Network, moving_clock, role: str, minutes: int) -> None:
    client = network.client(role)
    moving_clock.forward(minutes=minutes - 1)
    assert is_in(client)
    moving_clock.forward(minutes=minutes, seconds=1)
    assert not is_in(client)


def test_a_used_session_ends_after_twelve_hours(network: Network, moving_clock) -> None:
    client = network.client("nurse")
    for _ in range(47):
        moving_clock.forward(minutes=15)
        assert is_in(client)
    moving_clock.forward(minutes=15)
    assert not is_in(client)


def test_that_it_is_used_is_written_once_a_minute(network: Network, moving_clock) -> None:
    client = network.client("nurse")
    client.get("/account")
    writes: list[str] = []
    engine = network.home.stores.network.engine
    event.listen(
        engine, "before_cursor_execute", lambda *call: writes.append(call[2]) if "UPDATE web_session" in call[2] else 0
    )
    for _ in range(10):
        moving_clock.forward(seconds=12)
        client.get("/account")
    assert len(writes) == 2


def test_whose_request_it_is_costs_one_statement(network: Network) -> None:
    client = network.client("nurse")
    client.get("/account")
    asked: list[str] = []
    event.listen(network.home.stores.network.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    assert client.post("/session/extend", data={"csrf_token": "x"}).status_code == 303
    assert sum("web_session" in statement and statement.startswith("SELECT") for statement in asked) == 1


@pytest.mark.parametrize(
    "revoke",
    [
        lambda session, user, grant: service.end_user(session, SYSTEM, user),
        lambda session, user, grant: service.end_grant(session, SYSTEM, grant),
        lambda session, user, grant: grants.end(session, SYSTEM, grant),
        lambda session, user, grant: sessions.end_all(session, user.id),
        lambda session, user, grant: service.new_enrolment(session, SYSTEM, user),
        lambda session, user, grant: setattr(grant, "valid_until", grant.valid_from),
        lambda session, user, grant: setattr(grant, "approved_at", None),
    ],
    ids=[
        "account ended",
        "role ended",
        "role ended alone",
        "sessions ended",
        "account reset",
        "role run out",
        "approval taken back",
    ],
)
def test_what_is_revoked_is_gone_with_the_next_request(network: Network, revoke) -> None:
    client = network.client("nurse")
    assert is_in(client)
    with write(network) as session:
        user = session.get_one(User, user_id_of(network.home, "nurse"))
        revoke(session, user, session.scalars(select(Grant).where(Grant.user_id == user.id)).one())
    assert not is_in(client)


def test_hiding_leads_back_to_the_same_place_with_the_password(network: Network, nurse) -> None:
    client = nurse.enter(network.browser())
    assert client.post("/hide", data={"next": "/account"}).headers["Location"] == "/office"
    assert nurse.login not in client.get("/office").text
    assert client.get("/account").headers["Location"] == "/locked"
    assert client.get("/hats").headers["Location"] == "/locked"
    assert client.post("/locked", data={"secret": "wrong"}).status_code == 401
    assert client.get("/account").headers["Location"] == "/locked"
    assert client.post("/locked", data={"secret": nurse.password}).headers["Location"] == "/account"
    assert is_in(client)


def test_the_pin_opens_a_hidden_screen_and_nothing_else(network: Network, nurse) -> None:
    with write(network) as session:
        user = session.get_one(User, nurse.user_id)
        service.set_pin(session, users.actor_of(user), user, "280416")
    client = nurse.enter(network.browser())
    client.post("/hide", data={"next": "/account"})
    assert client.post("/locked", data={"secret": "280416"}).headers["Location"] == "/account"
    assert nurse.type_password(network.browser(), "280416") == 401


def test_the_sixth_wrong_pin_ends_the_session_and_locks_no_account(network: Network, nurse) -> None:
    client = nurse.enter(network.browser())
    client.post("/hide")
    for _ in range(6):
        client.post("/locked", data={"secret": "0000"})
    assert client.get("/locked").headers["Location"] == "/sign-in"
    assert nurse.account().locked_until is None
    assert nurse.account().failures == 0


def test_of_many_guesses_sent_together_only_six_are_looked_at(network: Network, nurse) -> None:
    client = nurse.enter(network.browser())
    client.post("/hide")
    token = client.get_cookie(COOKIE)
    assert token is not None
    with network.home.stores.network.reading() as session:
        found = sessions.find(session, token.value)
    assert found is not None
    for _ in range(6):
        service.try_unlock(network.home.stores.network, found, "0000")
    assert not service.try_unlock(network.home.stores.network, found, nurse.password)


def test_whoever_tries_the_door_elsewhere_does_not_shut_her_out(network: Network, nurse) -> None:
    client = nurse.enter(network.browser())
    client.post("/hide")
    for _ in range(6):
        nurse.type_password(network.browser(), "wrong")
    assert client.post("/locked", data={"secret": nurse.password}).status_code == 303
    assert is_in(client)


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "/no-such-page", ""]
)
def test_a_hidden_screen_leads_back_to_no_other_place(network: Network, nurse, elsewhere: str) -> None:
    client = nurse.enter(network.browser())
    client.post("/hide", data={"next": elsewhere})
    assert client.post("/locked", data={"secret": nurse.password}).headers["Location"] == "/"


def test_leaving_works_from_a_page_of_any_age(network: Network, nurse) -> None:
    for way in ("/sign-out", "/leave"):
        client = network.client("nurse")
        answer = client.post(way, data={"csrf_token": "of yesterday"})
        assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
        assert client.get_cookie(COOKIE) is None
        assert client.get(answer.headers["Location"]).status_code == 200
    assert answer.headers["Location"] == "/office"


def test_an_old_token_is_worth_nothing_after_leaving(network: Network) -> None:
    client = network.client("nurse")
    token = client.get_cookie(COOKIE)
    client.post("/sign-out")
    assert token is not None
    client.set_cookie(COOKIE, token.value)
    assert not is_in(client)


def test_somebody_sees_her_devices_and_ends_one(network: Network) -> None:
    here, there = network.client("nurse"), network.client("nurse")
    page = here.get("/account").text
    [other] = [part.split("/")[0] for part in page.split("/account/sessions/")[1:] if part[0].isdigit()]
    here.post(f"/account/sessions/{other}/end")
    assert is_in(here)
    assert not is_in(there)


def test_nobody_ends_anothers_session(network: Network) -> None:
    network.client("nurse")
    lawyer = network.client("lawyer")
    with network.home.stores.network.reading() as session:
        ids = list(session.scalars(select(WebSession.id)))
    for each in ids:
        lawyer.post(f"/account/sessions/{each}/end")
    with network.home.stores.network.reading() as session:
        ended = session.scalars(select(WebSession.user_id).where(WebSession.ended_at.is_not(None))).all()
    assert set(ended) == {user_id_of(network.home, "lawyer")}


def test_signing_out_everywhere_ends_every_session(network: Network) -> None:
    browsers = [network.client("nurse") for _ in range(3)]
    assert browsers[0].post("/account/sessions/end").headers["Location"] == "/sign-in"
    assert not any(is_in(each) for each in browsers)


def test_a_new_password_ends_the_other_sessions(network: Network, nurse) -> None:
    here, there = nurse.enter(network.browser()), network.client("nurse")
    data = {"present_for_password": nurse.password, "password": "otra frase muy larga", "again": "otra frase muy larga"}
    assert here.post("/account/password", data=data).status_code == 303
    assert is_in(here)
    assert not is_in(there)
    assert nurse.type_password(network.browser(), "otra frase muy larga") == 303


def test_what_protects_the_account_asks_for_the_password(network: Network, nurse) -> None:
    client = nurse.enter(network.browser())
    asked = [
        client.post("/account/password", data={"present_for_password": "no", "password": "x" * 9, "again": "x" * 9}),
        client.post("/account/pin", data={"present_for_pin": "no", "pin": "280416"}),
        client.post("/account/recovery-codes", data={"present_for_codes": "no"}),
        client.post("/account/second-factor", data={"present_for_second": "no"}),
    ]
    assert {each.status_code for each in asked} == {422}
    assert nurse.account().pin_hash is None


def test_the_cookie_is_closed_to_scripts_and_bound_to_the_host_over_tls(network: Network, tmp_path) -> None:
    from dataclasses import replace

    from core.testkit.application import application

    home = network.home
    plain = network.browser().get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    secured = application(home.stores, {"zz": home.country}, replace(home.stores.settings, tls_cert=tmp_path / "c"))
    cookie = secured.test_client().get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-{COOKIE}=")
    assert "Secure" in cookie


def test_what_a_browser_carries_is_sealed(network: Network) -> None:
    client = network.client("nurse")
    client.post("/account/preferences", data={"language": "en"})
    with network.home.stores.network.reading() as session:
        kept = b"".join(session.scalars(select(WebSession.data)))
    assert kept
    assert b"csrf" not in kept
    assert b"Saved" not in kept


def test_data_that_was_copied_from_another_session_is_not_read(network: Network) -> None:
    one, two = network.client("nurse"), network.client("lawyer")
    for each in (one, two):
        each.post("/account/preferences", data={"language": "en"})
    with write(network) as session:
        known = select(WebSession).where(WebSession.user_id.is_not(None)).order_by(WebSession.id)
        first, second = session.scalars(known)
        second.data = first.data
    token = two.get_cookie(COOKIE)
    assert token is not None
    with network.home.stores.network.reading() as session:
        found = sessions.find(session, token.value)
    assert found is not None
    assert found.data == {}


def test_who_comes_next_at_the_device_goes_through_the_door(network: Network, nurse) -> None:
    client = network.client("lawyer")
    client.post("/hide")
    client.post("/sign-out")
    assert nurse.enter(client).get("/account").status_code == 200


def test_a_shared_device_hides_itself_sooner(network: Network, nurse) -> None:
    browser = network.browser()
    browser.post("/sign-in", data={"login": nurse.login, "password": nurse.password, "shared": "yes"})
    nurse.type_code(browser)
    page = browser.get("/account").text
    assert 'data-lock-seconds="180"' in page
    assert "data-shared" in page
    assert 'data-lock-seconds="900"' in network.client("nurse").get("/account").text
