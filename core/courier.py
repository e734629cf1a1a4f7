"""Carries sealed envelopes and receipts between the stores of branches and the network's.

Every step is a transaction of one store and may be repeated: whoever was interrupted between two begins anew, and the
end is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.actor import SYSTEM, Actor
from core.errors import Damaged, Invalid
from core.intake import arrivals
from core.scope import set_branch_scope
from core.stages import envelopes, incoming, transfers
from core.stages.envelopes import Letter, PublicKeys
from core.stages.models import Transfer
from core.stores import Store, Stores
from plugins.profile import CountryProfile


@dataclass(frozen=True, slots=True)
class Post:
    """A branch whose post is carried, and where it lies."""

    stores: Stores
    country: CountryProfile
    branch_id: int
    branch_code: str

    @property
    def store(self) -> Store:
        """The store of the branch's country."""
        return self.stores.country(self.country.code)

    @property
    def actor(self) -> Actor:
        """The platform at work for this branch."""
        return Actor(None, SYSTEM.name, SYSTEM.role, self.branch_id, self.branch_code, self.country.code)


def carry(post: Post) -> None:
    """Bring out what waits, take in what came, hand in receipts, and do what receipts say."""
    publish(post)
    bring_out(post)
    take_in(post)
    hand_in(post)
    settle(post)


def publish(post: Post) -> None:
    """Give the branch its key for sealed envelopes, and list it."""
    with post.store.transaction() as session:
        set_branch_scope(session, [post.branch_id])
        public = envelopes.ensure_key(session, post.branch_id)
    with post.stores.network.transaction() as network:
        envelopes.publish_key(network, post.branch_code, public)


def bring_out(post: Post) -> None:
    """Hand packed envelopes to the network, and note that it has them."""
    with post.store.reading() as session:
        set_branch_scope(session, [post.branch_id])
        waiting = [(row.id, letter) for row, letter in transfers.packed(session, post.branch_code, post.branch_id)]
    for transfer_id, letter in waiting:
        with post.stores.network.transaction() as network:
            envelopes.post(network, letter)
        with post.store.transaction() as session:
            set_branch_scope(session, [post.branch_id])
            transfers.take_along(session, transfer_id)


def take_in(post: Post) -> list[str]:
    """Take in the envelopes to this branch.

    :returns: ids of those that are not what they say, and stay outside.
    """
    with post.stores.network.reading() as network:
        letters = envelopes.waiting_for(network, post.branch_code)
        keys = _keys(network, {letter.sender for letter in letters})
    return [letter.id for letter in letters if not _taken_in(post, letter, keys.get(letter.sender))]


def hand_in(post: Post) -> None:
    """Put signed receipts to the envelopes they answer."""
    with post.store.reading() as session:
        set_branch_scope(session, [post.branch_id])
        signed = incoming.receipts(session, post.branch_id)
    with post.stores.network.reading() as network:
        open_ones = [letter.id for letter in envelopes.waiting_for(network, post.branch_code) if letter.id in signed]
    for envelope_id in open_ones:
        with post.stores.network.transaction() as network:
            envelopes.answer(network, envelope_id, signed[envelope_id])


def settle(post: Post) -> list[str]:
    """Do what the receipts to this branch's envelopes say.

    :returns: ids of envelopes whose receipts are not the receiver's.
    """
    with post.store.reading() as session:
        set_branch_scope(session, [post.branch_id])
        sent = {str(row.envelope_id): row.id for row in transfers.awaiting(session, post.branch_id)}
    with post.stores.network.reading() as network:
        found = [letter for each in sent if (letter := envelopes.find(network, each)) is not None]
        answered = [letter for letter in found if letter.receipt is not None]
        keys = _keys(network, {letter.receiver for letter in answered})
    return [each.id for each in answered if not _settled(post, each, sent[each.id], keys.get(each.receiver))]


def _taken_in(post: Post, letter: Letter, sender: PublicKeys | None) -> bool:
    if sender is None:
        return False
    try:
        with post.store.transaction() as session:
            set_branch_scope(session, [post.branch_id])
            incoming.arrive(session, post.actor, letter, sender)
    except Damaged:
        return False
    return True


def _settled(post: Post, letter: Letter, transfer_id: int, receiver: PublicKeys | None) -> bool:
    if receiver is None or letter.receipt is None:
        return False
    try:
        with post.store.transaction() as session:
            set_branch_scope(session, [post.branch_id])
            transfer = session.get_one(Transfer, transfer_id)
            arrivals.settle(session, post.actor, post.country, transfer, letter.receipt, receiver)
    except Damaged:
        return False
    return True


def _keys(network: Session, codes: set[str]) -> Mapping[str, PublicKeys]:
    found: dict[str, PublicKeys] = {}
    for code in codes:
        try:
            found[code] = envelopes.public_keys(network, code)
        except Invalid:
            continue  # a branch that the network does not know yet; its letters wait
    return found
