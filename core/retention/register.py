"""The register of destroyed files, kept beside the store: what an older backup brings back is destroyed again.

It is a file of its own under the installation's folder, written after each decision and every night. Only the store's
own key opens it, so that nobody reads whose files there were, and nobody can have a file destroyed by writing in it.
"""

import hashlib
import hmac
import json
from contextlib import closing
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.actor import SYSTEM
from core.audit.service import Subject, record
from core.branches.models import Branch
from core.errors import N_, Damaged
from core.residents.models import Resident
from core.retention import erasing
from core.retention.models import ERASED, PROPOSED, Erasure
from core.scope import ALL, set_branch_scope
from core.settings import Settings
from core.stores import Store, Stores

FOLDER = "erasures"
_NONCE = 12
_ABOUT = b"abrigo erasures 1 "
_NOT_OURS = N_("The register of destroyed files does not open with the key of this store: nothing of it was applied.")
_COPIED = ("rule", "proposed_by", "proposed_by_name", "decided_by", "decided_by_name")

Entries = dict[str, dict[str, Any]]


def place(home: Path, store: str) -> Path:
    """Say where the register of a store lies."""
    return home / FOLDER / f"{store}.register"


def settle(store: Store, *registers: Path) -> int:
    """Destroy again what the registers say was destroyed, and write the first of them anew with all of it.

    :param registers: those that are there count; the first is the store's own.
    :returns: how many files were destroyed again.
    :raises Damaged: if one of them does not open with the store's key; nothing is done then.
    """
    known: Entries = {}
    for each in registers:
        known |= read(store, each)
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        count = sum(_again(session, code, entry) for code, entry in sorted(known.items()))
    write(store, registers[0], known)
    return count


def settle_all(settings: Settings, folder: Path | None) -> dict[str, int]:
    """Destroy in every country's store what the registers say was destroyed.

    :param folder: of registers that were kept elsewhere, beside the installation's own.
    :returns: how many files were destroyed again, by country, for those that have a register.
    """
    found: dict[str, int] = {}
    with closing(Stores(settings)) as stores:
        for code in settings.countries:
            own = place(settings.home, code)
            registers = [own, *([folder / own.name] if folder else [])]
            if any(each.exists() for each in registers):
                found[code] = settle(stores.country(code), *registers)
    return found


def write(store: Store, target: Path, known: Entries | None = None, *, empty: bool = False) -> int:
    """Write the register of a store's destroyed files, and give how many there are.

    :param known: entries of people whom this store, being older, has never seen; they are kept.
    :param empty: write one although nothing was destroyed, so that whoever looks for it finds it.
    """
    with store.reading() as session:
        set_branch_scope(session, ALL)
        entries = {**(known or {}), **_entries(session)}
    if not entries and not empty:
        return 0
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(f"{target.name}.part")
    partial.write_bytes(_sealed(store, json.dumps(entries, sort_keys=True).encode()))
    partial.chmod(0o600)
    partial.replace(target)
    return len(entries)


def read(store: Store, register: Path) -> Entries:
    """Open a register; one that is not there has no entry.

    :returns: by the resident's code, what was decided.
    :raises Damaged: if it was changed, or is another store's.
    """
    if not register.exists():
        return {}
    blob = register.read_bytes()
    try:
        text = AESGCM(_key(store)).decrypt(blob[:_NONCE], blob[_NONCE:], _ABOUT + store.name.encode())
    except (InvalidTag, ValueError):
        raise Damaged(message=_NOT_OURS) from None
    entries: Entries = json.loads(text)
    return entries


def keep(session: Session) -> None:
    """Write the register once what a session does is committed; a store that belongs to no installation has none."""
    store: Store = session.info["store"]
    if store.home is not None:
        target = place(store.home, store.name)
        session.info["after_commit"].append(lambda: write(store, target, read(store, target)))


def _entries(session: Session) -> Entries:
    query = select(Erasure, Resident.code).join(Resident, Resident.id == Erasure.resident_id)
    rows = session.execute(query.where(Erasure.state == ERASED).order_by(Erasure.id))
    return {
        code: {
            **{name: getattr(made, name) for name in _COPIED},
            "due_on": made.due_on.isoformat(),
            "proposed_at": made.proposed_at.isoformat(),
            "decided_at": made.decided_at.isoformat() if made.decided_at else clock.now().isoformat(),
        }
        for made, code in rows
    }


def _again(session: Session, code: str, entry: dict[str, Any]) -> bool:
    """Destroy a file again; one that is gone, or that this store never held, is left alone."""
    resident = session.scalar(select(Resident).where(Resident.code == code))
    if resident is None or session.scalar(_of(resident, ERASED)) is not None:
        return False
    made = session.scalar(_of(resident, PROPOSED)) or Erasure(branch_id=resident.branch_id, resident_id=resident.id)
    for name in _COPIED:
        setattr(made, name, entry[name])
    made.due_on = datetime.fromisoformat(entry["due_on"]).date()
    made.proposed_at, made.decided_at = (datetime.fromisoformat(entry[each]) for each in ("proposed_at", "decided_at"))
    made.state = ERASED
    session.add(made)
    session.flush()  # what a measure names is asked of those whose files are gone
    zone = session.get_one(Branch, resident.branch_id).time_zone
    made.counts = erasing.erase(session, resident, clock.today(zone))
    record(session, SYSTEM, "retention.again", Subject("resident", resident.id), rows=sum(made.counts.values()))
    return True


def _of(resident: Resident, state: str) -> Any:
    return select(Erasure).where(Erasure.resident_id == resident.id, Erasure.state == state).limit(1)


def _sealed(store: Store, text: bytes) -> bytes:
    nonce = token_bytes(_NONCE)
    return nonce + AESGCM(_key(store)).encrypt(nonce, text, _ABOUT + store.name.encode())


def _key(store: Store) -> bytes:
    return hmac.new(store.signing_key, _ABOUT, hashlib.sha256).digest()
