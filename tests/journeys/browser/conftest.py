"""The demonstration network, loaded once in each worker, and people who sit before a browser of their own."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from core.testkit.demonstration import ServedNetwork, serve_demonstration

SitDown = Callable[..., Page]


@pytest.fixture(scope="session")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedNetwork]:
    """Serve the demonstration network; without a browser nothing is loaded."""
    with serve_demonstration(tmp_path_factory.mktemp("demonstration"), ("gt", "hn")) as network:
        yield network


@pytest.fixture
def sit(browser: Browser, served: ServedNetwork) -> Iterator[SitDown]:
    """Let somebody sit down at a browser of her own: ``sit("sonia")``; ``sit()`` for a stranger.

    Whatever a page complains about on its console fails the test.
    """
    contexts, complaints = [], []

    def sit_down(login: str | None = None, **options: object) -> Page:
        context = browser.new_context(**{"locale": "es-419", "base_url": served.address, **options})
        contexts.append(context)
        if login:
            served.enter(context, login)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield sit_down
    for context in contexts:
        context.close()
    # The browser notes every answer of 400 and more; the tests look at those themselves.
    unexpected = [text for text in complaints if not text.startswith("Failed to load resource")]
    assert not unexpected, unexpected
