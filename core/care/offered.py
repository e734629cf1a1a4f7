"""Which services a house gives, and how long each usually takes; any other is recorded and planned no more."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.care.models import CarePlanService
from core.care.terms import DISCIPLINES
from core.configuration import versions
from core.configuration.kinds import MAIN, Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema, each_once
from core.errors import N_, Message
from core.i18n import lazy as _

_SHORTEST, _LONGEST, _USUAL = 5, 720, 45
_PLANNED = N_("Services that running plans ask for and the house gives no more")


class _ServiceSchema(ConfiguredSchema):
    discipline = fields.String(
        required=True, validate=validate.OneOf(list(DISCIPLINES)),
        metadata={
            "label": _("Discipline"), "widget": "select",
            "choices": [(code, each.label) for code, each in DISCIPLINES.items()],
        },
    )  # fmt: skip
    given = fields.Boolean(load_default=False, metadata={"label": _("The house gives it"), "widget": "checkbox"})
    minutes = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(_SHORTEST, _LONGEST),
        metadata={"label": _("Usual length, in minutes")},
    )  # fmt: skip


class ServicesSchema(ConfiguredSchema):
    """The services of a house, as far as it says something of them."""

    services = fields.Nested(
        _ServiceSchema, many=True, load_default=list, validate=each_once(("discipline",)),
        metadata={
            "label": _("Services"), "row": ("discipline",), "named": ("discipline",),
            "help": _("Only what is not as the network has it: a discipline without a row is given."),
        },
    )  # fmt: skip


class ServicesKind(Kind):
    """What a house gives."""

    code: ClassVar[str] = "services"
    label: ClassVar[Message] = _("Services that the house gives")
    purpose: ClassVar[Message] = _("What can be recorded and planned here. Records of what is given no more stay.")

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Give the schema."""
        return ServicesSchema()

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """Everything that the network counts is given."""
        return {"services": []}

    def faults(self, ground: Ground, content: Content) -> list[Message]:  # noqa: ARG002
        """A house that gives nothing is none."""
        return [] if _given(content) else [_("At least one service has to be given.")]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:
        """Count what running plans ask for in vain from then on."""
        return _touched(ground, before, after)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Every screen reads what is in force; count by it."""
        return _touched(ground, before, versions.in_force(ground, self))


SERVICES = ServicesKind()


def given(session: Session, branch_id: int) -> frozenset[str]:
    """Name the disciplines that a house gives."""
    return _given(_content(session, branch_id))


def usual_minutes(session: Session, branch_id: int) -> Mapping[str, int]:
    """Tell how long a service of each discipline usually takes in a house."""
    said = {row["discipline"]: row["minutes"] for row in _content(session, branch_id)["services"] if row["minutes"]}
    return {code: said.get(code, _USUAL) for code in DISCIPLINES}


def _content(session: Session, branch_id: int) -> Content:
    live = versions.find_live(session, branch_id, SERVICES.code, MAIN)
    return versions.content_of(live) if live else {"services": []}


def _given(content: Content) -> frozenset[str]:
    rows: list[dict[str, Any]] = content["services"]
    return frozenset(DISCIPLINES) - {row["discipline"] for row in rows if not row["given"]}


def _touched(ground: Ground, before: Content, after: Content) -> list[Touched]:
    gone = _given(before) - _given(after)
    query = select(func.count()).select_from(CarePlanService).where(
        CarePlanService.branch_id == ground.branch_id, CarePlanService.until_on.is_(None),
        CarePlanService.discipline.in_(gone),
    )  # fmt: skip
    return [Touched("planned", _PLANNED, ground.session.scalar(query) or 0)]
