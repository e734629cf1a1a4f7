"""How the stores' databases are spoken to: all of one kind alike, so what one store has compiled serves every other.

Compiling a statement costs more than running it. SQLAlchemy keeps what it has compiled with each engine, and an
installation has an engine for every country, all of which run the same statements.
"""

from types import ModuleType
from typing import Any, Final

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

SQLCIPHER: Final = "sqlite+abrigo://"
"""The address of a file that is opened by the engine's creator."""

POSTGRESQL: Final = "postgresql+abrigo"
"""The driver's name in the address of a PostgreSQL database."""

COMPILED_ONCE: Final = {"compiled_cache": LRUCache[Any, Any](2000)}
"""The execution options of every store's engine; the number is of statements, and more than there are."""


class _Alike:
    """A dialect that equals every other of its kind, as the key of what has been compiled."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class Sqlcipher(_Alike, SQLiteDialect_pysqlite):
    """SQLite through the driver that encrypts."""

    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        """Give the driver."""
        from sqlcipher3 import dbapi2

        return dbapi2  # type: ignore[no-any-return]


class Postgresql(_Alike, PGDialect_psycopg):
    """PostgreSQL through psycopg."""

    supports_statement_cache = True


registry.register("sqlite.abrigo", __name__, Sqlcipher.__name__)
registry.register("postgresql.abrigo", __name__, Postgresql.__name__)
