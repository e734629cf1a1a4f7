"""Hashes passwords and PINs with Argon2id at OWASP's parameters, a few at a time so that nobody else has to wait."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import N_, Invalid

SHORTEST, LONGEST = 8, 128
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: Two at once keep the memory bounded and leave the other threads to those who are signed in.
_turn = BoundedSemaphore(2)
#: Verified when the login is unknown, so that both answers take the same time.
_NOBODY = _hasher.hash("nobody has this password")
_COMMON = frozenset(
    {
        "12345678", "123456789", "1234567890", "password", "password1", "qwertyui", "qwerty123", "contraseña",
        "contrasena", "esperanza", "bienvenido", "bienvenida", "iloveyou", "teamomucho", "abrigo123", "casaabrigo",
    }
)  # fmt: skip


def hash_secret(secret: str) -> str:
    """Hash a password or a PIN."""
    with _turn:
        return _hasher.hash(secret)


def matches(hashed: str | None, secret: str) -> bool:
    """Tell whether a secret fits a hash; without a hash it takes as long and is False."""
    with _turn:
        try:
            return _hasher.verify(hashed or _NOBODY, secret[:LONGEST]) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(hashed: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(hashed)


def check_new(password: str, *context: str) -> None:
    """Refuse a password that is too short, too long, common, or says who its owner is.

    :param context: login and name of the person.
    :raises Invalid: with the reason.
    """
    lowered = password.casefold()
    words = [word.casefold() for text in context for word in text.split() if len(word) > 3]
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid({"password": [N_("A password has 8 to 128 characters; a sentence is easy to remember.")]})
    if lowered in _COMMON or len(set(lowered)) < 4 or any(word in lowered for word in words):
        raise Invalid({"password": [N_("This password is easy to guess. Choose another one.")]})
