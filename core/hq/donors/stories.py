"""The register of stories that may be told to donors: what branches offer today, each by her consent (HQ-9).

What a branch offers no more is gone from here with its words. A report names a story by its reference and is read with
the words of today, so that one that was issued keeps a note in its place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.hq.models import Story


class Offered(Protocol):
    """A story as its branch offers it."""

    @property
    def reference(self) -> str:
        """What it is called outside."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def until(self) -> date:
        """The last day on which it may be told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A story as a report may tell it today; without words once it may be told no more.

    :param gone_at: since when; None while it may be told, and where only its day has passed.
    """

    title: str
    text: str
    gone_at: datetime | None = None


def take_in(session: Session, actor: Actor, branch_code: str, offers: Iterable[Offered]) -> None:
    """Bring the register up to what a branch offers today; every other story of the branch is gone."""
    known = {each.reference: each for each in session.scalars(select(Story).where(Story.branch_code == branch_code))}
    today = {each.reference: each for each in offers}
    for reference, offer in today.items():
        _offer(session, actor, known.get(reference), branch_code, offer)
    for reference in known.keys() - today.keys():
        _withdraw(session, actor, known[reference])


def choices(session: Session, actor: Actor) -> list[Story]:
    """List the stories that may be told today."""
    policies.require(actor, "hq.read")
    told = select(Story).where(Story.withdrawn_at.is_(None), Story.until_on >= clock.today("UTC"))
    return list(session.scalars(told.order_by(Story.branch_code, Story.reference)))


def standing(session: Session, references: Iterable[str]) -> Mapping[str, Standing]:
    """Tell how stories stand today, by reference; one that never was here has no words."""
    wanted = [each for each in references if each]
    found = {each.reference: each for each in session.scalars(select(Story).where(Story.reference.in_(wanted)))}
    return {each: _standing(found.get(each)) for each in wanted}


def _standing(story: Story | None) -> Standing:
    if story is None or story.withdrawn_at is not None or story.until_on < clock.today("UTC"):
        return Standing("", "", story.withdrawn_at if story else None)
    return Standing(story.title, story.text)


def _offer(session: Session, actor: Actor, known: Story | None, branch_code: str, offer: Offered) -> None:
    if known is None:
        known = Story(reference=offer.reference, branch_code=branch_code, offered_at=clock.now())
        session.add(known)
        record(session, actor, "hq.story_offered", Subject("story", offer.reference))
    known.title, known.text, known.until_on, known.withdrawn_at = offer.title, offer.text, offer.until, None


def _withdraw(session: Session, actor: Actor, story: Story) -> None:
    if story.withdrawn_at is None:
        story.title, story.text, story.withdrawn_at = "", "", clock.now()
        record(session, actor, "hq.story_gone", Subject("story", story.reference))
