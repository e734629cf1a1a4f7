"""The second factor: a code that works once, or one of ten recovery codes."""

import hashlib
import hmac
import secrets

import pyotp
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from core import clock
from core.access.models import RecoveryCode, User
from core.actor import Actor
from core.audit.service import Subject, record

STEP = 30
RECOVERY_CODES = 10
#: What the authenticator shows beside the login; it says nothing of what is done here.
ISSUER = "Oficina"
# No letter that can be taken for a digit: the codes are copied by hand.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_secret() -> str:
    """Draw a secret for an authenticator; it counts once its owner has confirmed it with a code."""
    return pyotp.random_base32()


def enrol(session: Session, user: User, secret: str, *, step: int | None = None) -> None:
    """Give a user her secret.

    :param step: the one whose code has confirmed it, which is thereby used up.
    """
    user.totp_secret = session.info["vault"].seal("user_account", "totp_secret", user.id, secret)
    user.totp_enrolled_at, user.totp_last_step = clock.now(), step


def confirm(session: Session, actor: Actor, user: User, secret: str, typed: str) -> bool:
    """Take a new secret into use if the code fits that her authenticator shows for it."""
    step = next(iter(_fitting(secret, typed)), None)
    if step is None:
        return False
    enrol(session, user, secret, step=step)
    record(session, actor, "second_factor.enrol", Subject("user", user.id))
    return True


def secret_of(session: Session, user: User) -> str | None:
    """Open a user's secret."""
    blob = user.totp_secret
    return str(session.info["vault"].open("user_account", "totp_secret", user.id, blob)) if blob else None


def address(user: User, secret: str) -> str:
    """Give the address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=ISSUER)


def current_code(session: Session, user: User) -> str | None:
    """Give the present code, which only demonstration accounts may be shown."""
    secret = secret_of(session, user) if user.demonstration else None
    return pyotp.TOTP(secret).at(clock.now()) if secret else None


def accept(session: Session, user: User, typed: str) -> bool:
    """Take a code once: the present step or the one before or after it, and never again (ASVS 5.0 6.5.1)."""
    secret = secret_of(session, user)
    return secret is not None and any(_spend(session, user, step) for step in _fitting(secret, typed))


def accept_recovery(session: Session, user: User, typed: str) -> bool:
    """Take one of the recovery codes, once."""
    code = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    spent = update(RecoveryCode).where(
        RecoveryCode.user_id == user.id,
        RecoveryCode.code_hash == _digest(session, user, code),
        RecoveryCode.used_at.is_(None),
    )
    return bool(session.execute(spent.values(used_at=clock.now()).returning(RecoveryCode.id)).first())


def new_recovery_codes(session: Session, actor: Actor, user: User) -> list[str]:
    """Replace a user's recovery codes.

    :returns: the new ones; they are shown once and kept only as hashes.
    """
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(_SIGNS) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=_digest(session, user, code)) for code in codes)
    record(session, actor, "second_factor.recovery_codes", Subject("user", user.id))
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


def recovery_codes_left(session: Session, user_id: int) -> int:
    """Count the recovery codes that nobody has used."""
    query = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def _fitting(secret: str, typed: str) -> list[int]:
    """Find the steps around now whose code this is."""
    code = "".join(typed.split())
    if not code.isascii() or not code.isdecimal() or len(code) != 6:
        return []
    now, totp = int(clock.now().timestamp()) // STEP, pyotp.TOTP(secret)
    return [step for step in (now, now - 1, now + 1) if secrets.compare_digest(totp.generate_otp(step), code)]


def _spend(session: Session, user: User, step: int) -> bool:
    """Use up a step. The database decides, so that of two who send the same code together only one comes in."""
    fresh = or_(User.totp_last_step.is_(None), User.totp_last_step < step)
    spent = update(User).where(User.id == user.id, fresh).values(totp_last_step=step)
    return bool(session.execute(spent.returning(User.id)).first())


def _digest(session: Session, user: User, code: str) -> bytes:
    """Mark a code under a key and for one user, so that the hashes tell nothing without the store."""
    key: bytes = session.info["store"].web_key
    return hmac.new(key, f"recovery|{user.id}|{code}".encode(), hashlib.sha256).digest()
