"""The office's tests look at its pages in a browser too."""

from core.testkit.browser import context, live_server, page

__all__ = ["context", "live_server", "page"]
