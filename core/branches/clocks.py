"""The network's own clocks as a house sets them: never looser than the network's, as they were on each day.

What runs keeps the length it began with; what looks ahead, as the notice before a measure ends, is another at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.configuration import versions
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema
from core.errors import N_, Message
from core.i18n import lazy as _

CODE = "clocks"
_OTHER = N_("Limits that are another from then on; what runs keeps the length it began with")


@dataclass(frozen=True, slots=True)
class Limit:
    """A clock of the network.

    :param usual: what counts where a house has set nothing: the target of practice, not a term of law.
    :param least: a house may set nothing below, and nothing above ``most``.
    """

    label: Any
    unit: str
    usual: int
    least: int
    most: int


def _at_most(label: Any, unit: str, usual: int) -> Limit:
    """What a house may tighten, and not loosen."""
    return Limit(label, unit, usual, 1, usual)


def _at_least(label: Any, unit: str, usual: int, most: int) -> Limit:
    """What a house may be told of earlier, and not later."""
    return Limit(label, unit, usual, usual, most)


#: CLK-04, 05, 02, ME-3, CLK-07, 08, RE-3, CLK-19, CR-5, CLK-21 and the targets of practice beside them.
LIMITS: Mapping[str, Limit] = {
    "health_urgent": _at_most(_("Urgent health check after an admission, in hours"), "hours", 24),
    "health_full": _at_most(_("Full health check after an admission, in hours"), "hours", 72),
    "admission_complete": _at_most(_("Completing an admission, in hours"), "hours", 24),
    "plan_first": _at_most(_("First individual plan, in days"), "days", 30),
    "measure_notice": _at_least(_("First notice before a measure ends, in days"), "days", 60, 180),
    "measure_lapsing": Limit(_("A measure shows as lapsing so many days before it ends"), "days", 15, 7, 60),
    "gap_explain": _at_most(_("Writing the reason why nothing covers a stay, in hours"), "hours", 24),
    "late_warn": _at_most(_("Late from an outing: the house is warned, in minutes"), "minutes", 15),
    "late_absent": Limit(_("Late from an outing: the search begins, in minutes"), "minutes", 60, 5, 60),
    "return_talk": _at_most(_("Talk after a return, in hours"), "hours", 72),
    "found_decide": _at_most(_("Deciding on the stay of somebody found elsewhere, in hours"), "hours", 24),
    "bed_hold": Limit(_("The bed of somebody missing is kept, in days"), "days", 3, 1, 30),
    "departure_decide": Limit(_("Deciding on the stay of somebody still missing, in days"), "days", 15, 1, 60),
    "consent_months": _at_most(_("A consent counts at most, in months"), "months", 12),
    "consent_recall": _at_most(_("Asking back what was shared once a consent is withdrawn, in hours"), "hours", 24),
    "majority_notice": _at_least(_("Transition plan before she comes of age, in months"), "months", 12, 36),
    "referral_ask": _at_most(_("Asking for the answer to a referral, in days"), "days", 7),
    "agreement_notice": _at_least(_("Notice before an agreement ends, in days"), "days", 60, 180),
    "certificate_notice": _at_least(_("Notice before a certificate of the staff ends, in days"), "days", 30, 180),
    "screen_lock": Limit(_("The screen locks after so many minutes, at most"), "minutes", 15, 1, 15),
}


def lengths(session: Session, branch_id: int, at: datetime | None = None) -> Mapping[str, int]:
    """Give every clock of a house as it was at an instant, or is now."""
    moment, found = at or clock.now(), dict[str, Any]()
    for since, _kind, content in versions.timeline(session, branch_id, (CODE,)):
        found = content if since <= moment else found
    return {code: _bounded(limit, found.get(code)) for code, limit in LIMITS.items()}


def length(session: Session, branch_id: int, code: str, at: datetime | None = None) -> int:
    """Give one clock of a house in its unit."""
    return lengths(session, branch_id, at)[code]


def span(session: Session, branch_id: int, code: str, at: datetime | None = None) -> timedelta:
    """Give one clock of a house that is counted in minutes, hours or days."""
    return as_span(code, length(session, branch_id, code, at))


def as_span(code: str, amount: int) -> timedelta:
    """Turn the amount of a clock into a span."""
    return timedelta(**{LIMITS[code].unit: amount})


def usual(code: str) -> timedelta:
    """Give the span of a clock where a house has set nothing."""
    return as_span(code, LIMITS[code].usual)


def screen_lock(content: Content) -> int:
    """Read after how many minutes the screens of a house lock."""
    return _bounded(LIMITS["screen_lock"], content.get("screen_lock"))


class ClocksKind(Kind):
    """The clocks of a house."""

    code: ClassVar[str] = CODE
    label: ClassVar[Message] = _("Clocks of the house")
    purpose: ClassVar[Message] = _(
        "How soon the house wants things done and be told of them. They are targets of practice, not terms of law; a"
        " house may be stricter than the network, never slower."
    )

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Give the schema: each clock within its bounds."""
        return ConfiguredSchema.from_dict(
            {code: _field(limit) for code, limit in LIMITS.items()}, name="ClocksSchema"
        )()

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """What practice aims at."""
        return {code: limit.usual for code, limit in LIMITS.items()}

    def faults(self, ground: Ground, content: Content) -> list[Message]:  # noqa: ARG002
        """Tell what an upgrade of the network no longer allows."""
        return [
            _("“%(what)s”: from %(least)s to %(most)s.", what=limit.label, least=limit.least, most=limit.most)
            for code, limit in LIMITS.items()
            if not limit.least <= content.get(code, limit.usual) <= limit.most
        ]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count the clocks that change."""
        return _touched(before, after)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Every room asks what is in force; count by it."""
        return _touched(before, versions.in_force(ground, self))


CLOCKS = ClocksKind()


def _field(limit: Limit) -> fields.Integer:
    told = _("From %(least)s to %(most)s; usually %(usual)s.", least=limit.least, most=limit.most, usual=limit.usual)
    return fields.Integer(
        load_default=limit.usual,
        validate=validate.Range(min=limit.least, max=limit.most),
        metadata={"label": limit.label, "help": told},
    )


def _bounded(limit: Limit, amount: int | None) -> int:
    """What an upgrade no longer allows is as near to it as it may be."""
    return limit.usual if amount is None else max(limit.least, min(limit.most, amount))


def _touched(before: Content, after: Content) -> list[Touched]:
    changed = sum(before.get(code, each.usual) != after.get(code, each.usual) for code, each in LIMITS.items())
    return [Touched("clocks", _OTHER, changed)]
