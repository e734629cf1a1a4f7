"""The blueprint of transfers, and what all of its pages need of the network and of the post."""

from datetime import date

from flask import Blueprint, current_app, g

from core import clock, courier
from core.courier import Post
from core.i18n import current
from core.stages.envelopes import PublicKeys
from core.transfers import destinations

bp = Blueprint("transfers", __name__, template_folder="../templates")


def today() -> date:
    """The day in the reader's house."""
    return clock.today(current().zone)


def posts(*codes: str) -> list[Post]:
    """Give the post of the branches whose stores lie in this installation."""
    stores, countries = (current_app.extensions[f"abrigo-{name}"] for name in ("stores", "countries"))
    found = (courier.find_post(stores, countries, code) for code in codes)
    return [post for post in found if post is not None]


def own_post() -> Post:
    """Give the post of the reader's house."""
    return posts(g.actor.branch_code)[0]


def keys_of(branch_code: str) -> PublicKeys:
    """Find where to seal for another branch; one that lies here and has never had post gets its keys now.

    :raises Invalid: if it receives nobody, or has no keys.
    """
    for post in posts(g.actor.branch_code, branch_code):
        courier.publish(post)
    with g.network.reading() as network:
        return destinations.keys_of(network, branch_code, g.actor.branch_code, today())


def branch_names() -> dict[str, str]:
    """Give the public names of all branches."""
    with g.network.reading() as network:
        return destinations.names(network)
