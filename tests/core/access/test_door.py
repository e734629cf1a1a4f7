"""Through the door: two factors, one hat, and every way of failing."""

import re

import pytest
from sqlalchemy import func, select

from core.access import second_factor, service, users
from core.access.grants import NewGrant, give
from core.access.models import Grant, SignInAttempt, User, WebSession
from core.actor import SYSTEM
from core.audit.models import NetworkEvent
from core.testkit.application import application
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import HIRED, Browser, Network
from core.web.sessions import COOKIE

pytestmark = ON_ONE_DATABASE

WRONG = "alert"


def actions(network: Network) -> list[str]:
    with network.home.stores.network.reading() as session:
        return list(session.scalars(select(NetworkEvent.action).order_by(NetworkEvent.seq)))


def notice(page: str) -> str:
    """What the page says is wrong."""
    return "".join(re.findall(r'role="alert"[^>]*>([^<]*)<', page))


def test_both_factors_lead_to_the_days_page(network: Network, nurse) -> None:
    browser = network.browser()
    nurse.type_password(browser)
    answer = browser.post("/sign-in/code", data={"code": nurse.code()})
    assert answer.headers["Location"] == "/"
    assert browser.get("/account").status_code == 200
    assert actions(network)[-1] == "sign_in"


def test_the_password_alone_opens_nothing(network: Network, nurse) -> None:
    browser = network.browser()
    nurse.type_password(browser)
    assert browser.get("/account").headers["Location"] == "/sign-in"
    assert browser.get("/hats").headers["Location"] == "/sign-in"


def test_whatever_is_wrong_the_words_and_the_answer_are_the_same(network: Network, nurse) -> None:
    browser = network.browser()
    unknown = browser.post("/sign-in", data={"login": "nobody", "password": nurse.password})
    wrong = browser.post("/sign-in", data={"login": nurse.login, "password": "not this one"})
    nurse.type_password(browser)
    code = browser.post("/sign-in/code", data={"code": "000000"})
    assert {unknown.status_code, wrong.status_code, code.status_code} == {401}
    assert notice(unknown.text) == notice(wrong.text) == notice(code.text) != ""
    assert re.sub(r'value="[^"]*"', "", unknown.text) == re.sub(r'value="[^"]*"', "", wrong.text)


def test_what_was_typed_does_not_come_back_on_the_page(network: Network) -> None:
    page = network.browser().post("/sign-in", data={"login": "<b>marker</b>", "password": "hidden-marker"}).text
    assert "marker" not in page


def test_an_ended_account_is_as_unknown(network: Network, nurse) -> None:
    with network.home.stores.network.transaction() as session:
        service.end_user(session, SYSTEM, session.get_one(User, nurse.user_id))
    assert nurse.type_password(network.browser()) == 401


def test_the_sixth_failure_locks_the_account_for_half_an_hour(network: Network, nurse, moving_clock) -> None:
    for _ in range(6):
        assert nurse.type_password(network.browser(), "wrong") == 401
    assert nurse.type_password(network.browser()) == 401
    moving_clock.forward(minutes=29)
    assert nurse.type_password(network.browser()) == 401
    moving_clock.forward(minutes=2)
    assert nurse.type_password(network.browser()) == 303


def test_five_failures_lock_nothing(network: Network, nurse) -> None:
    for _ in range(5):
        nurse.type_password(network.browser(), "wrong")
    assert nurse.enter(network.browser()).get("/account").status_code == 200
    assert nurse.account().failures == 0


def test_the_password_does_not_make_up_for_wrong_codes(network: Network, nurse) -> None:
    for _ in range(3):
        browser = network.browser()
        nurse.type_password(browser)
        nurse.type_code(browser, "000000")
        nurse.type_code(browser, "000001")
    browser = network.browser()
    assert nurse.type_password(browser) == 401


def test_a_locked_account_does_not_take_the_second_factor_either(network: Network, nurse) -> None:
    inside = network.browser()
    nurse.type_password(inside)
    for _ in range(6):
        nurse.type_password(network.browser(), "wrong")
    assert nurse.type_code(inside) == 401


def test_the_lock_outlives_a_restart(network: Network, nurse) -> None:
    for _ in range(6):
        nurse.type_password(network.browser(), "wrong")
    home = network.home
    network.app = application(home.stores, {"zz": home.country})
    assert nurse.type_password(network.browser()) == 401


def test_a_supervisor_lets_her_try_again(network: Network, nurse) -> None:
    for _ in range(6):
        nurse.type_password(network.browser(), "wrong")
    with network.home.stores.network.transaction() as session:
        service.unlock_user(session, SYSTEM, session.get_one(User, nurse.user_id))
    assert nurse.type_password(network.browser()) == 303


def test_one_address_has_thirty_failures_in_a_quarter_of_an_hour(network: Network, nurse, moving_clock) -> None:
    with network.home.stores.network.transaction() as session:
        mark = service_mark(session, "address", "127.0.0.1")
        session.add_all(SignInAttempt(key=mark, at=moving_clock.at) for _ in range(30))
    assert nurse.type_password(network.browser()) == 429
    moving_clock.forward(minutes=16)
    assert nurse.type_password(network.browser()) == 303


def service_mark(session, kind: str, text: str) -> bytes:
    from core.access import signing_in

    return signing_in._mark(session, kind, text)


def test_an_unknown_login_is_slowed_down_like_a_known_one(network: Network, nurse) -> None:
    answers = {login: [nurse.type_password(network.browser(), "wrong", login) for _ in range(13)]
               for login in ("nobody", nurse.login)}  # fmt: skip
    assert answers["nobody"] == answers[nurse.login] == [401] * 12 + [429]


def test_a_success_leaves_no_failure_behind(network: Network, nurse) -> None:
    nurse.enter(network.browser())
    with network.home.stores.network.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 0
    assert "sign_in.failed" not in actions(network)


def test_the_record_never_holds_what_was_typed(network: Network) -> None:
    network.browser().post("/sign-in", data={"login": "my-password-by-mistake", "password": "x"})
    with network.home.stores.network.reading() as session:
        event = session.scalars(select(NetworkEvent).order_by(NetworkEvent.seq.desc())).first()
        assert event is not None
        assert (event.action, event.subject) == ("sign_in.failed", "login")
        assert "mistake" not in event.subject_id + event.detail


def test_a_code_works_once(network: Network, nurse) -> None:
    code = nurse.code()
    nurse.enter(network.browser())
    browser = network.browser()
    nurse.type_password(browser)
    assert nurse.type_code(browser, code) == 401


def test_an_older_code_is_refused_once_a_newer_was_used(network: Network, nurse) -> None:
    nurse.enter(network.browser())
    browser = network.browser()
    nurse.type_password(browser)
    assert nurse.type_code(browser, nurse.code(ago=1)) == 401


def test_a_code_of_the_step_before_is_taken_and_one_of_two_steps_ago_is_not(network: Network, nurse) -> None:
    browser = network.browser()
    nurse.type_password(browser)
    assert nurse.type_code(browser, nurse.code(ago=2)) == 401
    assert nurse.type_code(browser, nurse.code(ago=1)) == 303


def test_a_recovery_code_works_once(network: Network, nurse) -> None:
    with network.home.stores.network.transaction() as session:
        user = session.get_one(User, nurse.user_id)
        codes = second_factor.new_recovery_codes(session, users.actor_of(user), user)
    answers = []
    for _ in range(2):
        browser = network.browser()
        nurse.type_password(browser)
        answers.append(nurse.type_code(browser, codes[3].lower()))
    assert answers == [303, 401]
    assert len(set(codes)) == 10


def test_the_recovery_code_of_another_user_opens_nothing(network: Network, nurse) -> None:
    with network.home.stores.network.transaction() as session:
        other = session.get_one(User, network.home.actor("lawyer").user_id)
        [code, *_rest] = second_factor.new_recovery_codes(session, users.actor_of(other), other)
    browser = network.browser()
    nurse.type_password(browser)
    assert nurse.type_code(browser, code) == 401


def test_the_steps_at_the_door_run_out(network: Network, nurse, moving_clock) -> None:
    browser = network.browser()
    nurse.type_password(browser)
    moving_clock.forward(minutes=11)
    answer = browser.post("/sign-in/code", data={"code": nurse.code()})
    assert answer.headers["Location"] == "/sign-in"


def test_two_hats_are_offered_and_one_is_worn(network: Network, nurse) -> None:
    other = network.open_house()
    with network.home.stores.network.transaction() as session:
        user = session.get_one(User, nurse.user_id)
        user.demonstration = True
        hat = give(session, SYSTEM, user, NewGrant("educator", HIRED, other.code, "zz"))
    browser = network.browser()
    nurse.type_password(browser)
    answer = browser.post("/sign-in/code", data={"code": nurse.code()})
    assert answer.headers["Location"] == "/hats"
    assert browser.get("/account").headers["Location"] == "/hats"
    assert browser.post("/hats", data={"grant": str(hat.id)}).headers["Location"] == "/"
    assert "Programa 2" in browser.get("/account").text


def test_nobody_wears_anothers_hat(network: Network, nurse) -> None:
    browser = nurse.enter(network.browser())
    with network.home.stores.network.reading() as session:
        foreign = session.scalars(select(Grant.id).where(Grant.role == "director")).one()
    assert browser.post("/hats", data={"grant": str(foreign)}).status_code == 200
    assert "nurse" in browser.get("/account").text


def test_whoever_has_no_role_today_is_told_so_and_gets_no_further(network: Network, nurse) -> None:
    with network.home.stores.network.transaction() as session:
        session.scalars(select(Grant).where(Grant.user_id == nurse.user_id)).one().valid_until = HIRED
    browser = nurse.enter(network.browser())
    assert browser.get("/hats").status_code == 200
    assert browser.get("/account").headers["Location"] == "/hats"


def test_the_token_changes_with_each_step(network: Network, nurse) -> None:
    browser = network.browser()
    tokens = [browser.csrf_token() and cookie(browser)]
    nurse.type_password(browser)
    tokens.append(cookie(browser))
    nurse.type_code(browser)
    tokens.append(cookie(browser))
    assert len(set(tokens)) == 3
    for old in tokens[:2]:
        stale = network.browser()
        stale.set_cookie(COOKIE, old)
        assert stale.get("/account").headers["Location"] == "/sign-in"


def test_a_token_planted_before_sign_in_is_worth_nothing_after(network: Network, nurse) -> None:
    attacker = network.browser()
    attacker.csrf_token()
    victim = network.browser()
    victim.set_cookie(COOKIE, cookie(attacker))
    nurse.enter(victim)
    assert attacker.get("/account").headers["Location"] == "/sign-in"


def test_the_store_keeps_no_token(network: Network, nurse) -> None:
    browser = nurse.enter(network.browser())
    with network.home.stores.network.reading() as session:
        kept = session.scalars(select(WebSession)).all()
        assert all(cookie(browser).encode() not in row.token_hash + row.data for row in kept)


def test_a_demonstration_shows_its_code_and_nobody_else_does(network: Network, nurse) -> None:
    browser = network.browser()
    nurse.type_password(browser)
    assert "data-demo-code" not in browser.get("/sign-in/code").text
    with network.home.stores.network.transaction() as session:
        session.get_one(User, nurse.user_id).demonstration = True
    page = browser.get("/sign-in/code").text
    assert f"data-demo-code>{nurse.code()}<" in page


HOSTILE = ["\x00\x01\x1b[31m", "a" * 10_000, "' OR 1=1 --", "<script>alert(1)</script>", "ＮＵＲＳＥ", "%00", "{{7*7}}"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_is_typed_is_just_wrong(network: Network, hostile: str) -> None:
    browser = network.browser()
    answer = browser.post("/sign-in", data={"login": hostile, "password": hostile})
    assert answer.status_code == 401
    assert "<script>alert" not in answer.text
    assert browser.post("/first-sign-in", data={"login": hostile, "code": hostile}).status_code == 401


def test_a_form_without_its_token_is_not_taken(network: Network, nurse) -> None:
    browser = nurse.enter(network.browser())
    answer = browser.post("/account/preferences", data={"csrf_token": "", "language": "en"})
    assert answer.status_code == 303
    assert nurse.account().language == "es"


def test_another_sites_form_is_turned_away(network: Network, nurse) -> None:
    browser = nurse.enter(network.browser())
    answer = browser.post("/account/preferences", data={"language": "en"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 404
    assert nurse.account().language == "es"


def cookie(browser: Browser) -> str:
    found = browser.get_cookie(COOKIE)
    assert found is not None
    return found.value
