"""Tables of access, all in the network store: a person has one account whatever branches she works at."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import NetworkBase, Sealed, Timestamped, UtcDateTime


class User(NetworkBase, Timestamped):
    """Somebody who signs in."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(16), default="es")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[bytes | None] = mapped_column(Sealed)
    totp_last_step: Mapped[int | None]
    totp_enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    enrolment_hash: Mapped[bytes | None]
    enrolment_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    theme: Mapped[str | None] = mapped_column(String(8))
    shortcuts: Mapped[bool] = mapped_column(default=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    demonstration: Mapped[bool] = mapped_column(default=False)


class RecoveryCode(NetworkBase):
    """A one-time code that stands in for the second factor."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    code_hash: Mapped[bytes]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Grant(NetworkBase, Timestamped):
    """A role at a branch between two days; the regional office's roles have no branch.

    It counts once it is approved. The days are planned; whoever ends it earlier ends it at an instant.
    """

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    country_code: Mapped[str | None] = mapped_column(String(8))
    branch_code: Mapped[str | None] = mapped_column(String(16))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300), default="")


class WebSession(NetworkBase, Timestamped):
    """A browser; only the hash of its token is kept, and what it carries from page to page is sealed."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("role_grant.id"))
    data: Mapped[bytes] = mapped_column(default=b"")
    device: Mapped[str] = mapped_column(String(80), default="")
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Device(NetworkBase, Timestamped):
    """A device of a house, which proves itself by a token; only hashes of its code and token are kept.

    ``roles`` are those who may work on it; empty for everybody of the house.
    """

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_code: Mapped[str] = mapped_column(ForeignKey("branch_listing.code"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12))
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    code_hash: Mapped[bytes | None]
    code_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token_hash: Mapped[bytes | None] = mapped_column(unique=True)
    registered_by_name: Mapped[str] = mapped_column(String(120))
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInAttempt(NetworkBase):
    """A failed attempt, kept so that a restart does not open the door again; the login only as a keyed hash."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[bytes]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class BranchListing(NetworkBase):
    """What the network knows of a branch: code and public names, no address and no people.

    The branch that ``leads`` administers what is set once for its whole country.
    """

    __tablename__ = "branch_listing"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    country_code: Mapped[str] = mapped_column(String(8))
    branch_id: Mapped[int]
    public_name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(40))
    formatting_locale: Mapped[str] = mapped_column(String(16))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    leads: Mapped[bool] = mapped_column(default=False)


class BranchKey(NetworkBase, Timestamped):
    """A branch's public key: for checking its submissions, or for sealing what is sent to it."""

    __tablename__ = "branch_key"
    __table_args__ = (UniqueConstraint("branch_code", "purpose", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_code: Mapped[str] = mapped_column(ForeignKey("branch_listing.code"))
    purpose: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    public_key: Mapped[str] = mapped_column(String(200))
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Envelope(NetworkBase, Timestamped):
    """A sealed package on its way from one branch to another, and its receipt; unreadable here."""

    __tablename__ = "envelope"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    sender: Mapped[str] = mapped_column(String(16), index=True)
    receiver: Mapped[str] = mapped_column(String(16), index=True)
    payload: Mapped[bytes]
    state: Mapped[str] = mapped_column(String(16), default="sent")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    receipt: Mapped[bytes | None]
