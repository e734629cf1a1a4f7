"""Who may do what in a store's database: PostgreSQL roles and schemas, and what SQLite needs for a migration.

Each store has a role without login that owns nothing. The platform signs in as a member of all of them and takes on
one for each connection, so that work on one store cannot reach the tables of another.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, inspect, make_url

from core.scope import see_all
from core.settings import NETWORK, is_postgresql

HQ_ROLE = "abrigo_hq"
#: All that the regional office reads; what it receives is written with the rights of the network store.
HQ_TABLES = (
    "submission",
    "figure",
    "branch_listing",
    "submission_mark",
    "newest_submission",
    "newest_figures",
    "cell_names",
    "turned_away",
    "sum_round",
    "sum_part",
    "donor_report",
    "story",
    "sharing_request",
    "sharing_reply",
    "public_release",
    "published",
)
APPEND_ONLY = ("audit_event", "disclosed", "sum_step", "published")
# Any number will do, so long as every process of this platform uses the same one.
_LOCK = 0x6162_7269


@contextmanager
def owner_connection(engine: Engine) -> Iterator[Connection]:
    """Open one transaction in which tables may be altered; it is committed at the end or undone as a whole.

    :raises RuntimeError: if a foreign key would point nowhere afterwards.
    """
    with engine.connect() as connection, _without_foreign_keys(connection), connection.begin():
        yield connection
        if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("A foreign key points nowhere after the migration.")


def prepare(connection: Connection, store: str) -> None:
    """Make a store's schema and roles if they are not there, and let no two processes migrate at once."""
    if connection.dialect.name == "sqlite":
        return  # BEGIN IMMEDIATE has locked the file, and a file has neither schema nor role
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    see_all(connection)
    connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{store}"')
    for role in _roles(store):
        connection.exec_driver_sql(_create_role(role))


def grant(connection: Connection, store: str) -> None:
    """Give a store's roles their rights on its present tables: whatever the role may not do here, it may not do."""
    if connection.dialect.name == "sqlite":
        return
    tables = inspect(connection).get_table_names()
    for statement in (*_store_grants(store, tables), *_hq_grants(store, tables)):
        connection.exec_driver_sql(statement)


def admit(engine: Engine, store: str, location: str) -> None:
    """Let the account with which the platform signs in take on a store's roles, if the owner is another account."""
    account = make_url(location).username if is_postgresql(location) else None
    if account is None:
        return
    with engine.begin() as connection:
        for role in _roles(store):
            connection.exec_driver_sql(f'GRANT "{role}" TO "{account}"')


def role_of(store: str) -> str:
    """Name the role that works on a store."""
    return f"abrigo_{store}"


def _roles(store: str) -> tuple[str, ...]:
    return (role_of(store), HQ_ROLE) if store == NETWORK else (role_of(store),)


def _create_role(role: str) -> str:
    # Roles belong to the whole server, so another database's migration may make the same one at this moment.
    return (
        f'DO $$ BEGIN CREATE ROLE "{role}" NOLOGIN NOINHERIT; '
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )


def _store_grants(store: str, tables: list[str]) -> Iterator[str]:
    role = f'"{role_of(store)}"'
    yield f'GRANT USAGE ON SCHEMA "{store}" TO {role}'
    yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{store}" TO {role}'
    yield f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA "{store}" TO {role}'
    for table in tables:
        if table in APPEND_ONLY:
            yield f'REVOKE UPDATE, DELETE ON "{table}" FROM {role}'
        if table.startswith("alembic_version"):
            yield f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM {role}'


def _hq_grants(store: str, tables: list[str]) -> Iterator[str]:
    if store != NETWORK:
        return
    yield f'GRANT USAGE ON SCHEMA "{store}" TO "{HQ_ROLE}"'
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA "{store}" FROM "{HQ_ROLE}"'
    for table in sorted(set(HQ_TABLES) & set(tables)):
        yield f'GRANT SELECT ON "{table}" TO "{HQ_ROLE}"'


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild tables that others point to; the pragma has no effect once a transaction has begun."""
    raw = connection.connection.driver_connection if connection.dialect.name == "sqlite" else None
    if raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")
