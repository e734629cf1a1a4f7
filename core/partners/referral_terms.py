"""The terms of a referral: its steps, what it is for, whom it is about, and what may allow it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from core.errors import N_
from core.partners.models import Referral

IN, OUT = "in", "out"
UNDONE = "undone"
#: Why the house itself did not take somebody on who was referred to it.
DECLINED_FOR = {
    "no_place": N_("There is no place"),
    "not_our_rules": N_("The rules of admission do not fit"),
    "other": N_("For another reason"),
}
#: Why somebody is referred, as a code that tells a bystander little.
PURPOSES: Mapping[str, str] = {
    "R1": N_("Health"),
    "R2": N_("Mental health"),
    "R3": N_("Education or training"),
    "R4": N_("Legal support"),
    "R5": N_("Identity documents"),
    "R6": N_("Housing or shelter"),
    "R7": N_("Search for her family"),
    "R8": N_("Work and income"),
    "R9": N_("Other support"),
}
STATE_WORDS: Mapping[str, str] = {
    "requested": N_("Requested, not sent"),
    "sent": N_("Sent, waiting for an answer"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
    "served": N_("Attended"),
    "closed": N_("Closed"),
    UNDONE: N_("Undone before it was sent"),
}
#: From where each step may be taken; what came in was sent by somebody else.
FROM: Mapping[tuple[str, str], frozenset[str]] = {
    ("sent", OUT): frozenset({"requested"}),
    ("accepted", OUT): frozenset({"sent"}),
    ("declined", OUT): frozenset({"sent"}),
    ("accepted", IN): frozenset({"requested"}),
    ("declined", IN): frozenset({"requested"}),
    ("served", OUT): frozenset({"accepted"}),
    ("served", IN): frozenset({"accepted"}),
    ("closed", OUT): frozenset({"sent", "accepted", "declined", "served"}),
    ("closed", IN): frozenset({"accepted", "declined", "served"}),
    (UNDONE, OUT): frozenset({"requested"}),
    (UNDONE, IN): frozenset({"requested"}),
}


class ConsentLike(Protocol):
    """What decides whether a consent covers a referral."""

    id: int
    resident_id: int
    receiver_id: int | None
    answer: str
    given_on: date
    valid_until: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """Whom it is about, as others may know her: never her name, never her code of the house.

    :param age: completed years by the latest possible birth date, or None.
    """

    resident_id: int
    external_code: str
    age: int | None


@dataclass(frozen=True, slots=True)
class NewReferral:
    """What is asked of a partner, or what a partner asks of the house.

    :param purpose: a code of :data:`PURPOSES`; the only reason that leaves the house.
    :param reason: for the file, sealed.
    :param legal_duty: the article that obliges the house to send it, where consent is not what it rests on.
    """

    partner_id: int
    purpose: str
    requested_on: date
    direction: str = OUT
    reason: str = ""
    legal_duty: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """Everything that leaves the house with a referral."""

    external_code: str
    age: int | None
    purpose: str
    telephone: str

    @property
    def values(self) -> dict[str, Any]:
        """As it is kept with the referral."""
        return {
            "external_code": self.external_code,
            "age": self.age,
            "purpose": self.purpose,
            "telephone": self.telephone,
        }


def covering(referral: Referral, consents: Iterable[ConsentLike], on: date) -> ConsentLike | None:
    """Find the consent that allows this receiver on this day."""
    return next((consent for consent in consents if _covers(consent, referral, on)), None)


def next_steps(referral: Referral) -> list[str]:
    """List the steps that can be taken now."""
    return [step for (step, way), sources in FROM.items() if way == referral.direction and referral.state in sources]


def _covers(consent: ConsentLike, referral: Referral, on: date) -> bool:
    return (
        consent.resident_id == referral.resident_id
        and consent.receiver_id == referral.partner_id
        and consent.answer == "given"
        and consent.given_on <= on
        and (consent.ended_on is None or consent.ended_on > on)
        and (consent.valid_until is None or consent.valid_until >= on)
    )
