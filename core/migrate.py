"""Brings stores to the version of the software: core's lineage in each, and each country's own beside it.

A lineage has its own version table, so that a country that leaves never stops the others.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from core import marks, roles
from core.db import OwnBase
from core.errors import StoreMoved, StoreTooNew
from core.settings import NETWORK, Settings
from core.stores import Store, open_store
from core.vault import KEY_TABLE, ensure_key
from plugins.profile import CountryProfile

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
CORE_VERSIONS = "alembic_version"
_OF_A_COUNTRY = re.compile(rf"[a-z]{{2}}_|{CORE_VERSIONS}_")


class State(Enum):
    """How a lineage of a store stands against the installed software."""

    BEHIND = "behind"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Lineage:
    """A line of revisions with a version table of its own.

    :param prefix: what the names of a country's own tables begin with; empty for core's lineages.
    """

    name: str
    folder: Path
    version_table: str = CORE_VERSIONS
    prefix: str = ""

    def owns(self, table: str) -> bool:
        """Tell whether a table is this lineage's: a country's tables are named after it, all others are core's."""
        if self.prefix:
            return table.startswith(self.prefix)
        return not _OF_A_COUNTRY.match(table)


def core_lineage(store: Store) -> Lineage:
    """Give the lineage that core runs in a store."""
    name = NETWORK if store.is_network else "country"
    return Lineage(name, FOLDER / name)


def country_lineage(code: str, folder: Path) -> Lineage:
    """Give the lineage of a country's own tables, which run in its store after core's."""
    return Lineage(code, folder, f"{CORE_VERSIONS}_{code}", f"{code}_")


def lineages_of(country: CountryProfile) -> list[Lineage]:
    """Give the lineage that a country declares, if it has tables of its own."""
    return [country_lineage(country.code, each.folder) for each in country.lineages]


def upgrade(store: Store, lineages: Iterable[Lineage] = ()) -> None:
    """Bring a store, opened as the owner of its tables, to the newest revisions: all of them or none.

    :param lineages: the country's own, if it has any; core's always runs first.
    :raises StoreTooNew: if newer software has written the store.
    """
    with roles.owner_connection(store.engine) as connection:
        roles.prepare(connection, store.name)
        _refuse_moved(connection, store)
        for lineage in (core_lineage(store), *lineages):
            _state(connection, lineage)
            command.upgrade(config(connection, store, lineage), "head")
        if inspect(connection).has_table(KEY_TABLE.name):
            ensure_key(connection, store.kek)
        roles.grant(connection, store.name)


def _refuse_moved(connection: Connection, store: Store) -> None:
    """A store that has moved away is left as it was; one that arrives is given its tables."""
    if not store.is_network and marks.read(connection, store.name) > marks.ARRIVING:
        raise StoreMoved


def downgrade(store: Store, lineage: Lineage) -> None:
    """Undo every revision of a country's lineage, for development only: what its tables hold is lost."""
    with roles.owner_connection(store.engine) as connection:
        command.downgrade(config(connection, store, lineage), "base")


def upgrade_all(settings: Settings, lineages: Mapping[str, Sequence[Lineage]] | None = None) -> None:
    """Bring every store of an installation to the newest revisions.

    :param lineages: by country code, its own.
    """
    for name in settings.store_names:
        upgrade_one(settings, name, (lineages or {}).get(name, ()))


def upgrade_one(settings: Settings, name: str, lineages: Iterable[Lineage] = ()) -> None:
    """Bring one store of an installation to the newest revisions."""
    with closing(open_store(settings, name)) as store:
        upgrade(store, lineages)
        roles.admit(store.engine, name, settings.location(name))


def check(store: Store, lineages: Iterable[Lineage] = ()) -> State:
    """Tell whether a store stands at the newest revisions.

    :raises StoreTooNew: if newer software has written it.
    """
    with store.engine.connect() as connection:
        states = [_state(connection, lineage) for lineage in (core_lineage(store), *lineages)]
    return State.BEHIND if State.BEHIND in states else State.CURRENT


def config(connection: Connection, store: Store, lineage: Lineage, **configure: Any) -> Config:
    """Prepare Alembic for one lineage of one store."""
    made = _config(lineage)
    made.attributes["connection"] = connection
    made.attributes["configure"] = {
        "target_metadata": OwnBase.metadata if lineage.prefix else store.metadata,
        "version_table": lineage.version_table,
        "include_name": _names_of(lineage),
        "include_object": _objects_of(lineage),
        "render_as_batch": True,
        "compare_type": True,
        **configure,
    }
    return made


def _config(lineage: Lineage) -> Config:
    made = Config()
    options = {
        "script_location": str(FOLDER),
        "version_locations": str(lineage.folder),
        "path_separator": "newline",
        "timezone": "UTC",
        "file_template": "%(year)d%(month).2d%(day).2d_%(hour).2d%(minute).2d_%(rev)s_%(slug)s",
    }
    for name, value in options.items():
        made.set_main_option(name, value.replace("%", "%%"))
    return made


def _names_of(lineage: Lineage) -> Callable[[str | None, str, Mapping[str, str | None]], bool]:
    def is_ours(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
        table = name if kind == "table" else parents.get("table_name")
        return table is None or lineage.owns(table)

    return is_ours


def _objects_of(lineage: Lineage) -> Callable[[Any, str | None, str, bool, Any], bool]:
    """Choose among what the models say: the countries' own stand side by side."""

    def is_ours(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or name is None or lineage.owns(name)

    return is_ours


def _state(connection: Connection, lineage: Lineage) -> State:
    context = MigrationContext.configure(connection, opts={"version_table": lineage.version_table})
    script = ScriptDirectory.from_config(_config(lineage))
    at, known = set(context.get_current_heads()), {revision.revision for revision in script.walk_revisions()}
    if at - known:
        raise StoreTooNew
    return State.CURRENT if at == set(script.get_heads()) else State.BEHIND
