"""Filled legal forms, every version of them, their signatures and prints."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Bulky, CountryBase, Sealed, Timestamped, UtcDateTime, Versioned


class FormRecord(CountryBase, Timestamped, Versioned):
    """A legal form of one resident, or of the house itself. Its answers are sealed as one value; signing freezes them.

    ``due_at`` is counted from the answer that its form names, if it names one. ``note`` is sealed JSON: why another
    recipient was chosen, why the form was made void.
    """

    __tablename__ = "form_record"
    __table_args__ = (Index(None, "resident_id", "form_key"), Index(None, "branch_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    form_key: Mapped[str] = mapped_column(String(60))
    form_version: Mapped[int]
    own_version: Mapped[int | None]
    data_class: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    recipient_code: Mapped[str | None] = mapped_column(String(40))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    current: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int]
    created_by_name: Mapped[str] = mapped_column(String(120))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_on: Mapped[date | None]
    note: Mapped[bytes | None] = mapped_column(Sealed)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("form_record.id"))


class FormVersion(CountryBase, Timestamped):
    """The answers as they stood after one save; never changed."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("form_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("form_record.id"))
    number: Mapped[int]
    values: Mapped[bytes | None] = mapped_column(Sealed)
    content_hash: Mapped[str] = mapped_column(String(64))
    missing: Mapped[int] = mapped_column(default=0)
    saved_by: Mapped[int]
    saved_by_name: Mapped[str] = mapped_column(String(120))


class FormSignature(CountryBase):
    """Somebody's signature under one version, by the hash of its content."""

    __tablename__ = "form_signature"
    __table_args__ = (UniqueConstraint("form_id", "signatory"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("form_record.id"))
    version_number: Mapped[int]
    signatory: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(120))
    function: Mapped[str] = mapped_column(String(60))
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FormPrint(CountryBase):
    """A copy that was handed out: who, when, which copy, in which format (``pdf``, ``docx``), why (NK-6)."""

    __tablename__ = "form_print"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("form_record.id"), index=True)
    version_number: Mapped[int]
    copy: Mapped[int]
    format: Mapped[str] = mapped_column(String(4), default="pdf")
    file_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[bytes | None] = mapped_column(Sealed)
    user_id: Mapped[int]
    user_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FormAttachment(CountryBase, Timestamped):
    """A file that was sent in as an answer; its class is that of the answer.

    What is in it and what it was called are sealed for this row; kind, size and hash stand in the answer. ``answered``
    tells that a version names it: one that was sent in and never saved goes after some days.
    """

    __tablename__ = "form_attachment"
    __table_args__ = (Index(None, "branch_id", "answered"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("form_record.id"), index=True)
    field: Mapped[str] = mapped_column(String(60))
    answered: Mapped[bool] = mapped_column(default=False)
    about: Mapped[bytes | None] = mapped_column(Sealed)
    content: Mapped[bytes | None] = mapped_column(Bulky)
    added_by: Mapped[int]
    added_by_name: Mapped[str] = mapped_column(String(120))
