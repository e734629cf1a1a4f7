"""Error pages: what was kept, what to do, a code to quote, and nothing personal."""

import json
import re

import pytest
import structlog
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from core import errors
from core.i18n import lazy
from plugins.contract.stages import Objection

SECRET = "Maria-Lopez-2345"


def _raise(error: Exception):
    raise error


FAULTS = {
    "hidden": errors.NotFound(),
    "conflict": errors.Conflict({"name": SECRET}),
    "busy": errors.StoreBusy(),
    "full": errors.StoreFull(),
    "locked": errors.WrongKey(),
    "invalid": errors.Invalid({"x": ["Please fill this in."]}),
    "broken": RuntimeError(f"DETAIL: Key (name)=({SECRET}) already exists"),
    "many": TooManyRequests(),
}


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    lines: list[dict] = []
    monkeypatch.setattr("core.web.errors.logger", lambda: structlog.wrap_logger(None, processors=[_keep(lines)]))
    return lines


def _keep(lines: list[dict]):
    def keep(_logger, method, event):
        lines.append({"level": method, **event})
        raise structlog.DropEvent

    return keep


@pytest.fixture
def broken(served_app: Flask) -> FlaskClient:
    served_app.config["WTF_CSRF_ENABLED"] = False
    for name, error in FAULTS.items():
        served_app.add_url_rule(f"/{name}/<code>", name, lambda code, error=error: _raise(error))
    served_app.add_url_rule("/forbidden", "forbidden", lambda: abort(403))
    return served_app.test_client()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("hidden", 404),
        ("conflict", 409),
        ("busy", 503),
        ("full", 503),
        ("locked", 503),
        ("invalid", 400),
        ("broken", 500),
        ("many", 429),
    ],
)
def test_every_fault_has_its_page(broken: FlaskClient, name: str, status: int):
    answer = broken.get(f"/{name}/K7-QF2M?lang=es")
    assert answer.status_code == status
    assert "Gestión" in answer.text
    assert "/static/" in answer.text


def test_hidden_unknown_and_forbidden_are_the_same_page(broken: FlaskClient):
    pages = [broken.get(address) for address in ("/hidden/K7-QF2M?lang=es", "/nowhere?lang=es", "/forbidden?lang=es")]
    texts = {re.sub(r'data-csrf="[^"]*"|value="[^"]*"', "", page.text) for page in pages}
    assert len(texts) == 1
    assert {page.status_code for page in pages} == {404}
    assert "No disponible con su función" in pages[0].text


def test_a_wrong_method_tells_no_more(broken: FlaskClient):
    assert broken.post("/?lang=es").status_code == 404


def test_a_failure_shows_a_code_that_the_log_knows_and_nothing_else(broken: FlaskClient, log: list[dict]):
    answer = broken.get("/broken/K7-QF2M")
    [line] = log
    assert line["code"] in answer.text
    assert line["error"] == "RuntimeError"
    assert line["route"] == "/broken/<code>"
    for told in (answer.text, json.dumps(line)):
        assert SECRET not in told
        assert "K7-QF2M" not in told


def test_each_failure_has_its_own_code(broken: FlaskClient, log: list[dict]):
    broken.get("/broken/1")
    broken.get("/busy/1")
    assert len({line["code"] for line in log}) == 2


def test_a_conflict_names_no_value(broken: FlaskClient):
    assert SECRET not in broken.get("/conflict/1").text


def test_a_refusal_tells_every_reason(served_app: Flask):
    objections = [Objection(f"o{n}", lazy(f"Reason {n}")) for n in range(2)]
    served_app.add_url_rule("/refused", "refused", lambda: _raise(errors.Refused(objections)))
    answer = served_app.test_client().get("/refused")
    assert answer.status_code == 409
    assert "Reason 0" in answer.text
    assert "Reason 1" in answer.text


def test_a_form_without_its_token_is_refused_with_a_way_back(served_app: Flask):
    answer = served_app.test_client().post("/form?lang=es", data={"story": "x"})
    assert answer.status_code == 400
    assert "abierta demasiado tiempo" in answer.text


def test_too_large_a_file_is_told(client: FlaskClient):
    answer = client.post("/form?lang=es", data={"story": "x" * 200_000})
    assert answer.status_code == 413


def test_the_page_stands_although_nobody_can_tell_who_is_looking(served_app: Flask):
    def unknown():
        raise errors.StoreBusy

    served_app.template_context_processors[None].append(unknown)
    answer = served_app.test_client().get("/?lang=es")
    assert answer.status_code == 503
    assert "Los registros están ocupados" in answer.text
