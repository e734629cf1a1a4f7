"""The agenda: what is overdue, due today and to come, for oneself or the team."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.access.matrix import CASE_ROLES
from core.access.people import role_label
from core.agenda import listing, schemas, service
from core.agenda.listing import Entry, Scope, Standing
from core.calendar import next_week
from core.continuity import service as continuity
from core.errors import Invalid, Refused
from core.i18n import current, format_date, say
from core.i18n import gettext as _
from core.web.context import needs, reading, transaction
from core.web.cursor import Page, paged, read_cursor
from core.web.forms import Form
from core.web.numbers import asked_number

bp = Blueprint("agenda", __name__, url_prefix="/agenda", template_folder="templates")
_ROLES = ("director", *CASE_ROLES)


@bp.get("")
@needs("agenda.read")
def index() -> str:
    """The open tasks, fifty at a time."""
    scope, week = _scope(), request.args.get("span") == "week"
    after, before = (cast("tuple[datetime, int] | None", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = listing.list_tasks(
            session, g.actor, current().zone, scope, after=after, before=before, until=_next_week() if week else None
        )
        # On every page, as the day of such a task may not stand in the address of the next one.
        due_now = listing.list_sealed(session, g.actor, current().zone, scope)
    page: Page[Entry] = paged(rows, listing.PAGE, lambda row: (row.due_at, row.id), **_kept())
    return render_template(
        "agenda/index.html",
        groups=_by_day([*due_now, *page.rows]),
        page=page,
        scope=scope.value,
        week=week,
        roles=role_label,
        last_day=_next_week() - timedelta(days=1),
        just_done=asked_number("done"),
    )


@bp.get("/done")
@needs("agenda.read")
def done() -> str:
    """What was done last."""
    with reading() as session:
        rows = listing.list_done(session, g.actor, current().zone, _scope())
    return render_template("agenda/done.html", rows=rows, scope=_scope().value)


@bp.post("/<int:task_id>/done")
@needs("agenda.write")
def finish(task_id: int) -> Response:
    """Mark a task as done."""
    try:
        with transaction() as session:
            service.finish(session, g.actor, task_id)
    except Refused as error:
        flash(say(error.message), "warning")
        return redirect(url_for(".index", **_kept()))
    return redirect(url_for(".index", **_kept(), done=task_id))


@bp.post("/<int:task_id>/reopen")
@needs("agenda.write")
def reopen(task_id: int) -> Response:
    """Undo that a task was marked as done."""
    with transaction() as session:
        service.reopen(session, g.actor, task_id)
    flash(_("The task is open again."))
    return redirect(url_for(".index", **_kept()))


@bp.route("/new", methods=["GET", "POST"])
@needs("agenda.write")
def new() -> tuple[str, int] | Response:
    """Write a task in one's own words."""
    form = Form(
        schemas.OwnTaskSchema(),
        data={"due_at": _tomorrow()},
        choices={"role": [(role, role_label(role)) for role in _ROLES]},
    )
    if request.method == "POST" and form.accepts(request.form):
        try:
            return redirect(_write(form))
        except Invalid as error:
            form.add_errors(error.fields)
    return render_template("agenda/new.html", form=form), form.status


def _write(form: Form) -> str:
    values = form.values

    with transaction() as session:

        def act() -> str:
            service.add_own(session, g.actor, values["title"], values["due_at"], role=values["role"] or None)
            return url_for(".index")

        return continuity.once(session, g.actor, form.token, act)


def _by_day(rows: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Put tasks under headings: everything overdue together, then each day."""
    return [(heading, list(group)) for heading, group in groupby(rows, key=_heading)]


def _heading(row: Entry) -> str:
    if row.standing is Standing.OVERDUE:
        return _("Overdue")
    if row.standing is Standing.TODAY:
        return _("Today")
    return format_date(row.due_at.astimezone(ZoneInfo(current().zone)).date())


def _scope() -> Scope:
    return Scope.TEAM if request.values.get("scope") == Scope.TEAM else Scope.MINE


def _kept() -> dict[str, Any]:
    """The filters that stay in the address."""
    kept: dict[str, Any] = {"scope": _scope().value}
    return kept | ({"span": "week"} if request.values.get("span") == "week" else {})


def _next_week() -> datetime:
    """Give the beginning of the next week as people count weeks in the country."""
    return _midnight(next_week(clock.today(current().zone), g.country.country.week_starts_on))


def _tomorrow() -> datetime:
    return _midnight(clock.today(current().zone) + timedelta(days=1)) + timedelta(hours=9)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(current().zone))
