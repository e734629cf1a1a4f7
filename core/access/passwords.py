"""Hashes passwords and PINs with Argon2id at OWASP's parameters, a few at a time so that nobody else has to wait."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import N_, Invalid, StoreBusy

SHORTEST, LONGEST = 8, 128
#: OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: Two at once keep the memory bounded and leave the other threads to those who are signed in.
_turn = BoundedSemaphore(2)
_PATIENCE = 20
#: What nobody may choose because it says where she works (ASVS 5.0 6.2.11).
_HOUSE = ("abrigo", "alianza", "refugio", "hogar", "albergue")
_LENGTH = N_("A password has 8 to 128 characters; a sentence is easy to remember.")
_EASY = N_("This password is easy to guess. Choose another one.")
_PIN = N_("A PIN has 4 to 12 digits that are not all alike or in a row.")


def hash_secret(secret: str) -> str:
    """Hash a password or a PIN."""
    with _in_turn():
        return _hasher.hash(_plain(secret))


def matches(hashed: str | None, secret: str) -> bool:
    """Tell whether a secret fits a hash; without a hash it takes as long and is False."""
    with _in_turn():
        try:
            _hasher.verify(hashed or _nobodys(), _plain(secret))
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None


def outdated(hashed: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(hashed)


def check_new(password: str, *context: str) -> None:
    """Refuse a password that is too short, too long, common, or says who its owner is; nothing else is asked of it.

    :param context: login and name of the person.
    :raises Invalid: with the reason.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid({"password": [_LENGTH]})
    lowered = _plain(password).casefold()
    parts = [part for text in context for part in text.casefold().replace(".", " ").replace("-", " ").split()]
    words = [*_HOUSE, *(part for part in parts if len(part) > 3)]
    if lowered in _common() or len(set(lowered)) < 4 or any(word in lowered for word in words):
        raise Invalid({"password": [_EASY]})


def check_new_pin(pin: str) -> None:
    """Refuse a PIN that is no number, too short, all alike or in a row.

    :raises Invalid: with the reason.
    """
    row = "01234567890123456789"
    plain = pin.isascii() and pin.isdecimal() and 4 <= len(pin) <= 12
    if not plain or len(set(pin)) < 2 or pin in row or pin[::-1] in row:
        raise Invalid({"pin": [_PIN]})


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _turn.acquire(timeout=_PATIENCE):
        raise StoreBusy()
    try:
        yield
    finally:
        _turn.release()


def _plain(secret: str) -> str:
    """The same letters are the same password, however a keyboard composes them."""
    return unicodedata.normalize("NFC", secret[: LONGEST * 2])


@cache
def _nobodys() -> str:
    """Verified when the login is unknown, so that both answers take the same time."""
    return _hasher.hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    path = Path(__file__).with_name("common_passwords.txt")
    return frozenset(path.read_text(encoding="utf-8").split())
