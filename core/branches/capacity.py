"""How many places a house's licence has; occupancy is counted by it, also in what the regional office reads."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import func, or_, select

from core.actor import Actor
from core.branches import licences
from core.branches.models import Bed
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema
from core.errors import N_, Message
from core.i18n import lazy as _

MOST = 500
_BEYOND = N_("Beds in service beyond the licence")


class CapacitySchema(ConfiguredSchema):
    """The licence of a house, as far as it is counted by."""

    licensed_places = fields.Integer(
        required=True,
        validate=validate.Range(min=0, max=MOST),
        metadata={
            "label": _("Licensed places"),
            "help": _("As the licence says; cribs are not counted. If it ends, write 0 from that day on."),
        },
    )


class CapacityKind(Kind):
    """The places of a house's licence."""

    code: ClassVar[str] = "capacity"
    label: ClassVar[Message] = _("Licensed places")
    purpose: ClassVar[Message] = _(
        "What occupancy is measured by. A change counts from its day on; the days before stay counted as they were."
    )
    moves_figures: ClassVar[bool] = True
    travels: ClassVar[bool] = False

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Give the schema."""
        return CapacitySchema()

    def baseline(self, ground: Ground) -> Content:
        """What was written when the house was opened."""
        return {"licensed_places": licences.in_force(ground.session, ground.branch_id, ground.day)}

    def faults(self, ground: Ground, content: Content) -> list[Message]:  # noqa: ARG002
        """Nothing stands against it: a licence says what it says."""
        return []

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count the beds for which there would be no place."""
        return [_beyond(ground, after["licensed_places"])]

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Write it where figures and forms read it; the days before stay counted by what was in force then."""
        licences.write(ground.session, ground.branch_id, ground.day, after["licensed_places"])
        return [_beyond(ground, after["licensed_places"])]

    def supposed(self, ground: Ground, content: Content) -> Mapping[str, Any]:
        """Figures are counted by the places of the content, from the day of the change on."""
        return {"places": content["licensed_places"], "places_from": ground.day}


CAPACITY = CapacityKind()


def _beyond(ground: Ground, places: int) -> Touched:
    in_service = or_(Bed.in_service_until.is_(None), Bed.in_service_until > ground.day)
    query = select(func.count(Bed.id)).where(
        Bed.branch_id == ground.branch_id, Bed.kind == "bed", Bed.in_service_from <= ground.day, in_service
    )
    return Touched("beyond", _BEYOND, max(0, (ground.session.scalar(query) or 0) - places))
