"""The settings of a house, to read: what its country brings, with the grade of its law. A page for each concern."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, current_app, g, render_template, url_for

from core import clock
from core.access import people
from core.branches import licences
from core.i18n import LazyString, current
from core.i18n import lazy as _
from core.overview import directory
from core.retention import decided as decided_terms
from core.retention import longer
from core.web.context import needs, reading

bp = Blueprint("settings", __name__, template_folder="templates")

HOUSE = "house"
#: Pages by the name in their address, in the order of their tabs.
PARTS: Mapping[str, LazyString] = {
    HOUSE: _("House"),
    "programme": _("Programme"),
    "stay": _("Basis and terms"),
    "forms": _("Legal forms"),
    "data": _("Consents and retention"),
}


@bp.get("/settings")
@needs("settings.read")
def index() -> str:
    """The house itself, and who works there."""
    return _page(HOUSE)


@bp.get("/settings/<any(programme, stay, forms, data):part>")
@needs("settings.read")
def part(part: str) -> str:
    """Programme, terms, forms, consents and retention, as they are in force."""
    return _page(part)


def _page(chosen: str) -> str:
    tabs = [(label, _address(name), name == chosen) for name, label in PARTS.items()]
    facts = _FACTS.get(chosen, dict)()
    return render_template(f"home/settings/{chosen}.html", tabs=tabs, **facts)


def _address(name: str) -> str:
    return url_for(".index") if name == HOUSE else url_for(".part", part=name)


def _house() -> dict[str, Any]:
    with g.network.reading() as network:
        staff = people.of_branch(network, g.actor.branch_code, clock.today(current().zone))
    with reading() as session:
        branch = directory.branch(session, g.actor)
        places = licences.in_force(session, branch.id, clock.today(branch.time_zone))
    return {
        "staff": staff, "branch": branch, "places": places, "settings": current_app.extensions["abrigo-settings"],
    }  # fmt: skip


def _programme() -> dict[str, Any]:
    with reading() as session:
        return {"stages": directory.stage_rows(session, g.actor.branch_id)}


def _forms() -> dict[str, Any]:
    return {"forms": g.country.forms_on(clock.today(current().zone))}


def _data() -> dict[str, Any]:
    with reading() as session:
        decided = decided_terms.rules_in_force(session, g.country, g.actor.branch_id)
        kept = [decided.get(record, rule) for record, rule in g.country.retention.items()]
        return {"longer": longer.kept_longer(session, g.actor.branch_id), "kept": kept}


_FACTS: Mapping[str, Callable[[], dict[str, Any]]] = {
    HOUSE: _house, "programme": _programme, "forms": _forms, "data": _data,
}  # fmt: skip
