"""What every part of a simulated house needs at hand: the house, its days, dice, words, seals and tables."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.residents import codes
from core.simulation.days import Days
from core.simulation.ground import Ground, Member
from core.simulation.papers import Papers
from core.simulation.rules import Rules
from core.simulation.tables import Tables
from core.simulation.words import Words, words
from core.vault import Vault

Seal = Callable[[int, str], bytes]


class Codes:
    """Codes drawn from the seed, each once in a store."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def draw(self, dice: random.Random) -> str:
        """Draw a code that nobody has."""
        while True:
            number, body = int(dice.random() * _BODIES), ""
            for _ in range(5):
                number, sign = divmod(number, _SIGNS)
                body += codes.ALPHABET[sign]
            code = codes.with_check(body)
            if code not in self._taken:
                self._taken.add(code)
                return code


_SIGNS = len(codes.ALPHABET)
_BODIES = _SIGNS**5


class Seals(dict[tuple[str, str], Seal]):
    """The vault's seals, made when a column is first sealed."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault

    def __missing__(self, place: tuple[str, str]) -> Seal:
        seal = self[place] = self._vault.sealer(*place)
        return seal


@dataclass(slots=True)
class Scene:
    """One house while it is simulated.

    :param more: dice for what is done for those who live there, apart from those that decide who comes.
    """

    rules: Rules
    ground: Ground
    days: Days
    dice: random.Random
    more: random.Random
    tables: Tables
    seals: Seals
    codes: Codes
    papers: Papers
    mark: Callable[[str, str], bytes]
    numbers: dict[int, int] = field(default_factory=dict)
    words: Words = field(default_factory=words)

    @property
    def staff(self) -> Mapping[str, tuple[Member, ...]]:
        """Who works here, by role."""
        return self.ground.staff

    def word(self, name: str) -> str:
        """Draw a word from a list."""
        entries = self.words[name]
        return entries[int(self.dice.random() * len(entries))]

    def phrase(self, name: str) -> str:
        """Draw a word for what is done for those who live here."""
        entries = self.words[name]
        return entries[int(self.more.random() * len(entries))]

    def member(self, role: str) -> Member:
        """Draw somebody who works here in a role."""
        members = self.ground.staff[role]
        return members[int(self.dice.random() * len(members))]


def someone(scene: Scene, *roles: str) -> Member:
    """Give the first who works here in one of some roles, or whoever there is."""
    for role in roles:
        if role in scene.staff:
            return scene.staff[role][0]
    return next(iter(scene.staff.values()))[0]
