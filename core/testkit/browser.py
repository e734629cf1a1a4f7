"""Fixtures for tests in a real browser: ``page`` and ``live_server``; ``browser`` itself lives in the plugin beside.

``ABRIGO_TEST_BROWSER`` names a Chromium; without it such tests are skipped with the command that brings one.
A test asks for ``live_server`` and gives the application through a fixture named ``served_app``.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from core.testkit.serving import served

VARIABLE = "ABRIGO_TEST_BROWSER"
HOW_TO_GET_ONE = f"apt-get install chromium-headless-shell && export {VARIABLE}=$(command -v chromium-headless-shell)"
# No sandbox: continuous integration runs as root in a container. The rest keeps the browser off the network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def start_browser() -> Iterator[Browser]:
    """Start the browser that the machine's owner named, or skip the test that asks for it."""
    path = os.environ.get(VARIABLE)
    if not path:
        pytest.skip(f"needs a browser: {HOW_TO_GET_ONE}")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Give each test a browser that remembers nothing."""
    fresh = browser.new_context(locale="es-419", timezone_id="America/Bogota")
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Give a page; whatever the browser complains about on its console fails the test."""
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    # The browser notes every failed request; the tests look at those themselves.
    unexpected = [text for text in complaints if not text.startswith("Failed to load resource")]
    assert not unexpected, unexpected


@pytest.fixture
def live_server(served_app: Flask) -> Iterator[str]:
    """Serve the test's application on a free local port and give its address."""
    with served(served_app) as address:
        yield address
