"""The second factor: a code that works once, or one of ten recovery codes."""

import hashlib
import secrets

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import clock
from core.access.models import RecoveryCode, User
from core.actor import Actor
from core.audit.service import Subject, record

STEP = 30
RECOVERY_CODES = 10
ISSUER = "Gestion"


def enrol(session: Session, user: User) -> str:
    """Draw a new secret for a user; it counts once she has confirmed it with a code.

    :returns: the secret in base 32.
    """
    secret = pyotp.random_base32()
    user.totp_secret = session.info["vault"].seal("user_account", "totp_secret", user.id, secret)
    user.totp_enrolled_at = user.totp_last_step = None
    return secret


def address(user: User, secret: str) -> str:
    """Give the address that an authenticator reads from a QR code; it says nothing of what this office does."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=ISSUER)


def secret_of(session: Session, user: User) -> str | None:
    """Open a user's secret."""
    blob = user.totp_secret
    return session.info["vault"].open("user_account", "totp_secret", user.id, blob) if blob else None


def current_code(session: Session, user: User) -> str | None:
    """Give the present code; only demonstration accounts may be shown it."""
    secret = secret_of(session, user)
    return pyotp.TOTP(secret).at(clock.now()) if secret else None


def accept(session: Session, user: User, typed: str) -> bool:
    """Take a code once: the present step or the one before or after it, and never again (ASVS 6.5.1)."""
    secret, code = secret_of(session, user), "".join(typed.split())
    if secret is None or not code.isdecimal() or len(code) != 6:
        return False
    now = int(clock.now().timestamp()) // STEP
    for step in (now, now - 1, now + 1):
        fits = secrets.compare_digest(pyotp.TOTP(secret).generate_otp(step), code)
        if fits and step > (user.totp_last_step or 0):
            user.totp_last_step = step
            user.totp_enrolled_at = user.totp_enrolled_at or clock.now()
            return True
    return False


def accept_recovery(session: Session, user: User, typed: str) -> bool:
    """Take one of the recovery codes, once."""
    digest = _digest("".join(sign for sign in typed.upper() if sign.isalnum()))
    code = session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.user_id == user.id, RecoveryCode.code_hash == digest, RecoveryCode.used_at.is_(None)
        )
    )
    if code is None:
        return False
    code.used_at = clock.now()
    return True


def new_recovery_codes(session: Session, actor: Actor, user: User) -> list[str]:
    """Replace a user's recovery codes.

    :returns: the new ones; they are shown once and kept only as hashes.
    """
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [secrets.token_hex(5).upper() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=_digest(code)) for code in codes)
    record(session, actor, "second_factor.recovery_codes", Subject("user", user.id))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
