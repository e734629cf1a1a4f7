"""However many servers look, the work of a day is done once, and a server that dies leaves it to another."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.audit.models import CountryEvent, Witness
from core.errors import StoreBusy
from core.intake.admission import Basis
from core.legal import alerts
from core.nightly import claims, turns, work
from core.stores import Stores
from core.testkit.house import Home, house
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory

MINUTE = timedelta(minutes=1)


@pytest.fixture
def home(store_factory: StoreFactory) -> Iterator[Home]:
    with clock.freeze(NOON):
        yield house(store_factory)


def due(home: Home, after: timedelta = timedelta(), stores: Stores | None = None) -> bool:
    """Do what is due as a server does, and tell whether it had the turn."""
    with clock.freeze(NOON + after):
        return look(stores or home.stores, home)


def look(stores: Stores, home: Home) -> bool:
    if not claims.claim_if_due(stores.network):
        return False
    turns.run(stores, {home.country.code: home.country}, again=False)
    return True


def runs(home: Home) -> list[str]:
    with home.reading() as session:
        found = select(CountryEvent.subject_id).where(CountryEvent.action == "nightly.run")
        return list(session.scalars(found.order_by(CountryEvent.seq)))


def passes(home: Home) -> int:
    """Count by what each pass leaves behind."""
    with home.stores.network.reading() as session:
        return session.scalar(select(func.count()).select_from(Witness)) or 0


@pytest.fixture
def other(home: Home) -> Iterator[Stores]:
    """Another server on the same stores."""
    stores = Stores(home.stores.settings)
    yield stores
    stores.close()


def test_the_work_of_a_local_day_is_done_once_and_again_on_the_next(home: Home) -> None:
    assert due(home)
    assert not due(home, timedelta(minutes=30))
    due(home, timedelta(hours=12))  # 23:00 there
    assert runs(home) == ["ZZ-01:2026-03-16"]
    due(home, timedelta(hours=13, minutes=1))
    due(home, timedelta(hours=15))
    assert runs(home) == ["ZZ-01:2026-03-16", "ZZ-01:2026-03-17"]


def test_another_server_finds_the_work_done(home: Home, other: Stores) -> None:
    assert due(home)
    assert not due(home, MINUTE, other)
    assert (runs(home), passes(home)) == (["ZZ-01:2026-03-16"], 1)


def test_servers_that_look_at_the_same_moment_do_it_once(home: Home, other: Stores) -> None:
    with ThreadPoolExecutor(4) as pool:
        took = list(pool.map(lambda stores: look(stores, home), [home.stores, other] * 4))
    assert (took.count(True), runs(home), passes(home)) == (1, ["ZZ-01:2026-03-16"], 1)


def test_a_server_that_dies_at_it_leaves_it_to_another(
    home: Home, other: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_asked: object, **_more: object) -> bool:
        raise SystemExit

    monkeypatch.setattr(work, "run", die)
    with pytest.raises(SystemExit):
        due(home)
    monkeypatch.undo()
    assert not due(home, claims.CLAIM - MINUTE, other)
    assert due(home, claims.CLAIM, other)
    assert runs(home) == ["ZZ-01:2026-03-16"]


def test_a_pass_that_failed_is_tried_again_soon(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "refresh", lambda *_asked: (_ for _ in ()).throw(StoreBusy))
    assert due(home)
    monkeypatch.undo()
    assert not due(home, claims.TRY_AGAIN - MINUTE)
    assert due(home, claims.TRY_AGAIN)
    assert runs(home) == ["ZZ-01:2026-03-16"]


def test_somebody_looks_in_the_very_minute_in_which_a_basis_ends(home: Home) -> None:
    home.admit(basis=Basis("handover", valid_until=NOON + timedelta(minutes=20)), admitted_at=NOON, bed_id=None)
    assert due(home)
    assert not due(home, timedelta(minutes=19))
    assert due(home, timedelta(minutes=20))
