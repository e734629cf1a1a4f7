"""Today, the directory and the summary of one resident."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, g, render_template, request
from werkzeug.exceptions import NotFound as NoSuchPage

from core import clock
from core.access import policies
from core.agenda import listing
from core.i18n import current
from core.overview import directory
from core.overview import today as day
from core.overview.frame import Frame, frame
from core.residents import identity
from core.residents import service as residents
from core.residents.schemas import InstructionSchema
from core.stages import episodes
from core.web.context import needs, reading, transaction
from core.web.cursor import read_cursor, write_cursor
from core.web.forms import Form
from core.web.numbers import asked_number

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.residents.models import Resident

bp = Blueprint("home", __name__, template_folder="templates")


@bp.app_context_processor
def heads() -> dict[str, Any]:
    """Let every room's template draw the head of a resident's page."""
    return {"resident_frame": frame_of}


@bp.get("/")
@needs("home")
def today() -> str:
    """What needs doing now."""
    if g.actor.branch_id is None:
        return render_template("home/region.html", today=_today())
    with reading() as session:
        facts = day.facts(session, g.actor, _today())
        tasks = listing.first(session, g.actor, 8) if policies.may(g.actor, "agenda.read") else []
        return render_template("home/today.html", facts=facts, tasks=tasks, today=_today())


@bp.get("/residents")
@needs("resident.list")
def residents_list() -> str:
    """The directory, fifty at a time."""
    filters = _filters()
    with reading() as session:
        after, before = read_cursor("after", 2), read_cursor("before", 2)
        page = directory.page(session, g.actor, filters, _today(), after=after, before=before)  # type: ignore[arg-type]
        return render_template(
            "home/directory.html",
            page=page,
            filters=filters,
            most=directory.COUNT_LIMIT,
            stages=directory.stage_labels(session, g.actor.branch_id),
            addresses={
                name: write_cursor(key) if key else None
                for name, key in (("after", page.older), ("before", page.newer))
            },
        )


@bp.post("/residents/search")
@needs("resident.list")
def search() -> str:
    """Find residents. The question travels in the body: a name never stands in an address."""
    asked = request.form.get("q", "").strip()[:80]
    with transaction() as session:
        directory.note_search(session, g.actor, asked)
    # Names take their time to load, and nobody's work may wait for that: no lock is held any more.
    with reading() as session:
        found = directory.find(session, g.actor, asked, _today())
        labels = directory.stage_labels(session, g.actor.branch_id)
    return render_template("home/found.html", asked=asked, found=found, stages=labels)


@bp.get("/residents/<code>")
@needs("resident.read")
def resident(code: str) -> str:
    """The summary of one resident."""
    with reading() as session:
        person = residents.get(session, g.actor, code)
        head = frame_of(person, session)
        return render_template(
            "home/resident.html",
            frame=head,
            instruction=Form(InstructionSchema(), place="instruct"),
            health=residents.read_health(session, g.actor, person) if policies.may(g.actor, "emergency.read") else None,
            languages=[g.country.languages.get(each) for each in residents.languages_of(session, person.id)],
            episodes=episodes.list_all(session, person.id),
            vault=_vault(session, person, head),
            brought_by=episodes.brought_by(session, head.episode) if head.episode and _may_read_social(head) else None,
        )


def frame_of(person: Resident, session: Session | None = None) -> Frame:
    """Give the head of a resident's page, once per request.

    :param session: one that is open for reading anyway; templates have none.
    """
    known: dict[int, Frame] = g.setdefault("frames", {})
    if person.id not in known:
        with reading() if session is None else nullcontext(session) as opened:
            found = frame(opened, g.actor, person, _today(), g.country.country.majority_age)
        tabs = tuple((label, endpoint) for label, endpoint in found.tabs if endpoint in current_app.view_functions)
        known[person.id] = replace(found, tabs=tabs)
    return known[person.id]


def _vault(session: Any, person: Resident, head: Frame) -> list[tuple[str, str]] | None:
    """Which values of the vault there are to show; the values themselves are not on the page."""
    if not policies.may(g.actor, "identity.read", on_case=head.on_case):
        return None
    return identity.present(session, person)


def _may_read_social(head: Frame) -> bool:
    return policies.reads(g.actor, "SOC", on_case=head.on_case)


def _filters() -> directory.Filters:
    state = request.args.get("state", "inside")
    group = request.args.get("group", "")
    groups = ("", "babies", "mothers") if policies.may(g.actor, "baby.read") else ("",)
    if state not in ("inside", "left", "all") or group not in groups:
        raise NoSuchPage
    return directory.Filters(
        state=state,
        stage=asked_number("stage"),
        group=group,
        mine=request.args.get("mine") == "1",
    )


def _today() -> date:
    return clock.today(current().zone)
