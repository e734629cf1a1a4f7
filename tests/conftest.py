"""What holds for every test; the fixtures come from core.testkit, which its pytest11 entry point turns on."""

import gc
from itertools import count

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# A busy machine is no fault of what is tested. In continuous integration Hypothesis says so by itself.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")

#: Modules that one worker runs from end to end: what they begin with, or have seen, serves all of their tests.
TOGETHER = tuple(
    f"tests/journeys/{each}.py"
    for each in (
        "browser/test_nothing_keeps_anybody_out",
        "trouble/test_wheels",
        "trouble/test_authorisation",
        "trouble/test_hostile",
    )
)
#: What takes one worker a minute and more begins first: at the end the others would wait for it.
LONG = (*TOGETHER, "tests/docs/test_write_your_country.py")


#: After how many tests what is there by then is taken out of the collector's rounds.
OFTEN = 200
_RUN = count(1)


class Rounds(LoadScopeScheduling):
    """Gives every worker one test after the other, but for the modules of :data:`TOGETHER`.

    The mark ``xdist_group`` is made for this, and has no effect with pytest 9.2: xdist 3.8 writes it where pytest no
    longer looks.
    """

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module in TOGETHER else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Rounds:
    """Let xdist deal the tests out in :class:`Rounds`."""
    return Rounds(config, log)  # type: ignore[arg-type]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what is long first."""
    items.sort(key=lambda item: item.nodeid.partition("::")[0] not in LONG)


def pytest_collection_finish() -> None:
    """Take what is imported out of the collector's rounds: it lives to the end, and to walk it cost an eighth."""
    _settle()


def pytest_runtest_teardown() -> None:
    """Now and then, take out too what tests have compiled and drawn up once."""
    if next(_RUN) % OFTEN == 0:
        _settle()


def _settle() -> None:
    gc.collect()
    gc.freeze()
