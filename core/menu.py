"""What the frame of every page shows its reader: who she is, and the work she may do."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask import current_app, g

from core.access import policies
from core.access.people import role_label
from core.i18n import lazy as _
from core.i18n.messages import LazyString
from core.web.context import visit
from core.web.shell import MenuItem, Viewer

#: Minutes without a touch after which the screen hides itself (practice 4.0); a shared device has no choice.
LONGEST_LOCK, SHARED_LOCK = 15, 3


class _Entry(NamedTuple):
    label: LazyString
    endpoint: str
    icon: str
    key: str
    action: str
    sections: tuple[str, ...] = ()


_DAILY, _LAW, _OUTSIDE = _("Day by day"), _("Law and papers"), _("Beyond the house")
_FIGURES, _KEEPING = _("Figures and reports"), _("Running the house")

#: Work whose pages several blueprints serve.
_EVIDENCE = ("evidence", "extracts")
#: What a branch and the office say to each other is a page of either; no role is of both.
_BRANCH = ("reporting", "sending", "replies", "submissions", "benchmark")
_NETWORK = ("hq", "exports", "charts", "donor", "public", "sharing", "submissions", "benchmark")
_STUDIO = ("settings", "studio", "opening", "trial", "rules", "bundle")

#: By work, not by table. Whoever may not do it does not see it.
MENU: Mapping[LazyString, tuple[_Entry, ...]] = {
    _DAILY: (
        _Entry(_("Today"), "home.today", "house-door", "h", "home"),
        _Entry(_("Residents"), "home.residents_list", "people", "r", "resident.list"),
        _Entry(_("Shift"), "duty.index", "clock-history", "t", "duty.start", ("duty",)),
        _Entry(_("Beds"), "branches.board", "grid-3x3-gap", "c", "bed.read", ("branches",)),
        _Entry(_("Agenda"), "agenda.index", "calendar-check", "a", "agenda.read", ("agenda",)),
        _Entry(_("Group sessions"), "care.sessions", "people-fill", "g", "service.record"),
        _Entry(_("Incidents"), "care.list_incidents", "exclamation-triangle", "v", "incident.report"),
    ),
    _LAW: (
        _Entry(_("Legal"), "legal.board", "briefcase", "l", "measure.read"),
        _Entry(_("Legal cases"), "cases.index", "bank", "q", "case.read"),
        _Entry(_("Forms of the house"), "forms.house", "file-earmark-text", "o", "form.of_house"),
    ),
    _OUTSIDE: (
        _Entry(_("After-care"), "aftercare.index", "telephone-outbound", "w", "aftercare.read", ("aftercare",)),
        _Entry(_("Street"), "outreach.index", "signpost-2", "y", "outreach.read", ("outreach",)),
        _Entry(_("Training"), "education.index", "mortarboard", "m", "training.read", ("education",)),
        _Entry(_("Works and stories"), "works.shelf", "palette", "b", "work.list", ("works",)),
        # The same place for whoever approves what leaves, who has no shelf: no role sees both.
        _Entry(_("Works and stories"), "works.waiting", "palette", "b", "work.decide", ("works",)),
        _Entry(_("Advocacy"), "advocacy.index", "megaphone", "x", "advocacy.read", ("advocacy",)),
        _Entry(_("Partners"), "partners.index", "building", "s", "partner.read", ("partners",)),
    ),
    _FIGURES: (
        _Entry(_("Figures"), "reporting.index", "bar-chart", "f", "figures.read", _BRANCH),
        _Entry(_("Reports owed"), "obligations.index", "envelope-paper", "i", "obligation.read", ("obligations",)),
        _Entry(_("Outcomes and evidence"), "evidence.index", "graph-up", "z", "evidence.read", _EVIDENCE),
        _Entry(_("Network"), "hq.board", "diagram-3", "n", "hq.read", _NETWORK),
    ),
    _KEEPING: (
        _Entry(_("Staff"), "staff.index", "person-check", "p", "clearance.read", ("staff",)),
        _Entry(_("Settings"), "settings.index", "sliders", "j", "settings.read", _STUDIO),
        _Entry(_("Record of access"), "audit.index", "journal-text", "e", "audit.read", ("audit",)),
        _Entry(_("Files at their end"), "retention.index", "archive", "d", "retention.read", ("retention",)),
        _Entry(_("Accounts"), "access.users", "person-badge", "k", "users.approve"),
        _Entry(_("Your account"), "access.account", "person-gear", "u", "account"),
    ),
}


def viewer() -> Viewer | None:
    """Tell who looks at the page."""
    actor = g.get("actor")
    found = visit() if actor else None
    if actor is None or found is None or found.hat is None:
        return None
    shared = bool(found.data.get("shared"))
    return Viewer(
        user_id=actor.user_id,
        name=actor.name,
        role=role_label(actor.role),
        house=found.hat.house or _("Regional office"),
        lock_seconds=60
        * min(found.data.get("lock") or _usual_lock(shared=shared), actor.lock_minutes or _lock_minutes()),
        shared_device=shared,
        theme=found.theme,
        shortcuts=found.shortcuts,
    )


def items() -> Iterable[MenuItem]:
    """List the work the reader may do, as far as it is built."""
    if g.get("actor") is None:
        return ()
    return tuple(
        MenuItem(each.label, each.endpoint, each.icon, each.key, each.sections, group)
        for group, entries in MENU.items()
        for each in entries
        if may(each.action) and each.endpoint in current_app.view_functions
    )


def may(action: str, *, on_case: bool = True) -> bool:
    """Tell whether the reader may; by default as if on her own case, since the service asks again."""
    return g.get("actor") is not None and policies.may(g.actor, action, on_case=on_case)


def _usual_lock(*, shared: bool) -> int:
    """After how many minutes a device locks that nobody has registered."""
    return SHARED_LOCK if shared else LONGEST_LOCK


def _lock_minutes() -> int:
    minutes: int = current_app.extensions["abrigo-settings"].lock_minutes
    return minutes
