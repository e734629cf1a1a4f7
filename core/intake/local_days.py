"""A branch's own holidays: a change moves the terms that run and are counted in open days.

Each day names its calendar and the decree or agreement behind it: only who closes an office says when it is closed.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import select

from core import calendar
from core.actor import Actor
from core.agenda.models import Task
from core.audit.service import Subject, record
from core.branches import local_days
from core.branches.models import Branch
from core.calendar import Closed
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema, each_once
from core.errors import N_, Message
from core.i18n import lazy as _
from core.stages.models import Episode
from plugins.contract.text import Text
from plugins.profile import CountryProfile

#: How the task of a form names it.
_FORM = "form:"
_LATER = N_("Open tasks that become due later")
_EARLIER = N_("Open tasks that become due earlier")


class LocalDaysKind(Kind):
    """The holidays of a branch's town."""

    code: ClassVar[str] = local_days.CODE
    label: ClassVar[Message] = _("Local holidays")
    purpose: ClassVar[Message] = _("Days on which offices are closed here, besides those of the whole country.")

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer the country's calendars."""
        return _schema({code: each.label for code, each in ground.country.calendars.items()})

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """The country's holidays and no other."""
        return {"days": []}

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell which calendars the country does not have, or has no more."""
        calendars = ground.country.calendars
        return [
            _("“%(name)s” names a calendar that the country does not have.", name=row["name"])
            for row in content["days"]
            if row["calendar"] not in calendars
        ]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count the tasks whose due instant would move."""
        return _touched([(old, due) for _task, old, due in _moved(ground, local_days.closed_by(after))])

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count every open term anew by what is in force, and move the tasks."""
        moved = []
        for task, old, due in list(_moved(ground, local_days.closed_at(ground.session, ground.branch_id))):
            moved.append((old, due))
            task.due_at = due
            record(ground.session, actor, "task.recount", Subject("task", task.id), code=task.code)
        return _touched(moved)


LOCAL_DAYS = LocalDaysKind()


def _schema(calendars: dict[str, Text]) -> Schema:
    columns: dict[str, Any] = {
        "day": fields.Date(required=True, metadata={"label": _("Day")}),
        "yearly": fields.Boolean(load_default=False, metadata={"label": _("Every year"), "widget": "checkbox"}),
        "name": fields.String(required=True, validate=validate.Length(min=1, max=80), metadata={"label": _("Name")}),
        "calendar": fields.String(
            required=True,
            validate=validate.OneOf(list(calendars), list(calendars.values())),  # type: ignore[arg-type]
            metadata={"label": _("Which offices are closed"), "widget": "select"},
        ),
        "basis": fields.String(
            required=True,
            validate=validate.Length(min=1, max=200),
            metadata={"label": _("Decree or agreement that says so")},
        ),
    }
    rows = fields.Nested(
        ConfiguredSchema.from_dict(columns, name="LocalDaySchema"),
        many=True,
        load_default=list,
        validate=each_once(("day", "calendar")),
        metadata={"label": _("Days"), "row": ("day", "calendar"), "named": ("name", "calendar")},
    )
    return ConfiguredSchema.from_dict({"days": rows}, name="LocalDaysSchema")()


def _moved(ground: Ground, closed: Closed) -> Iterator[tuple[Task, datetime, datetime]]:
    """Find the open tasks of forms whose due instant is another one by these days: what it was, and what it is."""
    zone = ground.session.get_one(Branch, ground.branch_id).time_zone
    query = (
        select(Task, Episode)
        .join(Episode, Episode.id == Task.source_id)
        .where(
            Task.branch_id == ground.branch_id,
            Task.source == "episode",
            Task.code.startswith(_FORM),
            Task.done_at.is_(None),
        )
    )
    for task, episode in ground.session.execute(query.order_by(Task.id)).all():
        due = _due(ground.country, task, episode, zone, closed)
        if due is not None and task.due_at is not None and due != task.due_at:
            yield task, task.due_at, due


def _due(country: CountryProfile, task: Task, episode: Episode, zone: str, closed: Closed) -> datetime | None:
    try:
        form = country.form(task.code.removeprefix(_FORM), on=episode.admitted_on)
    except LookupError:
        return None  # the country has taken the form back; what was due stays as it was
    return calendar.due(country, form.due, episode.admitted_at, zone, closed) if form.due else None


def _touched(moved: list[tuple[datetime, datetime]]) -> list[Touched]:
    later = sum(new > old for old, new in moved)
    return [Touched("later", _LATER, later), Touched("earlier", _EARLIER, len(moved) - later)]
