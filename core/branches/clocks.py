"""The network's own clocks, stricter in some countries, as a house sets them: never looser, as they were on each day.

What runs keeps the length it began with; what looks ahead, as the notice before a measure ends, is another at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from plugins.contract.clocks import HouseClock
from plugins.profile import CountryProfile

CODE = "clocks"
_OTHER = N_("Limits that are another from then on; what runs keeps the length it began with")


@dataclass(frozen=True, slots=True)
class Limit:
    """A clock of the network.

    :param usual: what counts where a house has set nothing: the target of practice, not a term of law.
    :param least: a house may set nothing below, and nothing above ``most``.
    :param more_is_stricter: what is told of beforehand, or kept, is stricter the longer it is.
    """

    label: Any
    unit: str
    usual: int
    least: int
    most: int
    more_is_stricter: bool = False

    def takes(self, amount: int) -> bool:
        """Tell whether a country may have this amount: as strict as the network's, or stricter."""
        return self.usual <= amount <= self.most if self.more_is_stricter else self.least <= amount <= self.usual

    def tightened(self, amount: int) -> "Limit":
        """Give the clock of a country where nobody may be looser than this amount."""
        if self.more_is_stricter:
            return replace(self, usual=amount, least=amount)
        return replace(self, usual=amount, most=amount)


def _at_most(label: Any, unit: str, usual: int) -> Limit:
    """What a house may tighten, and not loosen."""
    return Limit(label, unit, usual, 1, usual)


def _at_least(label: Any, unit: str, usual: int, most: int) -> Limit:
    """What a house may be told of earlier, and not later."""
    return Limit(label, unit, usual, usual, most, more_is_stricter=True)


#: CLK-04, 05, 02, ME-3, CLK-07, 08, RE-3, CLK-19, CR-5, CLK-21 and the targets of practice beside them.
LIMITS: Mapping[str, Limit] = {
    "health_urgent": _at_most(_("Urgent health check after an admission, in hours"), "hours", 24),
    "health_full": _at_most(_("Full health check after an admission, in hours"), "hours", 72),
    "admission_complete": _at_most(_("Completing an admission, in hours"), "hours", 24),
    "plan_first": _at_most(_("First individual plan, in days"), "days", 30),
    "measure_notice": _at_least(_("First notice before a measure ends, in days"), "days", 60, 180),
    "measure_lapsing": Limit(_("A measure shows as lapsing so many days before it ends"), "days", 15, 7, 60, True),
    "gap_explain": _at_most(_("Writing the reason why nothing covers a stay, in hours"), "hours", 24),
    "late_warn": _at_most(_("Late from an outing: the house is warned, in minutes"), "minutes", 15),
    "late_absent": Limit(_("Late from an outing: the search begins, in minutes"), "minutes", 60, 5, 60),
    "return_talk": _at_most(_("Talk after a return, in hours"), "hours", 72),
    "found_decide": _at_most(_("Deciding on the stay of somebody found elsewhere, in hours"), "hours", 24),
    "bed_hold": Limit(_("The bed of somebody missing is kept, in days"), "days", 3, 1, 30, True),
    "departure_decide": Limit(_("Deciding on the stay of somebody still missing, in days"), "days", 15, 1, 60),
    "consent_months": _at_most(_("A consent counts at most, in months"), "months", 12),
    "consent_recall": _at_most(_("Asking back what was shared once a consent is withdrawn, in hours"), "hours", 24),
    "majority_notice": _at_least(_("Transition plan before she comes of age, in months"), "months", 12, 36),
    "referral_ask": _at_most(_("Asking for the answer to a referral, in days"), "days", 7),
    "agreement_notice": _at_least(_("Notice before an agreement ends, in days"), "days", 60, 180),
    "certificate_notice": _at_least(_("Notice before a certificate of the staff ends, in days"), "days", 30, 180),
    "screen_lock": Limit(_("The screen locks after so many minutes, at most"), "minutes", 15, 1, 15),
}


def limits_of(tighter: Mapping[str, int]) -> Mapping[str, Limit]:
    """Give every clock as a country has it.

    :param tighter: amounts of those that are stricter there.
    """
    return {code: limit.tightened(tighter[code]) if code in tighter else limit for code, limit in LIMITS.items()}


def tighter_in(country: CountryProfile) -> Mapping[str, int]:
    """Give the clocks that a country makes stricter; one that the network would not take is as the network has it."""
    return {
        code: each.amount for code, each in country.clocks.items() if code in LIMITS and LIMITS[code].takes(each.amount)
    }


def lengths(session: Session, branch_id: int, at: datetime | None = None) -> Mapping[str, int]:
    """Give every clock of a house as it was at an instant, or is now; what its country asks for counts at once."""
    moment, found = at or clock.now(), dict[str, Any]()
    for since, _kind, content in versions.timeline(session, branch_id, (CODE,)):
        found = content if since <= moment else found
    return {code: _bounded(limit, found.get(code)) for code, limit in _here(session).items()}


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
    """Give the span of a clock where neither a house nor its country has set anything."""
    return as_span(code, LIMITS[code].usual)


def screen_lock(session: Session, content: Content) -> int:
    """Read after how many minutes the screens of a house lock."""
    return _bounded(_here(session)["screen_lock"], content.get("screen_lock"))


class ClocksKind(Kind):
    """The clocks of a house."""

    code: ClassVar[str] = CODE
    label: ClassVar[Message] = _("Clocks of the house")
    purpose: ClassVar[Message] = _(
        "How soon the house wants things done and be told of them. They are targets of practice, unless the country's"
        " law is named beside them; a house may be stricter than the network and the country, never slower."
    )

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Give the schema: each clock within its bounds, and whose bounds they are."""
        asked, limits = ground.country.clocks, _of_country(ground)
        return ConfiguredSchema.from_dict(
            {code: _field(limit, asked.get(code)) for code, limit in limits.items()}, name="ClocksSchema"
        )()

    def baseline(self, ground: Ground) -> Content:
        """What practice and the country aim at."""
        return {code: limit.usual for code, limit in _of_country(ground).items()}

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell what an upgrade of the network or the country no longer allows."""
        return [
            _("“%(what)s”: from %(least)s to %(most)s.", what=limit.label, least=limit.least, most=limit.most)
            for code, limit in _of_country(ground).items()
            if not limit.least <= content.get(code, limit.usual) <= limit.most
        ]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:
        """Count the clocks that change."""
        return _touched(ground, before, after)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Every room asks what is in force; count by it."""
        return _touched(ground, before, versions.in_force(ground, self))


CLOCKS = ClocksKind()


def _here(session: Session) -> Mapping[str, Limit]:
    return limits_of(session.info["store"].tighter_clocks)


def _of_country(ground: Ground) -> Mapping[str, Limit]:
    return limits_of(tighter_in(ground.country))


def _field(limit: Limit, asked: HouseClock | None) -> fields.Integer:
    told = _("From %(least)s to %(most)s; usually %(usual)s.", least=limit.least, most=limit.most, usual=limit.usual)
    return fields.Integer(
        load_default=limit.usual,
        validate=validate.Range(min=limit.least, max=limit.most),
        metadata={"label": limit.label, "help": _whose(told, limit, asked) if asked else told},
    )


def _whose(told: Message, limit: Limit, asked: HouseClock) -> Message:
    """Say that the country asks for it, by which law, and whether a lawyer has confirmed that."""
    if asked.basis.unverified:
        return _(
            "%(told)s The country asks for %(amount)s: %(law)s (law not verified).",
            told=told, amount=limit.usual, law=asked.basis.citation,
        )  # fmt: skip
    return _(
        "%(told)s The country asks for %(amount)s: %(law)s.", told=told, amount=limit.usual, law=asked.basis.citation
    )


def _bounded(limit: Limit, amount: int | None) -> int:
    """What an upgrade no longer allows is as near to it as it may be."""
    return limit.usual if amount is None else max(limit.least, min(limit.most, amount))


def _touched(ground: Ground, before: Content, after: Content) -> list[Touched]:
    limits = _of_country(ground).items()
    changed = sum(before.get(code, each.usual) != after.get(code, each.usual) for code, each in limits)
    return [Touched("clocks", _OTHER, changed)]
