"""Heads of the chains, each kept in another store than its own, so that a tail cannot be cut off unseen.

The network keeps those of the countries, every country keeps the network's. Whoever wants more writes them down
outside: the command prints them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core import clock
from core.audit.checking import Head, Problem, verify
from core.audit.models import CountryWitness, Witness
from core.audit.service import head
from core.stores import Store, Stores


@dataclass(frozen=True, slots=True)
class Seen:
    """The head of one store's chain at an instant."""

    store: str
    head: Head


def witness(stores: Stores) -> list[Seen]:
    """Note the head of every chain in the other stores."""
    network, *countries = stores.all()
    heads = [Seen(store.name, _head(store)) for store in (network, *countries)]
    _keep(network, heads[1:])
    for country in countries:
        _keep(country, heads[:1])
    return heads


def verify_all(stores: Stores, outside: Sequence[Seen] = ()) -> dict[str, list[Problem]]:
    """Check the chain of every store against itself and against all its witnesses.

    :param outside: heads that were written down elsewhere.
    """
    network, *countries = stores.all()
    known = [*outside, *_kept(network), *(seen for country in countries for seen in _kept(country))]
    return {
        store.name: verify(store, [seen.head for seen in known if seen.store == store.name])
        for store in (network, *countries)
    }


def seen_of(network: Store, name: str) -> list[Head]:
    """Give the heads of a country's chain that the network has seen."""
    return [seen.head for seen in _kept(network) if seen.store == name]


def _head(store: Store) -> Head:
    with store.reading() as session:
        return Head(*head(session))


def _keep(store: Store, seen: Sequence[Seen]) -> None:
    rows = [{"store": each.store, "at": clock.now(), "seq": each.head.seq, "hash": each.head.hash} for each in seen]
    if rows:
        with store.transaction() as session:
            session.execute(insert(_table(session)), rows)


def _kept(store: Store) -> list[Seen]:
    with store.reading() as session:
        table = _table(session)
        rows = session.execute(select(table.store, table.seq, table.hash).where(table.seq > 0))
        return [Seen(row.store, Head(row.seq, row.hash)) for row in rows]


def _table(session: Session) -> type[Witness] | type[CountryWitness]:
    return Witness if session.info["store"].is_network else CountryWitness
