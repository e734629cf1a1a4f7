"""The preview application of the shell, plain and in a browser."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.testkit.browser import context, live_server, page  # noqa: F401 - fixtures
from core.testkit.pseudo import speak_pseudo


def _load() -> ModuleType:
    """In importlib mode a test cannot import its neighbour by name."""
    spec = importlib.util.spec_from_file_location("shell_preview", Path(__file__).with_name("preview.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


preview = _load()
speak_pseudo()


@pytest.fixture
def served_app() -> Flask:
    app: Flask = preview.make_app()
    return app


@pytest.fixture
def client(served_app: Flask) -> FlaskClient:
    served_app.config["WTF_CSRF_ENABLED"] = False
    return served_app.test_client()


@pytest.fixture
def schemas() -> ModuleType:
    return preview
