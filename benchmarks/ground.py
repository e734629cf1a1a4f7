"""The stores that are measured: built once, kept for the next run, and people signed in without passing the door."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Flask
from measure import progress
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.exc import DatabaseError

from core import clock, installation, migrate
from core.access import sessions
from core.access.models import BranchListing, Grant
from core.app import create_app
from core.db import load_models
from core.errors import DomainError
from core.residents.models import Identity
from core.scope import set_branch_scope
from core.settings import Settings
from core.simulation.service import Simulation, simulate
from core.stores import Store, Stores

DATABASE = "abrigo_benchmark"
YEARS = 10
_NOTE = "built.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built: one country's store."""

    country: str
    residents: int
    branches: int


@dataclass(frozen=True, slots=True)
class Place:
    """A built installation, opened, and the house in which the measuring is done."""

    settings: Settings
    stores: Stores
    app: Flask
    country: str
    branch_id: int
    branch_code: str

    @property
    def store(self) -> Store:
        """The country's store."""
        return self.stores.country(self.country)

    def token(self, role: str) -> str:
        """Sign the house's member of staff in a role in, and give what her browser would carry."""
        with self.stores.network.transaction() as session:
            query = select(Grant).where(Grant.role == role, Grant.branch_code == self.branch_code)
            grant = session.scalars(query.order_by(Grant.id)).first()
            if grant is None:
                raise SystemExit(f"Nobody works as {role} at {self.branch_code}.")
            _token, visit = sessions.begin(session, user_id=grant.user_id)
            return sessions.rotate(session, visit, grant_id=grant.id)[0]

    def names(self, number: int) -> list[str]:
        """Give a given name and a surname of some residents of the house, to search for."""
        with self.store.reading() as session:
            set_branch_scope(session, [self.branch_id])
            known = (Identity.given_names.is_not(None), Identity.surnames.is_not(None))
            query = select(Identity).where(Identity.branch_id == self.branch_id, *known)
            rows = session.scalars(query.order_by(Identity.resident_id).limit(number * 20)).all()[::20]
            given, surnames = (
                self.store.vault.open_many(
                    "identity", column, [(row.resident_id, getattr(row, column)) for row in rows]
                )
                for column in ("given_names", "surnames")
            )
        return [f"{name.split()[0]} {surname.split()[0]}" for name, surname in zip(given, surnames, strict=True)]


def settings_for(home: Path, plan: Plan, server: str | None) -> Settings:
    """Make the settings of an installation below a folder: SQLCipher, or a database of its own on a server."""
    folder = home / ("postgresql" if server else "sqlcipher")
    location = _on_server(server) if server else str(folder / "stores")
    return Settings(
        home=folder, store=location, countries=(plan.country,), key_file=folder / "keys" / "benchmark.key",
    )  # fmt: skip


def prepare(settings: Settings, plan: Plan, server: str | None) -> Place:
    """Open what was built earlier, or build it if it is not what the plan or this version wants."""
    load_models()
    if not _holds(settings, _note(plan)):
        _build(settings, plan, server)
    stores = Stores(settings)
    app = create_app(settings, stores)
    with stores.network.reading() as session:
        listing = session.scalars(select(BranchListing).order_by(BranchListing.code)).first()
    if listing is None:
        raise SystemExit("The network lists no house.")
    return Place(settings, stores, app, plan.country, listing.branch_id, listing.code)


def reopened(settings: Settings, wanted: Mapping[str, Any]) -> Place | None:
    """Open what was built earlier, if it is what is wanted."""
    load_models()
    if not _holds(settings, wanted):
        return None
    stores = Stores(settings)
    return Place(settings, stores, create_app(settings, stores), settings.countries[0], 0, "")


def note(settings: Settings, wanted: Mapping[str, Any], server: str | None) -> None:
    """Note what was built, for the next run."""
    analyse(server)
    (settings.home / _NOTE).write_text(json.dumps(wanted))


def fresh(settings: Settings, server: str | None) -> Place:
    """Make an installation with empty stores, whatever was there."""
    load_models()
    shutil.rmtree(settings.home, ignore_errors=True)
    if server:
        _new_database(server)
    installation.initialise(settings)
    stores = Stores(settings)
    return Place(settings, stores, create_app(settings, stores), settings.countries[0], 0, "")


def _holds(settings: Settings, wanted: Mapping[str, Any]) -> bool:
    kept = settings.home / _NOTE
    if not kept.exists() or json.loads(kept.read_text()) != wanted:
        return False
    stores = Stores(settings)
    try:
        return all(migrate.check(store) is migrate.State.CURRENT for store in stores.all())
    except (DatabaseError, DomainError):
        return False  # somebody has dropped the database or its keys
    finally:
        stores.close()


def _build(settings: Settings, plan: Plan, server: str | None) -> None:
    stores = fresh(settings, server).stores
    wanted = Simulation("benchmark", plan.residents, YEARS, plan.branches, clock.now())
    with progress(plan.residents, f"building {plan.residents:,} residents") as went_on:
        simulate(stores, installation.profiles(settings), wanted, went_on)
    stores.close()
    note(settings, _note(plan), server)


def _note(plan: Plan) -> dict[str, Any]:
    return {"country": plan.country, "residents": plan.residents, "branches": plan.branches, "years": YEARS}


def _on_server(server: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))


def _new_database(server: str) -> None:
    _execute(server, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    _execute(server, f"CREATE DATABASE {DATABASE}")


def analyse(server: str | None) -> None:
    """Let the server look at what was written, as it would do by itself within minutes."""
    if server:
        _execute(_on_server(server), "VACUUM ANALYZE")


def ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Ask a PostgreSQL database as its owner."""
    with _connected(url) as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def _execute(url: str, statement: str) -> None:
    with _connected(url) as connection:
        connection.exec_driver_sql(statement)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    driver = re.sub(r"^postgres(ql)?(\+psycopg)?:", "postgresql+psycopg:", url)
    engine = create_engine(driver, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()
