"""Carries sealed envelopes and receipts between the stores of branches and the network's.

Every step is a transaction of one store and may be repeated: whoever was interrupted between two begins anew, and the
end is the same.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.models import BranchListing
from core.actor import SYSTEM, Actor
from core.errors import N_, Damaged, DomainError, Invalid
from core.intake import arrivals
from core.scope import set_branch_scope
from core.stages import envelopes, incoming, outgoing
from core.stages.envelopes import Letter, PublicKeys
from core.stages.models import Transfer
from core.stores import Store, Stores
from plugins.profile import CountryProfile

log = logging.getLogger(__name__)


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


def find_post(stores: Stores, countries: Mapping[str, CountryProfile], branch_code: str) -> Post | None:
    """Find a branch by its code, if its country's store lies in this installation."""
    with stores.network.reading() as network:
        listed = network.get(BranchListing, branch_code)
    country = countries.get(listed.country_code) if listed is not None else None
    return Post(stores, country, listed.branch_id, listed.code) if listed and country else None


def hurry(posts: list[Post]) -> None:
    """Carry the post of branches now rather than at night; what fails now is tried again then."""
    for post in posts:
        try:
            carry(post)
        except DomainError as error:
            log.warning("post_waits %s %s", post.branch_code, type(error).__name__)


def bring_file(post: Post, content: bytes) -> bool:
    """Take in an envelope to this branch, or the receipt to one of its own, that somebody brought as a file.

    What the file says is believed only once its seal is: a forged envelope must not take the place of the true one.

    :returns: whether it is new here.
    :raises Damaged: if it is not what its sender sealed for this branch.
    :raises Invalid: if it is for another branch, or from one that the network does not know.
    """
    letter = envelopes.read_file(content)
    theirs = letter.sender if letter.receiver == post.branch_code else letter.receiver
    answers = letter.sender == post.branch_code and letter.receipt is not None
    if letter.receiver != post.branch_code and not answers:
        raise Invalid({"file": [N_("This envelope is for another branch.")]})
    with post.stores.network.reading() as network:
        keys = _keys(network, {theirs}).get(theirs)
    if keys is None:
        raise Invalid({"file": [N_("The network does not know the branch that sealed this.")]})
    with post.store.transaction() as session:
        set_branch_scope(session, [post.branch_id])
        new = _read_answer(session, post, letter, keys) if answers else _read_letter(session, post, letter, keys)
    with post.stores.network.transaction() as network:
        envelopes.lay_down(network, letter)
    return new


def _read_letter(session: Session, post: Post, letter: Letter, sender: PublicKeys) -> bool:
    return incoming.arrive(session, post.actor, letter, sender) is not None


def _read_answer(session: Session, post: Post, letter: Letter, receiver: PublicKeys) -> bool:
    transfer = outgoing.find_sent(session, post.branch_id, letter.id)
    if transfer is None or letter.receipt is None:
        raise Damaged
    return arrivals.settle(session, post.actor, post.country, transfer, letter.receipt, receiver)


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
        waiting = [(row.id, letter) for row, letter in outgoing.packed(session, post.branch_code, post.branch_id)]
    for transfer_id, letter in waiting:
        with post.stores.network.transaction() as network:
            envelopes.post(network, letter)
        with post.store.transaction() as session:
            set_branch_scope(session, [post.branch_id])
            outgoing.take_along(session, transfer_id)


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
        sent = {str(row.envelope_id): row.id for row in outgoing.awaiting(session, post.branch_id)}
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
