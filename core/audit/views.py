"""The record of access, for the data-protection officer and the director of a house."""

import json
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, g, render_template, request
from marshmallow import Schema, fields, validate

from core import clock
from core.access import people
from core.audit import reading as record
from core.audit.reading import PAGE, Filters
from core.audit.words import SUBJECTS, action_words
from core.i18n import current
from core.i18n import lazy as _
from core.web.context import needs, transaction
from core.web.cursor import Page, paged, read_cursor
from core.web.forms import Form

bp = Blueprint("audit", "core.audit", template_folder="templates")


class FilterSchema(Schema):
    """What to look for in the record."""

    since = fields.Date(allow_none=True, load_default=None, metadata={"label": _("From")})
    until = fields.Date(allow_none=True, load_default=None, metadata={"label": _("Last day")})
    code = fields.String(
        load_default="", validate=validate.Length(max=16), metadata={"label": _("Code of the resident")}
    )
    action = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"label": _("Action"), "help": _("For example resident, or resident.admit.")},
    )


@bp.get("/audit")
@needs("audit.read")
def index() -> tuple[str, int]:
    """What was done in this house, and what was looked at, the newest first."""
    form = Form(FilterSchema())
    asked = form.values if form.accepts(request.args) else FilterSchema().load({})
    with transaction() as session:
        resident_id = record.find_resident(session, g.actor, asked["code"]) if asked["code"] else None
        unknown = bool(asked["code"]) and resident_id is None
        rows = [] if unknown else record.read(session, g.actor, _filters(asked, resident_id), **_place())
        codes = record.codes_of(session, rows)
    return _page("audit/index.html", form, rows, codes)


@bp.get("/audit/access")
@needs("audit.read")
def access() -> tuple[str, int]:
    """Sign-ins, accounts and roles of those who work here."""
    form = Form(FilterSchema(exclude=("code",)))
    asked = form.values if form.accepts(request.args) else FilterSchema(exclude=("code",)).load({})
    with g.network.transaction() as network:
        today = clock.today(current().zone)
        staff = [each.user_id or 0 for each in people.of_branch(network, g.actor.branch_code, today)]
        rows = record.read_access(network, g.actor, staff, _filters(asked, None), **_place())
    return _page("audit/access.html", form, rows, {})


def _page(template: str, form: Form, rows: list[Any], codes: dict[str, str]) -> tuple[str, int]:
    kept = {name: request.args[name] for name in ("since", "until", "code", "action") if request.args.get(name)}
    page: Page[Any] = paged(rows, PAGE, lambda each: (each.seq,), **kept)
    return render_template(
        template, form=form, page=page, codes=codes, details=_details, action_words=action_words, subjects=SUBJECTS
    ), form.status


def _place() -> dict[str, Any]:
    found = {direction: read_cursor(direction, 1) for direction in ("after", "before")}
    return {direction: keys[0] if keys else None for direction, keys in found.items()}


def _filters(asked: dict[str, Any], resident_id: int | None) -> Filters:
    zone = ZoneInfo(current().zone)
    start = datetime.combine(asked["since"], time(), zone) if asked["since"] else None
    end = datetime.combine(asked["until"] + timedelta(days=1), time(), zone) if asked["until"] else None
    return Filters(start, end, resident_id, asked["action"].strip())


def _details(event: Any) -> str:
    """Say which fields an event names; it never holds their values."""
    found: dict[str, Any] = json.loads(event.detail)
    return ", ".join(f"{name}: {_plain(value)}" for name, value in found.items() if value not in (None, "", []))


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
