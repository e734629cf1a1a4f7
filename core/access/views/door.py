"""The door: name and password, second factor, and the role to work in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from core.access import devices, grants, second_factor, service
from core.access.devices import KINDS
from core.access.service import Attempt, TooManyAttempts
from core.access.sessions import Visit
from core.access.views.blueprint import bp, device, start, wear
from core.web.context import PUBLIC, needs, visit
from core.web.shell import home_url

if TYPE_CHECKING:
    from core.access.models import BranchListing, Device, Grant

    Hat = tuple[Grant, BranchListing | None]

_LONGEST = 1000


@bp.route("/sign-in", methods=["GET", "POST"])
@needs(PUBLIC)
def sign_in() -> tuple[str, int] | Response:
    """Name and password; the second factor is next."""
    here = device()
    if request.method == "GET":
        return render_template("access/sign_in.html", device=here), 200
    try:
        user_id = service.try_password(g.network, typed_attempt("password"))
    except TooManyAttempts:
        raise TooManyRequests() from None
    if user_id is None:
        return render_template("access/sign_in.html", wrong=True, device=here), 401
    start(user_id, _kept(here))
    return redirect(url_for(".second"), 303)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@needs(PUBLIC)
def second() -> tuple[str, int] | Response:
    """The code of the authenticator, or a recovery code."""
    found = visit()
    if found is None or found.user_id is None or found.second_factor or "enrolling" in found.data:
        return redirect(url_for(".sign_in"), 303)
    if request.method == "POST" and service.try_code(g.network, found.user_id, request.form.get("code", "")[:40]):
        return _through(found)
    wrong = request.method == "POST"
    with g.network.reading() as network:
        demo_code = second_factor.current_code(network, service.get_user(network, found.user_id))
    return render_template("access/second.html", wrong=wrong, demo_code=demo_code), 401 if wrong else 200


@bp.route("/hats", methods=["GET", "POST"])
@needs(PUBLIC)
def hats() -> str | Response:
    """Choose the role and house to work in."""
    found = visit()
    if found is None or not found.second_factor:
        return redirect(url_for(".sign_in"), 303)
    if found.locked:
        return redirect(url_for(".locked"), 303)
    with g.network.reading() as network:
        options = _offered(grants.hats_of(network, found.user_id or 0))
    chosen = request.form.get("grant", "")
    if request.method == "POST" and chosen in {str(grant.id) for grant, _listing in options}:
        wear(found, int(chosen))
        return redirect(home_url(), 303)
    return render_template("access/hats.html", options=options, device=device())


def typed_attempt(secret: str) -> Attempt:
    """Read what was typed at the door.

    :param secret: name of the field that holds the password or code.
    """
    login, typed = request.form.get("login", ""), request.form.get(secret, "")
    return Attempt(login[:_LONGEST], typed[:_LONGEST], request.remote_addr or "")


def _kept(here: "Device | None") -> dict[str, Any]:
    """What the session knows of its device: that others use it, and how soon it locks."""
    if here is None:
        return {"shared": True} if request.form.get("shared") else {}
    kind = KINDS[here.kind]
    return {"lock": kind.lock_minutes, **({"shared": True} if kind.shared else {})}


def _offered(hats: "Sequence[Hat]") -> "list[Hat]":
    """Leave out the hats that may not be worn on this device."""
    here = device()
    return [(grant, listing) for grant, listing in hats if devices.lets_work(here, grant)]


def _through(found: Visit) -> Response:
    """Both factors are given: on to work, or to the choice of a role if there is one."""
    with g.network.reading() as network:
        options = _offered(grants.hats_of(network, found.user_id or 0))
    only = options[0][0].id if len(options) == 1 else None
    wear(found, only)
    return redirect(home_url() if only is not None else url_for(".hats"), 303)
