"""Tells the office each night which stories a house offers for reports, and with that which it offers no more."""

from core import clock
from core.branches.models import Branch
from core.courier import Post
from core.hq.donors import stories
from core.residents import works
from core.scope import set_branch_scope


def offer(post: Post) -> None:
    """Bring the office's register up to what a house offers today."""
    with post.store.reading() as session:
        set_branch_scope(session, [post.branch_id])
        today = clock.today(session.get_one(Branch, post.branch_id).time_zone)
        offers = works.offered(session, post.country, post.branch_id, today)
    with post.stores.network.transaction() as network:
        stories.take_in(network, post.actor, post.branch_code, offers)
