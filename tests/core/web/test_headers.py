"""What every answer tells the browser."""

import pytest
from flask.testing import FlaskClient

from core.web.headers import CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("address", ["/", "/form", "/nowhere"])
def test_every_page_is_closed(client: FlaskClient, address: str):
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_the_policy_allows_nothing_inline_and_nothing_foreign():
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


def test_the_browser_is_bound_to_tls_over_tls_only(client: FlaskClient):
    assert "Strict-Transport-Security" not in client.get("/").headers
    assert "max-age" in client.get("/", base_url="https://localhost").headers["Strict-Transport-Security"]


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_a_write_that_another_site_started_is_turned_away(client: FlaskClient, origin: str):
    assert client.post("/session/extend", headers={"Sec-Fetch-Site": origin}).status_code == 404
    assert client.post("/session/extend", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 204
    assert client.get("/", headers={"Sec-Fetch-Site": origin}).status_code == 200
