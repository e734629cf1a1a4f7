"""What services about a resident ask first: is she of the actor's house, which day is it there, can a text stand."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.branches import service as branches
from core.errors import N_, NotFound

#: Signs that turn a text round or hide in it, beside the control signs.
_HIDDEN = frozenset("\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_LINES = frozenset("\n\t")


class OfHouse(Protocol):
    """A record that belongs to a house."""

    @property
    def branch_id(self) -> object:
        """The house's id."""


def own(actor: Actor, *records: OfHouse) -> None:
    """Stop unless every record belongs to the actor's house.

    :raises NotFound: the same answer as for a record that does not exist (NK-4).
    """
    if any(record.branch_id != actor.branch_id for record in records):
        raise NotFound()


def today(session: Session, actor: Actor) -> date:
    """Tell which day it is in the actor's house; its zone is asked once in a session."""
    zones: dict[int | None, str] = session.info.setdefault("zones", {})
    if actor.branch_id not in zones:
        zones[actor.branch_id] = branches.time_zone(session, actor)
    return clock.today(zones[actor.branch_id])


def text_faults(values: Mapping[str, str], limits: Mapping[str, int]) -> dict[str, list[str]]:
    """Find texts that are too long or hold signs that nobody sees; what a form lets through may come another way."""
    faults: dict[str, list[str]] = {}
    for name, limit in limits.items():
        text = values.get(name, "")
        if len(text.strip()) > limit:
            faults[name] = [N_("This text is too long.")]
        elif any(_is_hidden(sign) for sign in text):
            faults[name] = [N_("There is an invisible sign in this text. Delete it and type it again.")]
    return faults


def _is_hidden(sign: str) -> bool:
    return sign in _HIDDEN or (unicodedata.category(sign) == "Cc" and sign not in _LINES)
