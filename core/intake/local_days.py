"""A branch's own holidays and its courts' recess: a change moves the terms that run and are counted in open days.

Each day names its calendar and the decree or agreement behind it: only who closes an office says when it is closed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from marshmallow import Schema, fields, validate

from core.actor import Actor
from core.agenda.models import Task
from core.audit.service import Subject, record
from core.branches import local_days
from core.branches.house_rules import seen_from
from core.branches.models import Branch
from core.calendar import Closed
from core.configuration.kinds import Content, Fixed, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema, each_once
from core.errors import N_, Message
from core.i18n import lazy as _
from core.intake.recounting import Mover, Open, begun_forms, form_tasks, searches

LONGEST = local_days.LONGEST_CLOSURE
_LATER = N_("What is open and becomes due later")
_EARLIER = N_("What is open and becomes due earlier")


class Move(NamedTuple):
    """What is open, when it is due, and when it would be."""

    open_one: Open
    old: datetime
    new: datetime


class LocalDaysKind(Kind):
    """The holidays of a branch's town, and the recess of its courts.

    :param movers: find what is open and counted by them; a later room hands in its own.
    """

    code: ClassVar[str] = local_days.CODE
    label: ClassVar[Message] = _("Local holidays")
    purpose: ClassVar[Message] = _(
        "Days on which offices are closed here, besides those of the whole country: a feast of the town, a recess of"
        " the courts. What is open and due is counted anew."
    )

    def __init__(self, *movers: Mover) -> None:
        self._movers = (form_tasks, begun_forms, searches, *movers)

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer the country's calendars."""
        return schema_of(ground)

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """The country's holidays and no other."""
        return {"days": []}

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell which calendars the country does not have, or has no more, and which closures cannot be."""
        return faults_of(ground, content)

    def fixed(self, ground: Ground) -> list[Fixed]:
        """Tell which days count here because they are set for the whole country."""
        content = local_days.of_country(ground.session, ground.branch_id)
        return [Fixed(row["name"], f"{_span(row)} · {row['basis']}") for row in content["days"]]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count the tasks whose due instant would move."""
        country = local_days.of_country(ground.session, ground.branch_id)
        closed = local_days.together(ground.session, ground.branch_id, after, country)
        return touched(list(self.moved(ground, closed)))

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count every open term anew by what is in force, and move the tasks."""
        return touched(self.recounted(ground, actor, local_days.closed_at(ground.session, ground.branch_id)))

    def moved(self, ground: Ground, closed: Closed) -> Iterator[Move]:
        """Find what is open at a branch and due at another instant by these days."""
        branch = ground.session.get_one(Branch, ground.branch_id)
        country = seen_from(ground.session, ground.country, branch)
        for mover in self._movers:
            for open_one, due in mover(ground.session, country, branch, closed):
                if open_one.due_at is not None and due != open_one.due_at:
                    yield Move(open_one, open_one.due_at, due)

    def recounted(self, ground: Ground, actor: Actor, closed: Closed) -> list[Move]:
        """Move what is open at a branch, and give what was moved."""
        moved = list(self.moved(ground, closed))
        for each in moved:
            _recount(ground, actor, each)
        return moved


def faults_of(ground: Ground, content: Content) -> list[Message]:
    """Tell which rows name no calendar of the country, or close offices for ever."""
    calendars = ground.country.calendars
    unknown = [
        _("“%(name)s” names a calendar that the country does not have.", name=row["name"])
        for row in content["days"]
        if row["calendar"] not in calendars
    ]
    odd = [
        _("“%(name)s” has to end after it begins, within %(days)s days.", name=row["name"], days=LONGEST)
        for row in content["days"]
        if not local_days.is_a_span(row)
    ]
    return [*unknown, *odd]


def schema_of(ground: Ground, **more: Any) -> Schema:
    """Give the schema of closed days on the country's calendars.

    :param more: further columns.
    """
    calendars = {code: each.label for code, each in ground.country.calendars.items()}
    columns: dict[str, Any] = {
        "day": fields.Date(required=True, metadata={"label": _("Day")}),
        "until": fields.Date(
            load_default=None,
            allow_none=True,
            metadata={"label": _("Until, both included"), "help": _("For a recess of the courts; empty for one day.")},
        ),
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
        **more,
    }
    rows = fields.Nested(
        ConfiguredSchema.from_dict(columns, name="LocalDaySchema"),
        many=True,
        load_default=list,
        validate=each_once(("day", "calendar", *more)),
        metadata={"label": _("Days"), "row": ("day", "calendar", *more), "named": ("name", "calendar")},
    )
    return ConfiguredSchema.from_dict({"days": rows}, name="LocalDaysSchema")()


def _recount(ground: Ground, actor: Actor, move: Move) -> None:
    """Move what is open, and let it say from where; back where it was it says nothing any more."""
    open_one, open_one.due_at = move.open_one, move.new
    if isinstance(open_one, Task):
        open_one.recounted_from = None if open_one.recounted_from == move.new else open_one.recounted_from or move.old
        record(ground.session, actor, "task.recount", Subject("task", open_one.id), code=open_one.code)
    else:
        record(ground.session, actor, "form.recount", Subject("form", open_one.id), form=open_one.form_key)


def touched(moved: Sequence[Move]) -> list[Touched]:
    """Count what becomes due later, and what earlier."""
    later = sum(each.new > each.old for each in moved)
    return [Touched("later", _LATER, later), Touched("earlier", _EARLIER, len(moved) - later)]


def _span(row: Content) -> str:
    return " – ".join(filter(None, (row["day"], row.get("until"))))
