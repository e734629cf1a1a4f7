"""What the frame of every page shows its reader: who she is, and the work she may do."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import current_app, g

from core.access import policies
from core.access.people import role_label
from core.i18n import lazy as _
from core.i18n.messages import LazyString
from core.web.context import visit
from core.web.shell import MenuItem, Viewer


class _Entry(NamedTuple):
    label: LazyString
    endpoint: str
    icon: str
    key: str
    action: str
    section: str | None = None


#: By work, not by table. Whoever may not do it does not see it.
MENU = (
    _Entry(_("Today"), "home.today", "house-door", "h", "home"),
    _Entry(_("Residents"), "home.residents_list", "people", "r", "resident.list"),
    _Entry(_("Beds"), "branches.board", "grid-3x3-gap", "c", "bed.read", "branches"),
    _Entry(_("Agenda"), "agenda.index", "calendar-check", "a", "agenda.read", "agenda"),
    _Entry(_("Legal"), "legal.board", "briefcase", "l", "measure.read"),
    _Entry(_("Partners"), "partners.index", "building", "s", "partner.read", "partners"),
    _Entry(_("Figures"), "reporting.index", "bar-chart", "f", "figures.read", "reporting"),
    _Entry(_("Network"), "hq.board", "diagram-3", "n", "hq.read", "hq"),
    _Entry(_("Settings"), "settings.index", "sliders", "j", "settings.read", "settings"),
    _Entry(_("Record of access"), "audit.index", "journal-text", "e", "audit.read", "audit"),
    _Entry(_("Your account"), "access.account", "person-gear", "u", "home"),
)


def viewer() -> Viewer | None:
    """Tell who looks at the page."""
    actor = g.get("actor")
    found = visit() if actor else None
    if actor is None or found is None or found.locked:
        return None
    settings = current_app.extensions["abrigo-settings"]
    return Viewer(
        user_id=actor.user_id,
        name=actor.name,
        role=role_label(actor.role),
        house=found.house or _("Regional office"),
        lock_seconds=settings.lock_minutes * 60,
        shared_device=False,
    )


def items() -> Iterable[MenuItem]:
    """List the work the reader may do, as far as it is built."""
    if g.get("actor") is None:
        return ()
    allowed = (each for each in MENU if may(each.action) and each.endpoint in current_app.view_functions)
    return tuple(MenuItem(e.label, e.endpoint, e.icon, e.key, e.section) for e in allowed)


def may(action: str, *, on_case: bool = True) -> bool:
    """Tell whether the reader may; by default as if on her own case, since the service asks again."""
    return action == "home" or policies.may(g.actor, action, on_case=on_case)
