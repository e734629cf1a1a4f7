"""Through the door."""

from core.testkit.web import Network


def test_somebody_signed_in_reaches_her_account(network: Network) -> None:
    page = network.client("director").get("/account")
    assert page.status_code == 200


def test_a_stranger_is_led_to_the_door(network: Network) -> None:
    answer = network.browser().get("/")
    assert answer.headers["Location"] == "/sign-in"
