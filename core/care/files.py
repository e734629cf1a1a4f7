"""Whose file it is: what services of this room ask before they write, and the stay a record belongs to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.errors import NotFound
from core.residents import house
from core.residents import service as residents
from core.residents.models import Resident
from core.stages import episodes
from core.stages.models import Episode


@dataclass(frozen=True, slots=True)
class File:
    """A resident's file as it is open before the actor.

    :param episode: her last stay.
    """

    resident: Resident
    episode: Episode
    on_case: bool
    today: date


def open_file(session: Session, actor: Actor, resident: Resident, action: str) -> File:
    """Ask whether the actor may do something in a resident's file, and find her last stay.

    :raises NotFound: if the actor may not, or she never stayed here.
    """
    house.own(actor, resident)
    on_case = residents.on_case(session, actor, resident.id)
    policies.require(actor, action, on_case=on_case)
    episode = episodes.find_last(session, resident.id)
    if episode is None:
        raise NotFound()
    return File(resident, episode, on_case, house.today(session, actor))
