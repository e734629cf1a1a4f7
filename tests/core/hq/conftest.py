"""The office's tests look at its pages in a browser too."""

from core.testkit.browser import browser, context, live_server, page

__all__ = ["browser", "context", "live_server", "page"]
