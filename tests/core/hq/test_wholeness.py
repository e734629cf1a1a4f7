"""A year that a branch restates is taken as a whole: the office says what is missing and accepts nothing of it."""

import io
import json
from zipfile import ZipFile

import pytest
from sqlalchemy import update

from core.errors import Conflict, Invalid
from core.hq import threads
from core.hq.models import Submission
from core.hq.receiving import bundles, wholeness
from core.hq.receiving.reading import NO_SUBMISSION, TOO_LARGE
from core.reporting.periods import Period
from core.stores import Stores
from core.testkit.offices import ANALYST as BRUNO
from core.testkit.offices import send
from core.testkit.stores import StoreFactory

FEBRUARY, MARCH = Period(2025, "M", 2), Period(2025, "M", 3)


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    """Two months and their year have come, signed one after the other."""
    stores = store_factory("zz")
    for place, period in enumerate(("2025-02", "2025-03", "2025"), start=1):
        came(stores, period, 1, place)
    return stores


def came(stores: Stores, period: str, version: int, seq: int) -> None:
    send(stores, "GT-01", period, {"RES-003": 12}, version=version, accept=False)
    told = json.dumps({"audit_head": {"seq": seq, "hash": "0" * 64}})
    which = (Submission.period == period, Submission.version == version)
    with stores.network.transaction() as session:
        session.execute(update(Submission).where(*which).values(package=told))


def broken(stores: Stores) -> wholeness.Restated | None:
    with stores.hq.reading() as session:
        return wholeness.broken(session, "GT-01", 2025)


def test_a_year_is_whole_again_with_its_last_part(stores: Stores) -> None:
    assert broken(stores) is None
    came(stores, "2025", 2, 9)  # sent first, signed last
    assert broken(stores) == wholeness.Restated((FEBRUARY, MARCH), ())
    came(stores, "2025-02", 2, 7)
    assert broken(stores) == wholeness.Restated((MARCH,), ())
    with stores.network.transaction() as session, pytest.raises(Conflict):
        threads.accept(session, BRUNO, "GT-01", FEBRUARY, 2)
    came(stores, "2025-03", 2, 8)
    assert broken(stores) is None
    with stores.network.transaction() as session:
        threads.accept(session, BRUNO, "GT-01", FEBRUARY, 2)


def test_a_part_that_is_put_right_alone_is_told(stores: Stores) -> None:
    came(stores, "2025-03", 2, 20)
    assert broken(stores) == wholeness.Restated((), (MARCH,))


def test_an_archive_is_opened_with_care() -> None:
    def packed(*files: str) -> bytes:
        target = io.BytesIO()
        with ZipFile(target, "w") as archive:
            for place, text in enumerate(files):
                archive.writestr(f"{place}.json", text)
        return target.getvalue()

    assert bundles.packages(b"{}") == [b"{}"]
    assert bundles.packages(packed("{1}", "{2}")) == [b"{1}", b"{2}"]
    whole = packed("{1}", "{2}")
    for bad, reason in (
        (packed(*("{}" * 21)), TOO_LARGE),
        (whole[: len(whole) // 2], NO_SUBMISSION),
    ):
        with pytest.raises(Invalid) as refused:
            bundles.packages(bad)
        assert refused.value.fields["submission"] == [reason]
