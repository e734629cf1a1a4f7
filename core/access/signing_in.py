"""The way in: password, second factor, hat. The same words and the same time answer whatever is wrong.

An attempt is counted before its secret is looked at, in a transaction of its own: a hundred guesses sent together are
a hundred, and hashing never holds the store.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from core import clock
from core.access import devices, passwords, second_factor, sessions, users
from core.access.models import SignInAttempt, User
from core.access.sessions import Visit
from core.actor import SYSTEM
from core.audit.service import Subject, record
from core.errors import N_, Invalid, Refused
from core.stores import Store

MOST_FAILURES = 6
LOCKED_FOR = timedelta(minutes=30)
#: Failures that one address or one login may have within a quarter of an hour, whatever accounts there are.
OVER = timedelta(minutes=15)
MOST_FROM_ADDRESS, MOST_FOR_LOGIN = 30, 12
_TOO_MANY = N_("Too many attempts. Wait a quarter of an hour, then try again.")


class TooManyAttempts(Refused):
    """So many attempts failed that nobody may try for a while."""

    default = _TOO_MANY


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was typed at the door, and from where."""

    login: str
    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class _Counted:
    """An attempt that has been counted: whose it would be, and what undoes the counting."""

    mark: bytes
    rows: tuple[int, ...]
    user_id: int | None = None
    hashed: str | None = None


def try_password(network: Store, attempt: Attempt) -> int | None:
    """Try a password.

    :returns: the user's id if it fits and she may sign in.
    :raises TooManyAttempts: if too many failed from this address or for this login.
    """
    counted = _count(network, attempt)
    fits = passwords.matches(counted.hashed, attempt.secret)
    renewed = passwords.hash_secret(attempt.secret) if fits and passwords.outdated(counted.hashed or "") else None
    with network.transaction() as session:
        user = session.get(User, counted.user_id) if counted.user_id is not None else None
        if user is None or not fits or user.totp_enrolled_at is None:
            _refuse(session, user, counted.mark)
            return None
        _uncount(session, user, counted)
        if renewed is not None and user.password_hash == counted.hashed:
            user.password_hash = renewed
        return user.id


def try_code(network: Store, user_id: int, typed: str) -> bool:
    """Try the second factor: a code of the authenticator, or a recovery code. It is taken once."""
    with network.transaction() as session:
        user = users.get_user(session, user_id)
        if user.ended_at is not None or users.is_locked(user):
            return False
        recovered = second_factor.accept_recovery(session, user, typed)
        if not recovered and not second_factor.accept(session, user, typed):
            _count_for(user)
            _refuse(session, user, b"")
            return False
        user.failures, user.locked_until = 0, None
        record(session, users.actor_of(user), "sign_in", Subject("user", user.id), recovery_code=recovered)
        return True


def try_enrolment(network: Store, attempt: Attempt) -> int | None:
    """Try the code that an administrator has handed over.

    :returns: the user's id if it fits.
    :raises TooManyAttempts: as for a password.
    """
    counted = _count(network, attempt)
    # The same time as for a password, so that the answer does not tell which accounts are new.
    passwords.matches(None, attempt.secret)
    with network.transaction() as session:
        user = session.get(User, counted.user_id) if counted.user_id is not None else None
        if user is None or not users.fits_enrolment(session, user, attempt.secret):
            _refuse(session, user, counted.mark)
            return None
        _uncount(session, user, counted)
        return user.id


def try_device(network: Store, typed: str, address: str) -> tuple[str, str] | None:
    """Try the code of a device where it stands.

    :returns: the device's name and the token that it keeps, or None if the code does not fit.
    :raises TooManyAttempts: if too many failed from this address.
    """
    counted = _count(network, Attempt(f"device {address}", typed, address))
    with network.transaction() as session:
        found = devices.enrol(session, typed)
        if found is None:
            return None
        session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(counted.rows)))
        return found[0].name, found[1]


def finish_enrolment(network: Store, user_id: int, secret: str, typed: str) -> list[str] | None:
    """Confirm a new second factor with its first code; the code that led here is used up.

    :returns: ten recovery codes, or None if the code does not fit.
    """
    with network.transaction() as session:
        user = users.get_user(session, user_id)
        actor = users.actor_of(user)
        if user.password_hash is None or not second_factor.confirm(session, actor, user, secret, typed):
            return None
        user.enrolment_hash = user.enrolment_until = None
        return second_factor.new_recovery_codes(session, actor, user)


def try_unlock(network: Store, visit: Visit, secret: str) -> bool:
    """Open a locked screen with its owner's PIN or password; the sixth failure ends the session.

    Failures here lock no account, and a lock on the account does not matter here: whoever tries the door elsewhere
    must not be able to shut her out.
    """
    with network.transaction() as session:
        user = users.get_user(session, visit.user_id)
        mark = _mark(session, "visit", str(visit.id))
        tried = _failed(session, mark)
        session.add(SignInAttempt(key=mark, at=clock.now()))
    # Both are looked at, so that the time does not tell which one was meant.
    fits = True in [passwords.matches(hashed, secret) for hashed in (user.pin_hash, user.password_hash)]
    with network.transaction() as session:
        if fits and tried < MOST_FAILURES:
            session.execute(delete(SignInAttempt).where(SignInAttempt.key == mark))
            sessions.unlock(session, visit)
            return True
        record(session, users.actor_of(user), "unlock.failed", Subject("session", visit.id))
        if tried + 1 >= MOST_FAILURES:
            sessions.end(session, visit.id)
    return False


def knows_password(network: Store, user_id: int, password: str, *, field: str = "current") -> None:
    """Ask for the present password again before something that protects the account changes (ASVS 5.0 7.5.1).

    :param field: name under which the fault is told.
    :raises Invalid: if it is wrong.
    """
    with network.reading() as session:
        hashed = users.get_user(session, user_id).password_hash
    if not passwords.matches(hashed, password):
        raise Invalid({field: [N_("This is not your present password.")]})


def _count(network: Store, attempt: Attempt) -> _Counted:
    now = clock.now()
    with network.transaction() as session:
        marks = (
            _mark(session, "login", attempt.login.strip().casefold()[:64]),
            _mark(session, "address", attempt.address),
        )
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - OVER))
        failed = [_failed(session, mark) for mark in marks]
        if failed[0] < MOST_FOR_LOGIN and failed[1] < MOST_FROM_ADDRESS:
            rows = [{"key": mark, "at": now} for mark in marks]
            made = tuple(session.scalars(insert(SignInAttempt).returning(SignInAttempt.id), rows))
            user = users.find_user(session, attempt.login)
            if user is None or user.ended_at is not None or not _count_for(user):
                return _Counted(marks[0], made)
            return _Counted(marks[0], made, user.id, user.password_hash)
    raise TooManyAttempts()


def _count_for(user: User) -> bool:
    """Count an attempt as failed until it is known better; the sixth in a row locks the account for a while.

    :returns: whether it may still be tried.
    """
    if users.is_locked(user):
        return False
    if user.locked_until is not None:
        user.failures, user.locked_until = 0, None
    user.failures += 1
    if user.failures >= MOST_FAILURES:
        user.locked_until = clock.now() + LOCKED_FOR
    return True


def _uncount(session: Session, user: User, counted: _Counted) -> None:
    """Take this attempt back. Only both factors together make up for the earlier ones."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(counted.rows)))
    user.failures, user.locked_until = max(0, user.failures - 1), None


def _refuse(session: Session, user: User | None, mark: bytes) -> None:
    """Record a failure; a login that does not exist leaves a mark and never what was typed."""
    subject = Subject("login", mark.hex()[:16]) if user is None else Subject("user", user.id)
    locked = user is not None and users.is_locked(user)
    record(session, SYSTEM, "sign_in.failed", subject, locked=locked)


def _failed(session: Session, mark: bytes) -> int:
    since = clock.now() - OVER
    query = select(func.count()).where(SignInAttempt.key == mark, SignInAttempt.at > since)
    return session.scalar(query) or 0


def _mark(session: Session, kind: str, text: str) -> bytes:
    """Mark an address or a login under a key: the store keeps neither."""
    key: bytes = session.info["store"].web_key
    return hmac.new(key, f"attempt|{kind}|{text}".encode(), hashlib.sha256).digest()
