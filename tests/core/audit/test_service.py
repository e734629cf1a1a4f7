"""An act is chained with the work it belongs to; where nothing is committed it is refused, not lost."""

import pytest
from sqlalchemy import select

from core.actor import SYSTEM
from core.audit.models import CountryEvent
from core.audit.service import Subject, record
from core.testkit.stores import StoreFactory

HOUSE = Subject("branch", 1)


def test_an_act_noted_while_reading_is_refused(store_factory: StoreFactory) -> None:
    with store_factory("zz").country("zz").reading() as session, pytest.raises(TypeError, match="open a transaction"):
        record(session, SYSTEM, "branch.edit", HOUSE)


def test_an_act_is_written_with_its_transaction_or_not_at_all(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    with store.transaction() as session:
        record(session, SYSTEM, "branch.edit", HOUSE)
    with pytest.raises(ZeroDivisionError), store.transaction() as session:
        record(session, SYSTEM, "branch.open", HOUSE)
        raise ZeroDivisionError
    with store.reading() as session:
        assert session.scalars(select(CountryEvent.action)).all() == ["branch.edit"]
