"""Writes revisions from the models, for developers: against an empty store, with what no model can say added to them.

``python -m core.revisions regenerate`` writes the first revision of core's lineages anew, for as long as nothing has
been released; ``python -m core.revisions revision <network|country> <message>`` adds one.
"""

import subprocess
import sys
from argparse import Namespace
from importlib.util import find_spec
from pathlib import Path
from textwrap import wrap
from typing import Any

from alembic import command
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column
from sqlalchemy.types import TypeDecorator

from core import roles
from core.db import NetworkBase, Sealed, UtcDateTime, load_models
from core.migrate import FOLDER, Lineage, config, core_lineage
from core.roles import APPEND_ONLY
from core.scope import row_level_security_ddl
from core.settings import NETWORK
from core.stores import scratch_store

_FIRST = "First tables"
_UTC = 'sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")'
_APPEND_ONLY_SQLITE = [
    (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ),
    (
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ),
]
_APPEND_ONLY_POSTGRESQL = [
    (
        "CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    ),
    (
        "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    ),
]


class GuardOp(ops.MigrateOperation):
    """Statements for several tables on one kind of database, which Alembic knows no operation for.

    :param statements: with ``{table}`` where the table's name belongs.
    """

    def __init__(self, dialect: str, tables: list[str], statements: list[str]) -> None:
        self.dialect = dialect
        self.tables = tables
        self.statements = statements


def revision(name: str, message: str, own: Lineage | None = None) -> Path:
    """Write a revision with what the models have and the lineage has not.

    :param name: ``network`` or ``country``.
    :param own: a country's own lineage, which stands on core's.
    :returns: the new file.
    """
    load_models()
    with scratch_store(name) as store, roles.owner_connection(store.engine) as connection:
        lineage = own or core_lineage(store)
        for each in (core_lineage(store), *([own] if own else ())):
            command.upgrade(config(connection, store, each), "head")
        extras = {"process_revision_directives": _add_guards, "render_item": _render_type}
        script = command.revision(_quiet(config(connection, store, lineage, **extras)), message, autogenerate=True)
    return _tidied(Path(script.path))  # type: ignore[union-attr]


def regenerate() -> list[Path]:
    """Delete the revisions of core's lineages and write the first one of each anew."""
    made = []
    for name in (NETWORK, "country"):
        for old in (FOLDER / name).glob("*.py"):
            old.unlink()
        made.append(revision(name, _FIRST))
    return made


def main(arguments: list[str]) -> None:
    """Obey the command line."""
    match arguments:
        case ["regenerate"]:
            regenerate()
        case ["revision", ("network" | "country") as name, message]:
            revision(name, message)
        case _:
            raise SystemExit(__doc__)


def _tidied(path: Path) -> Path:
    """Lay a revision out like the rest of the code, if the tool is there: it comes with the tests' requirements."""
    if find_spec("ruff") is None:
        return path
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)
    return path


def _quiet(made: Any) -> Any:
    made.cmd_opts = Namespace(quiet=True)
    return made


def _add_guards(context: MigrationContext, _revision: Any, directives: list[ops.MigrationScript]) -> None:
    upgrade = directives[0].upgrade_ops
    assert upgrade is not None
    tables = {made.table_name: made for made in upgrade.ops if isinstance(made, ops.CreateTableOp)}
    # The network store knows branches of all countries, so an id of one says nothing there.
    in_country = context.opts["target_metadata"] is not NetworkBase.metadata
    of_a_branch = [name for name, made in tables.items() if in_country and "branch_id" in _columns(made)]
    append_only = [name for name in tables if name in APPEND_ONLY]
    guards = [
        GuardOp("postgresql", of_a_branch, row_level_security_ddl("{table}")),
        GuardOp("sqlite", append_only, _APPEND_ONLY_SQLITE),
        GuardOp("postgresql", append_only, _APPEND_ONLY_POSTGRESQL),
    ]
    upgrade.ops.extend(guard for guard in guards if guard.tables)


def _columns(made: ops.CreateTableOp) -> set[str]:
    return {column.name for column in made.columns if isinstance(column, Column)}


@renderers.dispatch_for(GuardOp)
def _render_guard(_context: AutogenContext, operation: GuardOp) -> list[str]:
    # Alembic's printer indents after a colon and goes back one step at each empty line.
    return [
        f'if op.get_bind().dialect.name == "{operation.dialect}":',
        f"for table in {operation.tables!r}:",
        *(f"op.execute({_literal(statement)})" for statement in operation.statements),
        "",
        "",
    ]


def _literal(statement: str) -> str:
    """Write a long statement as several f-strings, one after the other."""
    lines = wrap(statement, 90, drop_whitespace=False)
    return " ".join(f"f{line!r}" for line in lines)


def _render_type(kind: str, value: Any, _context: AutogenContext) -> str | bool:
    """Write our own types as SQLAlchemy's: a revision imports none of our code."""
    if kind == "type" and isinstance(value, Sealed):
        return "sa.LargeBinary()"
    if kind != "type" or not isinstance(value, TypeDecorator):
        return False
    return _UTC if isinstance(value, UtcDateTime) else f"sa.{value.impl_instance!r}"


if __name__ == "__main__":
    main(sys.argv[1:])
