"""Checks of a country's own tables: named after it, built by its revisions alone, and gone again without a trace."""

from collections.abc import Iterator
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.orm import Mapper

from core import migrate
from core.db import OwnBase, load_models
from core.migrate import Lineage
from core.stores import Store, scratch_store
from plugins.checks import Fault
from plugins.profile import CountryProfile

_HOOK = "declare_migrations"


def check_tables(profile: CountryProfile) -> Iterator[Fault]:
    """Find models of the country's package whose table is not named after it."""
    package = _package(profile)
    for mapper in OwnBase.registry.mappers:
        table = str(mapper.local_table.description)
        if _is_from(mapper, package) and not table.startswith(f"{profile.code}_"):
            fix = f"Begin its name with {profile.code}_: other names belong to core."
            yield Fault(_HOOK, f"the table '{table}' does not carry the country's code", fix)


def check_revisions(profile: CountryProfile) -> Iterator[Fault]:
    """Find revisions that fail, that leave something behind, or that say something else than the models."""
    load_models()
    if len(profile.lineages) > 1:
        yield Fault(_HOOK, "there is more than one line of revisions", "Keep all revisions in one folder.")
    mine = [name for name in OwnBase.metadata.tables if name.startswith(f"{profile.code}_")]
    if mine and not profile.lineages:
        yield Fault(_HOOK, f"no revision builds the table '{mine[0]}'", "Declare the folder of its revisions.")
    for lineage in migrate.lineages_of(profile)[:1]:
        for message, fix in _lineage(profile.code, lineage):
            yield Fault(_HOOK, message, fix)


def _lineage(code: str, lineage: Lineage) -> Iterator[tuple[str, str]]:
    if not lineage.folder.is_dir():
        yield f"there is no folder {lineage.folder}", "Name the folder that holds the revisions."
        return
    with scratch_store(code) as store:
        migrate.upgrade(store)
        before = _tables(store)
        try:
            migrate.upgrade(store, [lineage])
            yield from _differences(store, lineage, before)
            migrate.downgrade(store, lineage)
        except Exception as error:  # noqa: BLE001 - it is a country's revision that is on trial
            words = str(error).partition("\n")[0]
            yield f"a revision fails: {type(error).__name__}: {words}", "Run it on an empty store and mend it."
            return
        left = sorted(_tables(store) - before - {lineage.version_table})
        if left:
            yield f"going back leaves the tables {', '.join(left)}", "Drop them in downgrade()."


def _differences(store: Store, lineage: Lineage, before: set[str]) -> Iterator[tuple[str, str]]:
    new = _tables(store) - before - {lineage.version_table}
    for table in sorted(name for name in new if not lineage.owns(name)):
        yield f"a revision makes the table '{table}'", f"Begin its name with {lineage.prefix}."
    with store.engine.connect() as connection:
        if found := _compare(connection, store, migrate.core_lineage(store)):
            yield f"a revision changes core's tables: {_told(found)}", "Leave them alone; add a table of your own."
        if found := _compare(connection, store, lineage):
            yield f"models and revisions differ: {_told(found)}", "Write a revision with what is missing."


def _compare(connection: Connection, store: Store, lineage: Lineage) -> list[Any]:
    options = migrate.config(connection, store, lineage).attributes["configure"]
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, options["target_metadata"]))


def _told(found: list[Any]) -> str:
    """Tell the first difference: what is to be done, and to which table or column."""
    first = found[0][0] if isinstance(found[0], list) else found[0]
    return " ".join(str(getattr(each, "name", each)) for each in first if each is not None)


def _tables(store: Store) -> set[str]:
    with store.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def _package(profile: CountryProfile) -> str:
    plugin = profile.manager.get_plugin(profile.code)
    return str(getattr(plugin, "__name__", "")).rpartition(".")[0]


def _is_from(mapper: Mapper[object], package: str) -> bool:
    return bool(package) and mapper.class_.__module__.startswith(f"{package}.")
