"""Accounts, hats and signing in. The same words and the same time answer a wrong login, password and code."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core import clock
from core.access import passwords, policies, second_factor, sessions
from core.access.matrix import ROLES
from core.access.models import Grant, SignInAttempt, User
from core.actor import SYSTEM, Actor
from core.audit.service import Subject, record
from core.errors import N_, Invalid, NotFound

MOST_FAILURES = 6
LOCKED_FOR = timedelta(minutes=30)
#: Attempts from one address, and the time over which they count.
MOST_FROM_ADDRESS, OVER = 30, timedelta(minutes=15)

WRONG = N_("Name, password or code is not right, or the account is locked for a while.")


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account to be made."""

    login: str
    name: str
    language: str = "es"
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A hat to be given: a role at a branch from a day on; the regional office's roles have no branch."""

    role: str
    valid_from: date
    branch_code: str | None = None
    country_code: str | None = None
    valid_until: date | None = None
    reason: str = ""


def add_user(session: Session, actor: Actor, new: NewUser, password: str | None = None) -> User:
    """Make an account.

    :raises Invalid: if the login is not free or not plain, or the password is weak.
    """
    login = new.login.strip().casefold()
    if not login.isascii() or not login.replace(".", "").replace("-", "").isalnum() or len(login) > 64:
        raise Invalid({"login": [N_("A login has letters and digits without accents, dots and hyphens.")]})
    if find_user(session, login) is not None:
        raise Invalid({"login": [N_("This login is taken.")]})
    user = User(login=login, name=new.name.strip(), language=new.language, demonstration=new.demonstration)
    session.add(user)
    session.flush()  # the event and the second factor carry its id
    if password is not None:
        set_password(session, actor, user, password)
    second_factor.enrol(session, user)
    record(session, actor, "user.add", Subject("user", user.id))
    return user


def set_password(session: Session, actor: Actor, user: User, password: str) -> None:
    """Set a password; every other session of the user ends.

    :raises Invalid: if it is weak.
    """
    if not user.demonstration:
        passwords.check_new(password, user.login, user.name)
    user.password_hash = passwords.hash_secret(password)
    user.must_change_password = False
    record(session, actor, "user.password", Subject("user", user.id))


def grant(session: Session, actor: Actor, user: User, new: NewGrant) -> Grant:
    """Give somebody a role at a branch, from a day to a day.

    :raises Invalid: if the role is not one of the matrix.
    """
    if new.role not in ROLES:
        raise Invalid({"role": [N_("Choose a role.")]})
    given = Grant(
        user_id=user.id,
        role=new.role,
        branch_code=new.branch_code,
        country_code=new.country_code,
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        granted_by=actor.user_id,
        reason=new.reason,
    )
    session.add(given)
    session.flush()  # the event carries its id
    record(session, actor, "grant.add", Subject("grant", given.id), role=new.role, branch=new.branch_code)
    return given


def find_user(session: Session, login: str) -> User | None:
    """Find an account by its login."""
    return session.scalar(select(User).where(User.login == login.strip().casefold()))


def check_password(session: Session, login: str, password: str, address: str) -> int | None:
    """Try a password; reads only, so that hashing never holds the store.

    :returns: the user's id if it fits and she may sign in.
    """
    user = find_user(session, login) if len(login) <= 64 else None
    fits = passwords.matches(user.password_hash if user else None, password)
    if user is None or not fits or user.ended_at is not None or _locked(user) or _too_many(session, address):
        return None
    return user.id


def note_failure(session: Session, login: str, address: str) -> None:
    """Count a failed attempt; the sixth in a row locks the account for half an hour."""
    session.add(SignInAttempt(key=attempt_key(session, address), at=clock.now()))
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < clock.now() - OVER))
    user = find_user(session, login[:64])
    if user is None:
        return
    user.failures += 1
    if user.failures >= MOST_FAILURES:
        user.locked_until, user.failures = clock.now() + LOCKED_FOR, 0
    record(session, SYSTEM, "sign_in.failed", Subject("user", user.id), locked=_locked(user))


def check_second_factor(session: Session, user: User, typed: str) -> bool:
    """Take the second factor: a code, or a recovery code."""
    return second_factor.accept(session, user, typed) or second_factor.accept_recovery(session, user, typed)


def signed_in(session: Session, user: User) -> None:
    """Note that somebody has signed in with both factors."""
    user.failures, user.locked_until = 0, None
    record(session, actor_of(user), "sign_in", Subject("user", user.id))


def unlock_user(session: Session, actor: Actor, user: User) -> None:
    """Let somebody try again at once, as her supervisor."""
    user.failures, user.locked_until = 0, None
    record(session, actor, "user.unlock", Subject("user", user.id))


def end_user(session: Session, actor: Actor, user: User) -> None:
    """End an account: every session ends with it, history stays."""
    policies.require(actor, "users.manage")
    if user.id == actor.user_id:
        raise Invalid({"user": [N_("Nobody ends her own account.")]})
    user.ended_at = clock.now()
    sessions.end_all(session, user.id)
    record(session, actor, "user.end", Subject("user", user.id))


def opens(session: Session, user_id: int, secret: str) -> bool:
    """Tell whether a PIN or password opens its owner's locked screen."""
    user = session.get(User, user_id)
    if user is None or _locked(user):
        return False
    return passwords.matches(user.pin_hash, secret) or passwords.matches(user.password_hash, secret)


def set_pin(session: Session, actor: Actor, user: User, pin: str) -> None:
    """Set the PIN that opens a locked screen.

    :raises Invalid: if it is not six to twelve digits, or all alike or in a row.
    """
    row = "01234567890123456789"
    if not pin.isdecimal() or not 6 <= len(pin) <= 12 or len(set(pin)) < 3 or pin in row or pin[::-1] in row:
        raise Invalid({"pin": [N_("A PIN has six to twelve digits that are not in a row.")]})
    user.pin_hash = passwords.hash_secret(pin)
    record(session, actor, "user.pin", Subject("user", user.id))


def get_user(session: Session, user_id: int) -> User:
    """Find an account.

    :raises NotFound: if there is none.
    """
    user = session.get(User, user_id)
    if user is None:
        raise NotFound()
    return user


def actor_of(user: User) -> Actor:
    """Give the actor for what somebody does to her own account."""
    return Actor(user.id, user.name, "self", language=user.language)


def attempt_key(session: Session, text: str) -> bytes:
    """Mark an address under a key: the store keeps no address that can be read."""
    return hmac.new(session.info["store"].web_key, f"attempt|{text}".encode(), hashlib.sha256).digest()


def _locked(user: User) -> bool:
    return user.locked_until is not None and user.locked_until > clock.now()


def _too_many(session: Session, address: str) -> bool:
    since = clock.now() - OVER
    query = select(func.count()).where(SignInAttempt.key == attempt_key(session, address), SignInAttempt.at > since)
    return (session.scalar(query) or 0) >= MOST_FROM_ADDRESS
