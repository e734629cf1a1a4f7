"""The second lock on PostgreSQL: a session sees only the rows of the branches it was opened for.

The first lock is the policy that every service asks. On SQLite, which has one branch or one country per file and no
row-level security, setting a scope has no effect.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, Literal

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction

ALL: Final = "*"
"""Every branch of the store: for the store's own machinery and for roles that see a whole country."""

SETTING = "abrigo.branches"
_NOTHING = ""
PG_SEE_ALL = f"-c {SETTING}=0"
"""What PGOPTIONS must say for PostgreSQL's own tools to see every branch."""

# Ids of rows begin at one, so these two are free to mean something else.
_EVERY_BRANCH = 0
_NO_BRANCH = -1


def set_branch_scope(session: Session, branch_ids: Iterable[int] | Literal["*"]) -> None:
    """Say which branches this session may see and write, or :data:`ALL`; without this call it sees none."""
    session.info["branch_scope"] = _written(branch_ids)
    if (connection := session.info.get("connection")) is not None:
        _apply(session, connection)


@contextmanager
def seeing_all(session: Session) -> Iterator[None]:
    """Let a session see every branch of its store for a moment, for what is set once for a whole country."""
    before = session.info.get("branch_scope", _NOTHING)
    session.flush()  # what was written belongs to the narrower scope
    set_branch_scope(session, ALL)
    try:
        yield
        session.flush()  # what was written in another branch may be written while it is seen
    finally:
        session.info["branch_scope"] = before
        if (connection := session.info.get("connection")) is not None:
            _apply(session, connection)


def see_all(connection: Connection) -> None:
    """Let the present transaction of a bare connection see every branch, for migrations and copies of all."""
    connection.exec_driver_sql("SELECT set_config(%s, %s, true)", (SETTING, _written(ALL)))


def listen(sessions: type[Session]) -> None:
    """Make the sessions of a class bring their scope to each connection they take."""
    event.listen(sessions, "after_begin", _after_begin)


def row_level_security_ddl(table: str) -> list[str]:
    """Write the statements that give a table with ``branch_id`` its policy; revisions hold them as plain SQL.

    The setting is asked once in a statement and not once in a row, which is why it stands in a sub-select. Where it
    was never made it is NULL, and nothing is visible.

    ``= ANY`` would take half of the time for a row, a twentieth of a microsecond. But PostgreSQL expects few rows of an
    overlap and half of all rows of that, and would go through a country's tables where it now looks by an index.
    """
    scope = f"(SELECT string_to_array(current_setting('{SETTING}', true), ',')::int[])"
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        (
            f'CREATE POLICY branch_scope ON "{table}" '
            f"USING ({scope} && ARRAY[{_EVERY_BRANCH}, coalesce(branch_id, {_NO_BRANCH})])"
        ),
    ]


def _written(branch_ids: Iterable[int] | Literal["*"]) -> str:
    """Write a scope as the policies read it; a row of no branch belongs to the country, so every scope sees it."""
    if isinstance(branch_ids, str):
        return str(_EVERY_BRANCH)
    branches = sorted({int(branch) for branch in branch_ids})
    return ",".join(map(str, [_NO_BRANCH, *branches])) if branches else _NOTHING


def _after_begin(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        session.info["connection"] = connection
        _apply(session, connection)


def _apply(session: Session, connection: Connection) -> None:
    """Set the scope unless the pooled connection has it already, which saves most reads a round trip."""
    scope = session.info.get("branch_scope", _NOTHING)
    in_transaction = session.info["writing"]
    if in_transaction or connection.info.get(SETTING, _NOTHING) != scope:
        connection.exec_driver_sql("SELECT set_config(%s, %s, %s)", (SETTING, scope, in_transaction))
    if not in_transaction:
        connection.info[SETTING] = scope
