"""One line for each request, with nothing personal in it."""

import json

import pytest
import structlog
from flask import Flask

from core.web.log import configure


@pytest.fixture(autouse=True)
def _own_configuration():
    yield
    structlog.reset_defaults()


def test_a_request_is_logged_by_its_pattern(served_app: Flask, capsys: pytest.CaptureFixture[str]):
    served_app.config["WTF_CSRF_ENABLED"] = False
    configure()
    served_app.add_url_rule("/residents/<code>", "resident", lambda code: "")
    client = served_app.test_client()
    client.get("/residents/K7-QF2M?name=Luna")
    client.post("/drafts", data={"note": "Luna"})
    client.get("/nowhere/Luna")
    text = capsys.readouterr().err
    first, second, third = (json.loads(line) for line in text.splitlines())
    assert (first["route"], first["status"], first["user"], first["method"]) == ("/residents/<code>", 200, 7, "GET")
    assert first["ms"] >= 0
    assert (second["route"], third["route"]) == ("/drafts", "(none)")
    assert "Luna" not in text
    assert "K7-QF2M" not in text
