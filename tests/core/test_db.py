"""Column types that behave alike on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, func, select, text
from sqlalchemy.exc import StatementError

from core.db import UtcDateTime
from core.testkit.stores import StoreFactory

INSTANTS = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - the zone is drawn apart
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.timedeltas(timedelta(hours=-12), timedelta(hours=14)).map(
        lambda offset: timezone(timedelta(minutes=offset // timedelta(minutes=1)))
    ),
)
EVENTS = Table("event", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime))


@given(INSTANTS)
def test_an_instant_comes_back_as_it_went_in_but_in_utc(instant: datetime) -> None:
    dialect = create_engine("sqlite://").dialect
    kind = UtcDateTime()
    back = kind.process_result_value(kind.process_bind_param(instant, dialect), dialect)
    assert back == instant
    assert back is not None
    assert back.tzinfo is UTC


@given(INSTANTS, INSTANTS)
def test_what_sqlite_holds_sorts_like_the_instants(one: datetime, other: datetime) -> None:
    kind, dialect = UtcDateTime(), create_engine("sqlite://").dialect
    held_one, held_other = kind.process_bind_param(one, dialect), kind.process_bind_param(other, dialect)
    assert isinstance(held_one, int)
    assert isinstance(held_other, int)
    assert (held_one < held_other) == (one < other)


def test_both_databases_compare_and_return_instants_alike(store_factory: StoreFactory) -> None:
    early = datetime(2026, 5, 1, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=-6)))
    late = early + timedelta(microseconds=1)
    with store_factory("zz").country("zz").engine.connect() as connection:
        connection.execute(text("SET ROLE none") if connection.dialect.name == "postgresql" else text("SELECT 1"))
        EVENTS.create(connection)
        connection.execute(EVENTS.insert(), [{"at": late}, {"at": early}, {"at": None}])
        found = connection.scalars(select(EVENTS.c.at).where(EVENTS.c.at > early)).all()
        assert found == [late]
        assert found[0].tzinfo is UTC
        assert connection.scalar(select(func.min(EVENTS.c.at))) == early


def test_an_instant_without_a_zone_is_refused() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        EVENTS.create(connection)
        with pytest.raises(StatementError, match="time zone"):
            connection.execute(EVENTS.insert(), [{"at": datetime(2026, 1, 1)}])  # noqa: DTZ001
    engine.dispose()
