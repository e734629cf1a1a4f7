"""An act is chained with the work it belongs to; where nothing is committed it is refused, not lost."""

from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from core.actor import SYSTEM
from core.audit.models import CountryEvent
from core.audit.service import Subject, noted, record
from core.testkit.stores import ON_ONE_DATABASE, StoreFactory

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


def test_acts_of_one_sort_are_listed_with_those_that_are_about_to_be_written(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    with store.transaction() as session:
        record(session, SYSTEM, "branch.edit", HOUSE, reason="first")
        record(session, SYSTEM, "branch.open", HOUSE)
        record(session, SYSTEM, "branch.edit", Subject("room", 1))
    with store.transaction() as session:
        record(session, SYSTEM, "branch.edit", Subject("branch", 2), reason="second")
        record(session, SYSTEM, "branch.edit", Subject("room", 2))
        found = [(number, told["reason"]) for number, told in noted(session, "branch", "branch.edit")]
    assert found == [("1", "first"), ("2", "second")]


@ON_ONE_DATABASE
def test_the_length_of_the_chain_does_not_bear_on_finding_them(store_factory: StoreFactory) -> None:
    sent: list[tuple[str, Any]] = []
    listener = lambda _connection, _cursor, text, values, *_more: sent.append((text, values))  # noqa: E731
    with store_factory("zz").country("zz").reading() as session:
        event.listen(Engine, "before_cursor_execute", listener)
        try:
            noted(session, "branch", "branch.edit")
        finally:
            event.remove(Engine, "before_cursor_execute", listener)
        [(text, values)] = [each for each in sent if "audit_event" in each[0]]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        assert any("ix_audit_event_subject_subject_id" in row[3] for row in plan)
