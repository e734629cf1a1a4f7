"""The office's door for other nodes: packages whole or piece by piece, parts of masked sums, and signed questions.

There is no session and no token: a signature alone says whose something is, and says so for good.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, current_app, request
from flask.blueprints import BlueprintSetupState
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from core.errors import Conflict, Invalid
from core.hq import questions, service
from core.hq.receiving import arriving, refusals
from core.hq.receiving.reading import TOO_LARGE, decoded
from core.hq.receiving.service import receive_arrived, receive_here
from core.hq.sharing import service as sharing
from core.hq.sums import rounds as sums
from core.hq.views_answers import faults
from core.i18n import say
from core.stores import Stores
from core.web.context import PUBLIC, needs
from core.web.numbers import asked_number

bp = Blueprint("door", __name__, url_prefix="/hq")

#: Branches send once a month; whoever knocks more often than this is no branch. A package has a few pieces.
KNOCKS = parse("30/minute")
PIECES = parse("120/minute")
Json = tuple[dict[str, Any], int]


@bp.post("/submissions")
@needs(PUBLIC)
def submissions() -> Json:
    """Take in a package over HTTPS; its signature alone says whose it is."""
    return _judged(lambda: {"received": receive_here(_stores(), _sent(), service.HTTPS)})


@bp.post("/arriving")
@needs(PUBLIC)
def announced() -> Json:
    """Keep a place for what a branch announces, and tell how much of it is here."""

    def told() -> dict[str, Any]:
        with _taking() as (session, text):
            return {"have": arriving.announce(session, text)}

    return _judged(told, PIECES)


@bp.post("/arriving/<digest>")
@needs(PUBLIC)
def piece(digest: str) -> Json:
    """Take in a piece of a package that was announced; the last one makes it arrive."""
    asked = asked_number("from")
    start = -1 if asked is None else asked

    def taken() -> dict[str, Any]:
        request.max_content_length = arriving.PIECE
        with refusals.noted(_stores(), b"", service.HTTPS), _stores().network.transaction() as session:
            whole = arriving.add(session, digest, start, request.get_data())
        if whole is None:
            return {"have": start + len(request.get_data())}
        return {"received": receive_arrived(_stores(), digest, whole)}

    return _judged(taken, PIECES)


@bp.post("/sums")
@needs(PUBLIC)
def part_of_a_sum() -> Json:
    """Take in a branch's part in a round of masked sums; the same again changes nothing."""

    def taken() -> dict[str, Any]:
        with _taking() as (session, text):
            return {"step": sums.receive_part(session, text).step}

    return _judged(taken)


@bp.post("/sharing")
@needs(PUBLIC)
def sharing_reply() -> Json:
    """Take in what a branch says to a further use of its figures; the same again changes nothing."""

    def taken() -> dict[str, Any]:
        with _taking() as (session, text):
            return {"answer": sharing.receive(session, text).answer}

    return _judged(taken)


@bp.post("/questions")
@needs(PUBLIC)
def question() -> Json:
    """Answer a branch of another node."""

    def told() -> dict[str, Any]:
        with _stores().network.reading() as keys, _stores().hq.reading() as session:
            return questions.answer(session, keys, decoded(_sent()))

    return _judged(told)


def _judged(act: Callable[[], dict[str, Any]], limit: Any = KNOCKS) -> Json:
    """Do what is asked, or say why not: 409 for a piece out of step or a full house, 422 for what is never taken."""
    limiter: MovingWindowRateLimiter = current_app.extensions["abrigo-hq-limiter"]
    if not limiter.hit(limit, str(request.endpoint), request.remote_addr or ""):
        return {"refused": "Too many requests; wait a minute."}, 429
    try:
        return act(), 200
    except Invalid as error:
        return {"refused": faults(error)}, 422
    except Conflict as error:
        return {"refused": say(error.message), "full": error.message == arriving.FULL}, 409


@contextmanager
def _taking() -> Iterator[tuple[Session, str]]:
    """Take in what was sent; what is refused is noted, from its bytes on."""
    content = _sent()
    with refusals.noted(_stores(), content, service.HTTPS), _stores().network.transaction() as session:
        yield session, decoded(content)


def _sent() -> bytes:
    request.max_content_length = service.LARGEST
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        with _stores().network.transaction() as session:
            refusals.note(session, b"", service.HTTPS, TOO_LARGE)
        raise


def _stores() -> Stores:
    stores: Stores = current_app.extensions["abrigo-stores"]
    return stores


@bp.record_once
def _open_door(state: BlueprintSetupState) -> None:
    app = state.app
    app.extensions["abrigo-hq-limiter"] = MovingWindowRateLimiter(MemoryStorage())
    # A branch's node has no session here to take a token from; the signature is what is trusted.
    app.extensions["csrf"].exempt(bp)
