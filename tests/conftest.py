"""What holds for every test; the fixtures come from core.testkit, which its pytest11 entry point turns on."""

import pytest
from hypothesis import settings

# A busy machine is no fault of what is tested. In continuous integration Hypothesis says so by itself.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what one worker does by itself for minutes: at the end the others would wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)
