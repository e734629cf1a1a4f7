"""Declarative bases of the two kinds of store, and the column types that behave alike on SQLite and PostgreSQL."""

import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, ForeignKey, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from core import clock

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Sealed(LargeBinary):
    """A value that :mod:`core.vault` has encrypted for its row; the database never sees it in clear.

    Bytes that another key seals are plain ``LargeBinary``: the vault can neither open them nor seal them anew.
    """


class Bulky(Sealed):
    """A sealed value of up to some megabytes: whoever goes through a table of them takes few at a time."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in and out. SQLite holds microseconds since 1970, which sort and compare as numbers."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type in the database."""
        kind: TypeEngine[Any] = BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        """Turn an aware instant into what the database holds.

        :raises ValueError: if the instant does not say its offset from UTC.
        """
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("An instant needs a time zone.")
        return (value - _EPOCH) // _MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn what the database holds into an instant in UTC."""
        if isinstance(value, int):
            return _EPOCH + timedelta(microseconds=value)
        return value.astimezone(UTC) if isinstance(value, datetime) else None


class NetworkBase(DeclarativeBase):
    """Tables of the network store: users, grants, branches' public names, submissions."""

    metadata = MetaData(naming_convention=NAMING)


class CountryBase(DeclarativeBase):
    """Tables of a country's store: everything about people and work there."""

    metadata = MetaData(naming_convention=NAMING)


class OwnBase(DeclarativeBase):
    """Tables that a country brings, in its own store: core neither asks for them nor counts on them."""

    metadata = MetaData(naming_convention=NAMING)


def key_of(table: str) -> Column[Any]:
    """Give the key of one of core's tables, for a country's own table that points to it."""
    load_models()
    return CountryBase.metadata.tables[table].c.id


class Versioned:
    """Mixin for records that two people edit: a write on top of an unseen change fails with ``Conflict``."""

    revision: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:  # noqa: N805
        return {"version_id_col": cls.revision}


class Timestamped:
    """Mixin for the instant a row was first written."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Correctable:
    """Mixin for records of what has happened: none is edited. A slip is struck out and can be brought back; what
    corrects it is a new record, and both stay readable (INV-09). One that is struck out counts nowhere.
    """

    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    voided_by_name: Mapped[str] = mapped_column(String(120), default="")

    @declared_attr
    def corrects_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The record that this one corrects."""
        return mapped_column(ForeignKey(f"{cls.__tablename__}.id"))  # type: ignore[attr-defined]


class Written:
    """Mixin for who wrote a record down, by account and by the name at the time."""

    created_by: Mapped[int]
    created_by_name: Mapped[str] = mapped_column(String(120))


def load_models() -> list[str]:
    """Import the models of every domain, so that both bases know all their tables.

    :returns: the names of the imported modules.
    """
    names = [*_model_modules(), "core.vault"]
    for name in names:
        import_module(name)
    return names


def _model_modules() -> Iterator[str]:
    core = import_module("core")
    for module in pkgutil.iter_modules(core.__path__, "core."):
        if module.ispkg and find_spec(f"{module.name}.models") is not None:
            yield f"{module.name}.models"
