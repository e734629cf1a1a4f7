"""Tells a house each night which requests for a further use of its figures wait for its word at the office."""

from core.courier import Post
from core.hq.sharing import service as sharing
from core.reporting.sharing import pending
from core.scope import set_branch_scope


def remind(post: Post) -> None:
    """Bring the house's agenda up to what the office of this node asks it.

    What an office of another node asks has its task when it is read, by line or from a file; here it only runs out.
    """
    with post.stores.hq.reading() as office:
        requests = sharing.asked_of(office, post.branch_code)
    with post.store.transaction() as session:
        set_branch_scope(session, [post.branch_id])
        pending.lapse(session, post.actor, post.branch_id)
        pending.note(session, post.actor, post.branch_id, requests)
