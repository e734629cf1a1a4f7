"""A twin of a house in a store of its own: its configuration and the skeleton of what runs in it, and no person.

Only what counting needs is copied: states, dates and references. Names, sealed texts and contents of forms stay where
they are; every text that could hold a name is a dot. The twin has its own keys and is thrown away with them.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from secrets import token_hex
from typing import Any

from sqlalchemy import Column, Table, insert, or_, select
from sqlalchemy.orm import Session

from core import keyslots
from core.db import CountryBase, Sealed
from core.scope import ALL, set_branch_scope
from core.settings import Settings
from core.stores import Stores, create_keys
from plugins.profile import CountryProfile

#: What no rule of the configuration counts, or what is secret by nature.
_LEFT = frozenset({
    "audit_event", "audit_witness", "vault_key", "branch_secret", "draft", "spent_token", "disclosed", "sum_step",
    "identity", "identity_document", "emergency_card", "instruction", "gap_note", "form_version", "form_print",
    "form_signature", "obligation_document", "partner_contact", "family_link",
})  # fmt: skip
_DOT = "·"
_CONFIGURATION = "configuration_version"
#: Tables whose texts are the house's configuration or public, not people's.
_PLAIN = frozenset({"configuration_version", "programme_version", "programme_stage", "place", "room"})


@contextmanager
def of_house(settings: Settings, session: Session, country: CountryProfile, branch_id: int) -> Iterator[Session]:
    """Open a twin of a house, and throw it away afterwards.

    :param session: reads the real house; nothing is written with it.
    """
    from core import migrate  # few rehearse a change, and what it takes is slow to load

    home = settings.home / "previews" / f"twin-{token_hex(8)}"
    own = replace(
        settings, home=home, store=str(home / "stores"), stores={}, store_owner=None, owners={},
        countries=(country.code,), key_file=home / "keys" / "twin.key", passphrase=None,
    )  # fmt: skip
    home.mkdir(parents=True, mode=0o700)
    try:
        keyslots.new_key_file(home / "keys" / "twin.key")
        create_keys(own, country.code)
        migrate.upgrade_one(own, country.code)
        with closing(Stores(own)) as stores, stores.country(country.code).transaction() as twin:
            set_branch_scope(twin, ALL)
            _copy(session, twin, branch_id)
            yield twin
    finally:
        shutil.rmtree(home, ignore_errors=True)


def left_out() -> frozenset[str]:
    """Name the tables that stay where they are: what is left, and what cannot stand without it."""
    left = set(_LEFT)
    for table in CountryBase.metadata.sorted_tables:
        if any(column.table.name in left and not own.nullable for own, column in _references(table)):
            left.add(table.name)
    return frozenset(left)


def _references(table: Table) -> list[tuple[Column[Any], Column[Any]]]:
    return [(key.parent, key.column) for key in table.foreign_keys]


def _copy(session: Session, twin: Session, branch_id: int) -> None:
    left = left_out()
    for table in CountryBase.metadata.sorted_tables:
        if table.name in left:
            continue
        loose = [own.name for own, column in _references(table) if column.table.name in left]
        rows = [
            _bare(table, {**row, **dict.fromkeys(loose)}) for row in session.execute(_rows(table, branch_id)).mappings()
        ]
        for chunk in _chunks(rows):
            twin.execute(insert(table), chunk)


def _rows(table: Table, branch_id: int) -> Any:
    query = select(table).order_by(*table.primary_key.columns)
    if table.name == "branch":
        return query.where(table.c.id == branch_id)
    if "branch_id" in table.c:
        return query.where(or_(table.c.branch_id == branch_id, table.c.branch_id.is_(None)))
    return query


def _bare(table: Table, found: dict[str, Any]) -> dict[str, Any]:
    """Take a row without what is sealed, and without what may be a name."""
    for column in table.columns:
        if isinstance(column.type, Sealed):
            found[column.name] = None
        elif column.name.endswith("name") and table.name not in _PLAIN:
            found[column.name] = _DOT if found[column.name] else found[column.name]
    for name in ("form_id", "source_form_id"):
        if name in found and table.name == "absence":
            found[name] = None
    return found


def _chunks(rows: Sequence[dict[str, Any]], size: int = 500) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), size):
        yield list(rows[start : start + size])
