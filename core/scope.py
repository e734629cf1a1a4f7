"""The second lock on PostgreSQL: a session sees only the rows of the branches it was opened for.

The first lock is the policy that every service asks. On SQLite, which has one branch or one country per file and no
row-level security, setting a scope has no effect.
"""

from collections.abc import Iterable
from typing import Final, Literal

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction

ALL: Final = "*"
"""Every branch of the store: for the store's own machinery and for roles that see a whole country."""

_SETTING = "abrigo.branches"
_NONE = ""


def set_branch_scope(session: Session, branch_ids: Iterable[int] | Literal["*"]) -> None:
    """Say which branches this session may see and write, or :data:`ALL`; without this call it sees none."""
    scope = ALL if isinstance(branch_ids, str) else "{" + ",".join(str(int(branch)) for branch in branch_ids) + "}"
    session.info["branch_scope"] = scope
    if (connection := session.info.get("connection")) is not None:
        _apply(session, connection)


def listen(sessions: type[Session]) -> None:
    """Make the sessions of a class bring their scope to each connection they take."""
    event.listen(sessions, "after_begin", _after_begin)


def row_level_security_ddl(table: str) -> list[str]:
    """Write the statements that give a table with ``branch_id`` its policy; revisions hold them as plain SQL.

    A row without a branch belongs to the whole country: whoever may see any branch sees it. The setting is asked once
    in a statement and not once in a row, which is why it stands in a sub-select.
    """
    setting = f"(SELECT coalesce(current_setting('{_SETTING}', true), ''))"
    # PostgreSQL may evaluate both sides of OR, so the array must be well-formed in every case.
    array = f"(SELECT CASE WHEN {setting} IN ('', '{ALL}') THEN '{{}}' ELSE {setting} END)::int[]"
    visible = f"{setting} = '{ALL}' OR branch_id = ANY ({array}) OR (branch_id IS NULL AND {setting} <> '')"
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY branch_scope ON "{table}" USING ({visible}) WITH CHECK ({visible})',
    ]


def _after_begin(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        session.info["connection"] = connection
        _apply(session, connection)


def _apply(session: Session, connection: Connection) -> None:
    """Set the scope unless the pooled connection has it already, which saves most reads a round trip."""
    scope = session.info.get("branch_scope", _NONE)
    in_transaction = session.info["writing"]
    if in_transaction or connection.info.get(_SETTING, _NONE) != scope:
        connection.exec_driver_sql("SELECT set_config(%s, %s, %s)", (_SETTING, scope, in_transaction))
    if not in_transaction:
        connection.info[_SETTING] = scope
