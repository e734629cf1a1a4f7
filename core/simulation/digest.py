"""One number for everything that a store says: equal for equal content, whatever the keys that seal it."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, Table, select
from sqlalchemy.orm import Session

from core.db import CountryBase
from core.simulation.tables import COLUMNS
from core.vault import Vault

#: Depends on the store's key by its nature.
_KEYED = {("identity_document", "fingerprint"), ("training_person", "fingerprint")}


def content_digest(session: Session) -> str:
    """Compute the SHA-256 of every simulated row with its sealed values opened; the session sees every branch."""
    total = hashlib.sha256()
    for name in COLUMNS:
        for row in _rows(session, CountryBase.metadata.tables[name]):
            total.update(json.dumps([name, *row], ensure_ascii=False, default=_plain).encode())
    return total.hexdigest()


def _rows(session: Session, table: Table) -> Iterator[list[Any]]:
    vault: Vault = session.info["vault"]
    columns = [column for column in table.columns if (table.name, column.name) not in _KEYED]
    key = list(table.primary_key.columns)
    place_of_key = columns.index(key[0])
    for row in session.execute(select(*columns).order_by(*key)):
        opened: list[Any] = []
        for column, value in zip(columns, row, strict=True):
            sealed = isinstance(column.type, LargeBinary) and value is not None
            opened.append(vault.open(table.name, column.name, row[place_of_key], value) if sealed else value)
        yield opened


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form.")
