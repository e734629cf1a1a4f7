"""Moves a country's store to another place: to its own server and back, from files to PostgreSQL and back.

Nobody writes meanwhile. What arrived is read again and compared table by table, and the record of access is checked
there, before the old place is closed; it keeps all that it holds. A move that was broken off left a target that says
so: the same command begins again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection, TableClause, delete, inspect, make_url

from core import marks, migrate, roles, rows, scope
from core.actor import SYSTEM
from core.audit import checking, witnesses
from core.audit.service import Subject, record
from core.errors import N_, Damaged, Refused, StoreMoved, WrongKey
from core.i18n import lazy
from core.migrate import Lineage, State
from core.rows import Print, Progress
from core.settings import Settings, is_postgresql
from core.stores import Store, Stores, open_store, open_with, unlock
from core.vault import KEY_TABLE
from plugins.profile import CountryProfile

NOT_EMPTY = N_("There is something already at the new place. Nothing was overwritten.")
OTHER_KEYS = N_("Other key slots lie at the new place already: %(file)s. Nothing was overwritten.")
BEHIND = N_("The tables of this store are behind this version. Bring them up to date first: abrigo db upgrade")
UNLIKE = N_("What arrived is not what left: %(tables)s. The store stays where it was.")
BROKEN = N_("The record of access does not hold: see abrigo audit verify. The store stays where it was.")


@dataclass(frozen=True, slots=True)
class Passage:
    """A move under way: whose store, from where, and to where.

    :param there: the settings of the installation as they will be.
    """

    country: CountryProfile
    here: Settings
    there: Settings

    @property
    def code(self) -> str:
        """The store's name."""
        return self.country.code

    @property
    def mark(self) -> int:
        """What the old place will say."""
        return marks.moved_to(self.there.location(self.code))


def passage(settings: Settings, country: CountryProfile, location: str, owner: str | None = None) -> Passage:
    """Plan a move.

    :param owner: PostgreSQL URL of the role that owns the tables there, if the platform signs in as another.
    """
    code = country.code
    owners = {name: url for name, url in settings.owners.items() if name != code} | ({code: owner} if owner else {})
    there = replace(settings, stores={**settings.stores, code: location}, owners=owners)
    return Passage(country, settings, there)


def size(way: Passage) -> int:
    """Count how often a row will be taken in hand: once to be copied, once to be compared."""
    with closing(open_store(way.here, way.code)) as store, _look(store) as connection:
        return 2 * rows.count(connection, rows.tables_of(connection, store))


def move(way: Passage, progress: Progress = lambda _rows: None) -> Mapping[str, Print]:
    """Move the store.

    :returns: the fingerprint of every table, the same on both sides.
    :raises Refused: if there is something at the new place, or the store's tables are not current.
    :raises StoreMoved: if the store has moved elsewhere already.
    :raises Damaged: if what arrived is not what left.
    """
    lineages = migrate.lineages_of(way.country)
    _require_current(way, lineages)
    with closing(open_store(way.here, way.code)) as source, _at_rest(source) as at_rest:
        if marks.read(at_rest, way.code) not in (marks.OPEN, way.mark):
            raise StoreMoved
        _make_room(way)
        migrate.upgrade_one(way.there, way.code, lineages)
        with closing(open_store(way.there, way.code)) as target:
            prints = _copy(way, at_rest, target, progress)
            marks.write(at_rest, way.code, way.mark)
    _open(way)
    return prints


def _require_current(way: Passage, lineages: Sequence[Lineage]) -> None:
    with closing(open_store(way.here, way.code)) as source:
        if migrate.check(source, lineages) is not State.CURRENT:
            raise Refused(message=BEHIND)


@contextmanager
def _at_rest(source: Store) -> Iterator[Connection]:
    """Let others read but not write, until it is said that the store has moved."""
    with roles.owner_connection(source.engine) as connection:
        if connection.dialect.name == "postgresql":
            scope.see_all(connection)
            names = ", ".join(f'"{name}"' for name in inspect(connection).get_table_names())
            connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")
        yield connection


@contextmanager
def _look(store: Store) -> Iterator[Connection]:
    with store.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            scope.see_all(connection)
        yield connection


def _make_room(way: Passage) -> None:
    """See that nothing is at the new place, or only what a move that was broken off has left, and bring the keys."""
    master = unlock(way.here, way.code)
    slots, content = way.there.slots_path(way.code), way.here.slots_path(way.code).read_bytes()
    if slots.exists() and slots.read_bytes() != content:
        raise Refused(message=lazy(OTHER_KEYS, file=str(slots)))
    try:
        with closing(open_with(master, way.there, way.code)) as target:
            _empty(target)
    except WrongKey:
        raise Refused(message=NOT_EMPTY) from None
    slots.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    slots.touch(mode=0o600)
    slots.write_bytes(content)


def _empty(target: Store) -> None:
    with roles.owner_connection(target.engine) as connection:
        roles.prepare(connection, target.name)
        names = inspect(connection).get_table_names()
        if names and marks.read(connection, target.name) != marks.ARRIVING:
            raise Refused(message=NOT_EMPTY)
        _drop(connection, target.name, names)
        marks.write(connection, target.name, marks.ARRIVING)


def _drop(connection: Connection, store: str, names: Sequence[str]) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f'DROP SCHEMA "{store}" CASCADE')
        roles.prepare(connection, store)
        return
    for name in names:
        connection.exec_driver_sql(f'DROP TABLE "{name}"')


def _copy(way: Passage, source: Connection, target: Store, progress: Progress) -> Mapping[str, Print]:
    tables = rows.tables_of(source, target)
    with roles.owner_connection(target.engine) as connection:
        if connection.dialect.name == "postgresql":
            scope.see_all(connection)
        connection.execute(delete(KEY_TABLE))  # a new store gives itself a key, and these rows are under the old one's
        with rows.loading(connection, way.code, tables):
            left = {each.name: rows.copy(source, connection, each, progress) for each in tables}
    _compare(left, target, tables, progress)
    _check_record(way, target)
    return left


def _compare(left: Mapping[str, Print], target: Store, tables: Sequence[TableClause], progress: Progress) -> None:
    with _look(target) as connection:
        unlike = [each.name for each in tables if rows.fingerprint(connection, each, progress) != left[each.name]]
    if unlike:
        raise Damaged(lazy(UNLIKE, tables=", ".join(unlike)))


def _check_record(way: Passage, target: Store) -> None:
    with closing(Stores(way.here)) as stores:
        seen = witnesses.seen_of(stores.network, way.code)
    if checking.verify(target, seen):
        raise Damaged(BROKEN)


def _open(way: Passage) -> None:
    """Note the move in the record of access, and let the store be served from where it is now."""
    with closing(open_store(way.there, way.code)) as target, target.transaction() as session:
        scope.set_branch_scope(session, scope.ALL)
        record(session, SYSTEM, "store.move", Subject("store", way.code))
        marks.write(session.connection(), way.code, marks.OPEN)


def setting(way: Passage) -> tuple[str, str]:
    """Name the variable that says where the store is now, and its value without a password."""
    location = way.there.location(way.code)
    shown = make_url(location).render_as_string(hide_password=True) if is_postgresql(location) else location
    return f"ABRIGO_STORE_{way.code.upper()}", shown
