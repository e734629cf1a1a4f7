"""What a room tells of something it lets a branch configure: its form and bounds, what it touches, how it counts."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from marshmallow import Schema
from sqlalchemy.orm import Session

from core.actor import Actor
from core.configuration.wording import changes
from core.errors import Message
from plugins.contract.text import Text
from plugins.profile import CountryProfile

Content = Mapping[str, Any]

#: Who approves: the director, and the data-protection officer where classes, roles or retention change (CFG-2).
DIRECTOR, DPO = "director", "dpo"
#: The key of a kind of which a branch has one object.
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a change is looked at: the branch's records, its country, and the day on which it would count.

    :param key: which object of its kind it is, for instance the role.
    """

    session: Session
    country: CountryProfile
    branch_id: int
    day: date
    key: str = MAIN


@dataclass(frozen=True, slots=True)
class Touched:
    """How many records a change touches; never whose."""

    code: str
    label: Message
    count: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """Something that stands beside what may be configured and cannot be, and why."""

    label: Any
    why: Any


class Kind(ABC):
    """One kind of configuration. A room declares one instance of its own; nothing in it changes at work."""

    code: ClassVar[str]
    label: ClassVar[Message]
    purpose: ClassVar[Message]
    approver: ClassVar[str] = DIRECTOR
    #: Whether taking effect may change a figure of the regional catalogue; it is then tried before it is sent.
    moves_figures: ClassVar[bool] = False
    #: Whether it goes along in a bundle; what is true of one house alone does not.
    travels: ClassVar[bool] = True
    #: Whether it is set once for every house of the country, by the house that leads it.
    of_country: ClassVar[bool] = False

    def keys(self, country: CountryProfile) -> Mapping[str, Message | Text]:  # noqa: ARG002 - other kinds ask it
        """List the objects of this kind in a country, by key, with their names."""
        return {MAIN: self.label}

    def owner(self, branch_id: int) -> int | None:
        """Tell whose it is: a branch's, or None for the country as a whole."""
        return None if self.of_country else branch_id

    def may_change(self, actor: Actor) -> bool:
        """Tell whether an actor's house may change it at all."""
        return actor.leads or not self.of_country

    @abstractmethod
    def schema(self, ground: Ground, content: Content) -> Schema:
        """Give the schema that draws the form; *content* says which options its own rows offer one another."""

    @abstractmethod
    def baseline(self, ground: Ground) -> Content:
        """Tell what is in force where nothing has been configured yet."""

    @abstractmethod
    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell what stands against sending a content: bounds of the law and of the network, and loose ends."""

    def fixed(self, ground: Ground) -> list[Fixed]:  # noqa: ARG002 - most kinds leave nothing to be explained
        """Tell what cannot be changed here, and why."""
        return []

    def losses(self, ground: Ground, content: Content) -> list[Message]:  # noqa: ARG002 - most kinds lose nothing
        """Tell what a change would leave out that records need; the way back may, since they keep their version."""
        return []

    def standing_against(self, ground: Ground, content: Content) -> list[Message]:
        """Tell everything that stands against sending a content."""
        return [*self.faults(ground, content), *self.losses(ground, content)]

    def diff(self, ground: Ground, before: Content, after: Content) -> list[str]:
        """Say in plain words, in the reader's language, what changes."""
        return changes(self.schema(ground, {**before, **after}), before, after)

    @abstractmethod
    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:
        """Count what taking effect would touch, without touching anything."""

    @abstractmethod
    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:
        """Let a content count from now on, and count what it has touched."""

    def supposed(self, ground: Ground, content: Content) -> Mapping[str, Any]:  # noqa: ARG002 - most move no figure
        """Give what figures are counted by if a content is in force, by what they call it; nothing is written."""
        return {}

    def show(self, ground: Ground) -> None:  # noqa: B027 - most kinds show by themselves
        """Let what is in force show on the invented people of a trial, where real ones would be left as they are."""
