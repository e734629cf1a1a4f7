"""What a branch does not show to a role, though the network would: it may narrow the matrix, never widen it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import func, select

from core.access.matrix import MATRIX, REGIONAL
from core.access.people import role_label
from core.actor import Actor
from core.configuration import versions
from core.configuration.kinds import DPO, Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema
from core.errors import N_, Message
from core.i18n import lazy as _
from core.residents.models import CaseMember
from core.residents.teams import on_team
from plugins.contract.text import Text
from plugins.profile import CountryProfile

#: Classes a branch may hide. The care header and the emergency card must be in reach of whoever cares for her, and
#: who configures, approves and checks must see what was configured.
CLASSES: Mapping[str, Any] = {
    "ID": _("Names, birth date and documents"),
    "LOG": _("Daily life"),
    "SOC": _("Social history and school"),
    "PSY-S": _("Psychological summary"),
    "PSY-N": _("Notes of sessions"),
    "MED-C": _("Clinical file"),
    "MED-X": _("Extra-sensitive health"),
    "LEG-C": _("Dates of her legal case"),
    "LEG-S": _("Legal strategy"),
    "INC": _("Incidents"),
    "SEC": _("Protected places and plans"),
    "AFT": _("How to reach her safely after she has left"),
    "OUT": _("Street contacts"),
    "DON": _("Donors and gifts"),
}
_UNTOUCHED = frozenset({"dpo", "config_admin", "auditor"}) | REGIONAL
_HIDDEN = N_("Kinds of data that this role sees no longer")
_SHOWN = N_("Kinds of data that this role sees again, as far as the network allows")
_TEAMS = N_("Places on case teams held in this role")


class RoleLimitsKind(Kind):
    """What each role of a branch does not see."""

    code: ClassVar[str] = "role_limits"
    label: ClassVar[Message] = _("What each role sees")
    purpose: ClassVar[Message] = _(
        "What is hidden from a role in this house; nothing is shown beyond the network's rules."
    )
    approver: ClassVar[str] = DPO

    def keys(self, country: CountryProfile) -> Mapping[str, Message | Text]:  # noqa: ARG002
        """List the roles of a house that see any such data."""
        return {role: role_label(role) for role in MATRIX if role not in _UNTOUCHED and _ceiling(role)}

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer what the role would see: the ceiling of the matrix."""
        offered = _ceiling(ground.key)
        rule = validate.OneOf(list(offered), list(offered.values()))
        hidden = fields.List(
            fields.String(validate=rule),
            load_default=list,
            metadata={"label": _("Hide from this role"), "choices": list(offered.items())},
        )
        return ConfiguredSchema.from_dict({"hidden": hidden}, name="RoleLimitsSchema")()

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """Nothing is hidden."""
        return {"hidden": []}

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell what the role does not see anyway, or must see."""
        beyond = set(content["hidden"]) - set(_ceiling(ground.key))
        return [_("This role cannot be narrowed by “%(what)s”.", what=each) for each in sorted(beyond)]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:
        """Count the kinds of data and the case teams concerned."""
        old, new = set(before["hidden"]), set(after["hidden"])
        return _touched(len(new - old), len(old - new), _teams(ground))

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Every request asks what is in force; count by it."""
        live, old = set(versions.in_force(ground, self)["hidden"]), set(before["hidden"])
        return _touched(len(live - old), len(old - live), _teams(ground))


ROLE_LIMITS = RoleLimitsKind()


def _ceiling(role: str) -> dict[str, Any]:
    return {code: label for code, label in CLASSES.items() if code in MATRIX.get(role, {})}


def _teams(ground: Ground) -> int:
    query = select(func.count()).where(
        CaseMember.branch_id == ground.branch_id, CaseMember.role == ground.key, on_team(ground.day)
    )
    return ground.session.scalar(query) or 0


def _touched(hidden: int, shown: int, teams: int) -> list[Touched]:
    return [Touched("hidden", _HIDDEN, hidden), Touched("shown", _SHOWN, shown), Touched("teams", _TEAMS, teams)]
