"""Fresh, migrated stores for each test, in little time: every worker migrates once and copies from then on.

A test that takes ``store_factory`` runs on SQLCipher and, where ``ABRIGO_TEST_PG`` names a superuser's URL, on
PostgreSQL too.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url

from core import keyslots, migrate
from core.db import load_models
from core.settings import Settings, is_postgresql
from core.stores import Stores, create_keys

TEST_SERVER = "ABRIGO_TEST_PG"
#: Fills stores that many tests begin with, always in the same way, and tells what is in them.
Furnish = Callable[[Stores], Any]

#: For tests of pages; that each reads the same on either, tests/journeys/trouble/test_either_database.py tells.
ON_ONE_DATABASE = pytest.mark.parametrize("store_kind", ["sqlcipher"])


class StoreTemplates:
    """Migrated stores that tests get copies of."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, tuple[str, ...]], Settings] = {}
        self._furnished: dict[tuple[str, tuple[str, ...], Furnish], tuple[Settings, Any]] = {}
        self._databases: list[str] = []

    def copy(self, kind: str, codes: tuple[str, ...], home: Path) -> Settings:
        """Copy the template for a kind of database and some countries, migrating it first if there is none yet."""
        if (kind, codes) not in self._made:
            self._made[kind, codes] = self._make(kind, codes)
        return self._copy(self._made[kind, codes], home, codes)

    def copy_furnished(self, kind: str, codes: tuple[str, ...], home: Path, furnish: Furnish) -> tuple[Settings, Any]:
        """Copy a template that somebody has filled, filling it first if that has not been done yet.

        :returns: the copy's settings, and what was told about what is in it.
        """
        key = (kind, codes, furnish)
        if key not in self._furnished:
            self._furnished[key] = self._fill(kind, codes, furnish)
        template, told = self._furnished[key]
        return self._copy(template, home, codes), told

    def _fill(self, kind: str, codes: tuple[str, ...], furnish: Furnish) -> tuple[Settings, Any]:
        settings = self.copy(kind, codes, self._folder / f"furnished-{len(self._furnished)}")
        with closing(Stores(settings)) as stores:
            return settings, furnish(stores)

    def _copy(self, template: Settings, home: Path, codes: tuple[str, ...]) -> Settings:
        shutil.copytree(template.home, home)
        if not is_postgresql(template.store):
            return settings_for(home, str(home / "stores"), codes)
        return settings_for(home, self.new_database(make_url(template.store).database), codes)

    def drop(self, settings: Settings) -> None:
        """Drop the database of a copy: some thousand of them would fill the memory that they lie in."""
        if is_postgresql(settings.store):
            self._drop(str(make_url(settings.store).database))

    def close(self) -> None:
        """Drop the databases that are left on the server."""
        for name in [*self._databases]:
            self._drop(name)
        if TEST_SERVER in os.environ:
            _server().dispose()

    def _drop(self, name: str) -> None:
        with _server().connect() as server:
            server.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        self._databases.remove(name)

    def _make(self, kind: str, codes: tuple[str, ...]) -> Settings:
        load_models()
        home = self._folder / "-".join([kind, *codes])
        location = str(home / "stores") if kind == "sqlcipher" else self.new_database()
        settings = settings_for(home, location, codes)
        keyslots.new_key_file(home / "keys" / "test.key")
        for store in settings.store_names:
            create_keys(settings, store)
        migrate.upgrade_all(settings)
        return settings

    def new_database(self, template: str | None = None) -> str:
        """Make a database on the server, empty unless it is a copy of another one.

        :returns: its URL.
        """
        name = f"abrigo_{uuid4().hex}"
        with _server().connect() as server:
            server.exec_driver_sql(f'CREATE DATABASE "{name}"' + (_copied_from(server, template) if template else ""))
        self._databases.append(name)
        return make_url(os.environ[TEST_SERVER]).set(database=name).render_as_string(hide_password=False)


def settings_for(home: Path, location: str, codes: tuple[str, ...]) -> Settings:
    """Make the settings of a small installation whose key lies in a file."""
    return Settings(home=home, store=location, countries=codes, key_file=home / "keys" / "test.key")


@pytest.fixture(scope="session")
def store_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreTemplates]:
    """Keep the templates for as long as the worker lives."""
    templates = StoreTemplates(tmp_path_factory.mktemp("templates"))
    yield templates
    templates.close()


@pytest.fixture(params=["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_kind(request: pytest.FixtureRequest) -> str:
    """Run the test once on each kind of database."""
    kind = str(request.param)
    if kind == "postgresql" and TEST_SERVER not in os.environ:
        pytest.skip(f"{TEST_SERVER} names no server")
    return kind


class StoreFactory:
    """Makes stores for one test: ``store_factory("zz")``."""

    def __init__(self, kind: str, templates: StoreTemplates, folder: Path) -> None:
        self._kind, self._templates, self._folder = kind, templates, folder
        self._opened: list[Stores] = []

    def __call__(self, *codes: str, **changes: Any) -> Stores:
        """Make fresh, migrated stores.

        :param changes: settings that differ.
        """
        return self._open(replace(self._templates.copy(self._kind, codes, self._home()), **changes))

    def furnished(self, furnish: Furnish, *codes: str) -> tuple[Stores, Any]:
        """Make stores that are filled already, and tell what is in them.

        :param furnish: a function of a module, by which it is known what has been filled before.
        """
        settings, told = self._templates.copy_furnished(self._kind, codes, self._home(), furnish)
        return self._open(settings), told

    def close(self) -> None:
        """Close and drop what was made."""
        for stores in self._opened:
            stores.close()
            self._templates.drop(stores.settings)

    def _home(self) -> Path:
        return self._folder / f"installation-{len(self._opened)}"

    def _open(self, settings: Settings) -> Stores:
        self._opened.append(Stores(settings))
        return self._opened[-1]


@pytest.fixture
def store_factory(store_kind: str, store_templates: StoreTemplates, tmp_path: Path) -> Iterator[StoreFactory]:
    """Give what makes this test's stores."""
    with closing(StoreFactory(store_kind, store_templates, tmp_path)) as factory:
        yield factory


@cache
def _server() -> Engine:
    """Keep one connection, rather than make one for each database that is copied and for each that is dropped."""
    return create_engine(os.environ[TEST_SERVER], isolation_level="AUTOCOMMIT", pool_size=1, pool_pre_ping=True)


def _copied_from(server: Connection, template: str) -> str:
    """Copy its files: page by page through the log, which newer servers do by themselves, takes twice as long."""
    asked = " STRATEGY file_copy" if (server.dialect.server_version_info or ()) >= (15,) else ""
    return f' TEMPLATE "{template}"{asked}'
