"""The blueprint that the pages of access share, and what they do with the browser's session."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from core.access import devices, sessions
from core.access.sessions import Visit
from core.web.context import browser, visit

if TYPE_CHECKING:
    from core.access.models import Device

bp = Blueprint("access", "core.access", template_folder="templates")

#: Ways out that must work from a page of whatever age. Another site cannot use them: it sends no cookie along, and
#: the shell turns away what another site started.
_WITHOUT_TOKEN = ("hide", "sign_out", "leave_fast")
#: By which a registered device proves itself.
DEVICE_COOKIE = "equipo"
_BROWSERS = ("Edg", "Firefox", "Chrome", "Safari")
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


@bp.record_once
def _open_ways_out(state: BlueprintSetupState) -> None:
    for name in _WITHOUT_TOKEN:
        state.app.extensions["csrf"].exempt(f"core.access.views.hiding.{name}")


@bp.errorhandler(CSRFError)
def begin_again(_error: CSRFError) -> Response:
    """A page of the door that is too old is shown anew; nothing in it was worth keeping."""
    return redirect(url_for("access.account" if g.actor else "access.sign_in"), 303)


def start(user_id: int, data: Mapping[str, Any], lasts: timedelta = sessions.AT_THE_DOOR) -> None:
    """Go on as somebody at the door, under a new token; what the browser was before ends."""
    before = visit()
    with g.network.transaction() as network:
        if before is not None:
            sessions.end(network, before.id)
        token, begun = sessions.begin(network, user_id=user_id, device=_device(), data=data, lasts=lasts)
    browser().become(token, begun)


def wear(found: Visit, grant_id: int | None) -> None:
    """Go on under a new token with both factors given, wearing a hat or none yet."""
    kept = {name: value for name, value in found.data.items() if name in ("shared", "lock")}
    with g.network.transaction() as network:
        token, begun = sessions.rotate(network, found, grant_id=grant_id, data=kept)
    browser().become(token, begun)


def device() -> "Device | None":
    """Find the registered device at which the browser is."""
    with g.network.reading() as network:
        return devices.find(network, request.cookies.get(DEVICE_COOKIE, "")[:100])


def finish() -> None:
    """End the browser's session."""
    found = visit()
    if found is not None:
        with g.network.transaction() as network:
            sessions.end(network, found.id)
    browser().finish()


def _device() -> str:
    """Name the device so that its owner knows it again in the list of her sessions, and no more than that."""
    said = request.headers.get("User-Agent", "")
    named = [next((each for each in names if each in said), "") for names in (_BROWSERS, _SYSTEMS)]
    return " · ".join(each.replace("Edg", "Edge") for each in named if each)
