"""Accounts: made and ended by those who may, their secrets chosen by nobody but their owner."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import grants, passwords, policies, second_factor, sessions
from core.access.models import Grant, User
from core.actor import SYSTEM, Actor
from core.audit.service import Subject, record
from core.errors import N_, Invalid, NotFound
from core.i18n import interface_languages

#: How long a code for a first sign-in counts.
ENROLMENT = timedelta(hours=72)
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?")
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account to be made."""

    login: str
    name: str
    language: str = "es"
    demonstration: bool = False


def add_user(session: Session, actor: Actor, new: NewUser) -> User:
    """Make an account that nobody can sign in to before :func:`new_enrolment`.

    :raises Invalid: if the login is not free or not plain, or there is no name.
    """
    if actor != SYSTEM:
        policies.require(actor, "users.manage")
    login = _checked(session, new)
    user = User(login=login, name=new.name.strip(), language=new.language, demonstration=new.demonstration)
    session.add(user)
    session.flush()  # the event and the second factor carry its id
    if new.demonstration:
        # Nobody owns it, so nobody could confirm its second factor; its code is shown on the page.
        second_factor.enrol(session, user, second_factor.new_secret())
    record(session, actor, "user.add", Subject("user", user.id), demonstration=new.demonstration)
    return user


def new_enrolment(session: Session, actor: Actor, user: User) -> str:
    """Give an account a code with which its owner chooses her password and second factor, once.

    What she had before ends: password, PIN, second factor, sessions. Nobody else ever knows her password (ASVS 5.0
    6.4.6).

    :returns: the code, to be handed over in person.
    """
    _require(session, actor, user)
    code = "".join(secrets.choice(_SIGNS) for _ in range(16))
    user.enrolment_hash, user.enrolment_until = _mark(session, user, code), clock.now() + ENROLMENT
    user.password_hash = user.pin_hash = user.totp_secret = user.totp_last_step = user.totp_enrolled_at = None
    user.failures, user.locked_until = 0, None
    sessions.end_all(session, user.id)
    record(session, actor, "user.reset", Subject("user", user.id))
    return "-".join(code[place : place + 4] for place in range(0, 16, 4))


def fits_enrolment(session: Session, user: User, typed: str) -> bool:
    """Tell whether a code opens the way to the account's first sign-in."""
    if user.enrolment_hash is None or user.enrolment_until is None or user.enrolment_until <= clock.now():
        return False
    code = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    return hmac.compare_digest(user.enrolment_hash, _mark(session, user, code))


def set_password(session: Session, actor: Actor, user: User, password: str) -> None:
    """Set one's own password.

    :raises Invalid: if it is weak.
    """
    passwords.check_new(password, user.login, user.name)
    user.password_hash = passwords.hash_secret(password)
    record(session, actor, "user.password", Subject("user", user.id))


def set_pin(session: Session, actor: Actor, user: User, pin: str) -> None:
    """Set the PIN that opens one's own locked screen.

    :raises Invalid: if it is easy to guess.
    """
    passwords.check_new_pin(pin)
    user.pin_hash = passwords.hash_secret(pin)
    record(session, actor, "user.pin", Subject("user", user.id))


def set_preferences(user: User, *, language: str, theme: str | None, shortcuts: bool) -> None:
    """Set how one reads: language, light or dark, keys."""
    if language not in interface_languages() or theme not in (None, "light", "dark"):
        raise Invalid({"language": [N_("Choose one of the options.")]})
    user.language, user.theme, user.shortcuts = language, theme, shortcuts


def unlock_user(session: Session, actor: Actor, user: User) -> None:
    """Let somebody try again at once, as her supervisor."""
    _require(session, actor, user)
    user.failures, user.locked_until = 0, None
    record(session, actor, "user.unlock", Subject("user", user.id))


def end_user(session: Session, actor: Actor, user: User) -> None:
    """End an account: every session and every hat ends with it, history stays.

    :raises Invalid: if it is the actor's own.
    """
    _require(session, actor, user)
    if user.id == actor.user_id:
        raise Invalid({"user": [N_("Nobody ends her own account.")]})
    user.ended_at = clock.now()
    sessions.end_all(session, user.id)
    record(session, actor, "user.end", Subject("user", user.id))


def end_grant(session: Session, actor: Actor, grant: Grant) -> None:
    """End a hat and the sessions in which it is worn."""
    grants.end(session, actor, grant)
    sessions.end_worn(session, grant.id)


def find_user(session: Session, login: str) -> User | None:
    """Find an account by its login."""
    typed = login.strip().casefold()
    return session.scalar(select(User).where(User.login == typed)) if _LOGIN.fullmatch(typed) else None


def find_users(session: Session, logins: Sequence[str]) -> dict[str, User]:
    """Find accounts by their logins, as they are kept."""
    return {user.login: user for user in session.scalars(select(User).where(User.login.in_(logins)))}


def get_user(session: Session, user_id: int | None) -> User:
    """Find an account.

    :raises NotFound: if there is none.
    """
    user = session.get(User, user_id) if user_id is not None else None
    if user is None:
        raise NotFound()
    return user


def get_colleague(session: Session, actor: Actor, user_id: int) -> User:
    """Find the account of somebody with a role at the actor's house.

    :raises NotFound: if there is none.
    """
    here = (
        Grant.branch_code == actor.branch_code if actor.branch_code is not None else Grant.branch_code.is_(None),
        Grant.user_id == user_id,
        Grant.ended_at.is_(None),
    )
    if session.scalar(select(Grant.id).where(*here).limit(1)) is None:
        raise NotFound()
    return get_user(session, user_id)


def list_users(session: Session) -> list[tuple[User, list[Grant]]]:
    """List all accounts with their grants, for the command line."""
    users = list(session.scalars(select(User).order_by(User.login)))
    held: dict[int, list[Grant]] = {}
    for grant in session.scalars(select(Grant).where(Grant.ended_at.is_(None)).order_by(Grant.id)):
        held.setdefault(grant.user_id, []).append(grant)
    return [(user, held.get(user.id, [])) for user in users]


def actor_of(user: User) -> Actor:
    """Give the actor for what somebody does to her own account before she wears a hat."""
    return Actor(user.id, user.name, "self", language=user.language)


def is_locked(user: User) -> bool:
    """Tell whether an account is locked for a while."""
    return user.locked_until is not None and user.locked_until > clock.now()


def _checked(session: Session, new: NewUser) -> str:
    login = new.login.strip().casefold()
    faults: dict[str, list[str]] = {}
    if not _LOGIN.fullmatch(login):
        faults["login"] = [N_("A login has letters and digits without accents, dots and hyphens.")]
    elif find_user(session, login) is not None:
        faults["login"] = [N_("This login is taken.")]
    if not 1 <= len(new.name.strip()) <= 120:
        faults["name"] = [N_("This is too long, or empty.")]
    if faults:
        raise Invalid(faults)
    return login


def _require(session: Session, actor: Actor, user: User) -> None:
    """Only who manages every house she works at may touch the account itself; others end her role at theirs.

    :raises NotFound: as for an account that does not exist.
    """
    if actor == SYSTEM:
        return
    policies.require(actor, "users.manage")
    held = session.scalars(select(Grant.branch_code).where(Grant.user_id == user.id, Grant.ended_at.is_(None)))
    if any(branch_code != actor.branch_code for branch_code in held):
        raise NotFound()


def _mark(session: Session, user: User, code: str) -> bytes:
    key: bytes = session.info["store"].web_key
    return hmac.new(key, f"enrolment|{user.id}|{code}".encode(), hashlib.sha256).digest()
