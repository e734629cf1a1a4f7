"""Masked sums: the office reads what several branches hide together, and of none of them what it hides alone.

Each number that leaves a branch carries masks: one of its own, and one shared with each other branch, which the one
adds and the other takes away. The office asks twice. First every branch gives its masked counts. Then the office says
once and for all who took part, and each of these gives the sum of its own mask and of those it shares with whoever
stayed away: with that the masks of all cancel. Whoever comes too late keeps her own mask, so her count stays hidden;
whoever fails at the second step makes the sum fail, and a new round draws new masks. Sums are modulo 2**32.

Source: Bonawitz and others, Practical secure aggregation for privacy-preserving machine learning, CCS 2017, with the
second step given by each branch itself in place of shares of its mask. It keeps counts from an office that follows the
steps and is curious, and from one that names branches which hide nothing: these do not take part. It does not help
against an office that invents branches; whoever signs should know the names in the call.

Both sides use this module, so it knows no database.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.canonical import canonical, digest
from core.reporting.catalogue import Key

MODULUS = 2**32
#: A sum of fewer would tell one branch what another hides.
FEWEST = 3
#: The two times that the office asks.
FIRST, SECOND = 1, 2
Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Call:
    """What the office asks for.

    :param until: last day on which anybody may take part; the next round of a period may only begin after it.
    :param members: public key of each branch that is asked; ``versions`` of which of its figures.
    :param cells: which of them hide each cell.
    """

    period: str
    number: int
    catalogue: str
    until: str
    members: Mapping[str, str]
    versions: Mapping[str, int]
    cells: Mapping[str, tuple[str, ...]]

    @cached_property
    def text(self) -> str:
        """The one way in which it is written."""
        cells = {name: sorted(branches) for name, branches in self.cells.items()}
        told = {"period": self.period, "number": self.number, "catalogue": self.catalogue, "until": self.until}
        return canonical({**told, "members": dict(self.members), "versions": dict(self.versions), "cells": cells})

    @cached_property
    def digest(self) -> str:
        """What names it: every mask depends on it."""
        return digest(self.text)

    def of(self, branch: str, alive: Iterable[str] | None = None) -> list[str]:
        """List the cells that a branch is asked for and that enough others hide too."""
        there = set(self.members if alive is None else alive)
        return [
            name
            for name, hiding in self.cells.items()
            if branch in hiding and len(there.intersection(hiding)) >= FEWEST
        ]


def read(told: Mapping[str, Any]) -> Call:
    """Read a call from its JSON.

    :raises KeyError: if something is missing.
    """
    cells = {str(name): tuple(branches) for name, branches in told["cells"].items()}
    members, versions = dict(told["members"]), dict(told["versions"])
    return Call(told["period"], told["number"], told["catalogue"], told["until"], members, versions, cells)


def new_key() -> tuple[bytes, str]:
    """Draw a key for masks.

    :returns: the private key's 32 bytes, and the public key in base64.
    """
    key = X25519PrivateKey.generate()
    return key.private_bytes_raw(), b64encode(key.public_key().public_bytes_raw()).decode()


def public_of(private: bytes) -> str:
    """Give the public half of a key, in base64."""
    return b64encode(X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()).decode()


def name_of(key: Key) -> str:
    """Write what names a cell."""
    return "/".join(key)


def key_of(name: str) -> Key:
    """Read what names a cell."""
    indicator, breakdown, code, component = name.split("/")
    return indicator, breakdown, code, component


class Masks:
    """The masks of one branch in one round."""

    def __init__(self, call: Call, branch: str, private: bytes) -> None:
        self._call, self._branch = call, branch
        self._own = self._derive(private, b"own")
        key = X25519PrivateKey.from_private_bytes(private)
        self._shared = {
            other: self._derive(key.exchange(X25519PublicKey.from_public_bytes(b64decode(public))), b"shared")
            for other, public in call.members.items()
            if other != branch
        }

    def first(self, values: Numbers) -> dict[str, int]:
        """Mask the counts of the cells that a branch is asked for."""
        return {
            name: (values[name] + self._mine(name) + self._with(name, self._call.cells[name])) % MODULUS
            for name in self._call.of(self._branch)
        }

    def second(self, alive: Iterable[str]) -> dict[str, int]:
        """Give what is left of the masks when the sum of those who took part is made."""
        there = set(alive)
        return {
            name: (self._mine(name) + self._with(name, set(self._call.cells[name]) - there)) % MODULUS
            for name in self._call.of(self._branch, there)
        }

    def _mine(self, name: str) -> int:
        return _number(self._own, name)

    def _with(self, name: str, others: Iterable[str]) -> int:
        """Masks shared with others: the one whose code comes first adds, the other takes away."""
        return sum(
            _number(self._shared[other], name) * (1 if self._branch < other else -1)
            for other in others
            if other != self._branch
        )

    def _derive(self, secret: bytes, what: bytes) -> bytes:
        info = b"abrigo-sum " + what + b" " + self._call.digest.encode()
        return HKDF(SHA256(), 32, None, info).derive(secret)


def add_up(call: Call, firsts: Mapping[str, Numbers], seconds: Mapping[str, Numbers]) -> dict[str, int]:
    """Add up what those who took part hide, cell by cell; their masks cancel.

    :param seconds: of everybody who took part; without any one of them the sum is meaningless.
    """
    found = {}
    for name, hiding in call.cells.items():
        there = [each for each in hiding if each in seconds]
        if len(there) >= FEWEST:
            found[name] = sum(firsts[each][name] - seconds[each][name] for each in there) % MODULUS
    return found


def _number(key: bytes, name: str) -> int:
    return int.from_bytes(hmac.new(key, name.encode(), sha256).digest()[:4])
