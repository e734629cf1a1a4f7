"""Two countries, three houses, everybody who works there, and a girl whose file is full of markers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
from trouble import Girl, Houses, Standing, plant

from core import clock, defaults
from core.stores import Stores
from core.testkit.application import application
from core.testkit.house import open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory, StoreTemplates, store_factory, store_kind, store_templates
from core.testkit.web import hire
from plugins.discovery import discover

__all__ = ["store_factory", "store_kind", "store_templates"]


@pytest.fixture
def houses(store_factory: StoreFactory) -> Iterator[Houses]:
    """Serve Guatemala and Honduras at noon of a day; the clock stands still."""
    with _served(store_factory("gt", "hn")) as served:
        yield served


@pytest.fixture
def girl(houses: Houses) -> Girl:
    """Admit somebody through the screens, with a marker in every field of hers."""
    return plant(houses)


@pytest.fixture(scope="module")
def stand(
    store_templates: StoreTemplates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Standing]]:
    """Give what serves houses, with the girl in one of them, on a kind of database for as long as a module lasts."""
    with ExitStack() as stack:

        def on(kind: str) -> Standing:
            settings = store_templates.copy(kind, ("gt", "hn"), tmp_path_factory.mktemp("standing") / "installation")
            stack.callback(store_templates.drop, settings)
            houses = stack.enter_context(_served(stack.enter_context(closing(Stores(settings)))))
            return Standing(houses, plant(houses))

        yield on


@pytest.fixture(scope="module")
def standing(stand: Callable[[str], Standing]) -> Standing:
    """Serve houses once for tests that only ask, or that leave alone what the next one asks for."""
    return stand("sqlcipher")


@contextmanager
def _served(stores: Stores) -> Iterator[Houses]:
    countries = discover(("gt", "hn"), (defaults,))
    with clock.freeze(NOON):
        here, beside = (open_home(stores, countries["gt"], number=number) for number in (1, 2))
        abroad = open_home(stores, countries["hn"])
        for home in (here, beside, abroad):
            hire(home)
        app = application(stores, countries)
        app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
        yield Houses(app, here, beside=beside, abroad=abroad)
