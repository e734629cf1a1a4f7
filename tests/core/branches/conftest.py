"""A house to work in, and its pages."""

from core.testkit.browser import context, live_server, page  # noqa: F401 - fixtures
from core.testkit.premises import client, home, house, served_app  # noqa: F401 - fixtures
