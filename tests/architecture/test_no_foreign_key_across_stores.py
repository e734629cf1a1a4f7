"""No foreign key leaves its store: the two would have to live on one server for ever."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.exc import NoReferencedTableError


def keys_that_leave(metadata: MetaData) -> Iterator[str]:
    """Name each foreign key whose target is not a table of the same store."""
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            try:
                stays = key.column.table.metadata is metadata
            except NoReferencedTableError:
                stays = False
            if not stays:
                yield f"{table.name}.{key.parent.name} -> {key.target_fullname}"


def load_models(checkout: Path) -> None:
    """Import every module that may declare a table, so that the two metadata are complete."""
    for room in ("core", "countries"):
        for module in pkgutil.walk_packages([str(checkout / room)], f"{room}."):
            if "models" in module.name.split("."):
                importlib.import_module(module.name)
    for path in (checkout / "countries").glob("*/models.py"):
        importlib.import_module(f"countries.{path.parent.name}.models")


@pytest.mark.parametrize("base", ["NetworkBase", "CountryBase"])
def test_no_foreign_key_leaves_its_store(checkout: Path, base: str) -> None:
    load_models(checkout)
    metadata: MetaData = getattr(importlib.import_module("core.db"), base).metadata
    assert metadata.tables
    assert not list(keys_that_leave(metadata))


def test_the_two_stores_have_metadata_of_their_own() -> None:
    db = importlib.import_module("core.db")
    assert db.NetworkBase.metadata is not db.CountryBase.metadata


def test_a_key_into_the_other_store_is_found() -> None:
    network, country = MetaData(), MetaData()
    user = Table("user", network, Column("id", Integer, primary_key=True))
    Table("stay", country, Column("id", Integer, primary_key=True))
    Table("by_object", country, Column("user_id", ForeignKey(user.c.id)))
    Table("by_name", country, Column("user_id", ForeignKey("user.id")))
    Table("at_home", country, Column("stay_id", ForeignKey("stay.id")))
    assert sorted(keys_that_leave(country)) == ["by_name.user_id -> user.id", "by_object.user_id -> user.id"]
