"""Keeps filled forms: every save a version of its own, its answers sealed as one value."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from core.actor import Actor
from core.branches.models import Branch
from core.errors import NotFound
from core.forms.models import FormRecord, FormSignature, FormVersion

_NUMBER_LOCK = 0x666F726D


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one version, opened.

    :param salt: random, sealed with the answers: without it nobody with a copy of the store can try out whether a
        hash is that of answers she guesses.
    """

    number: int
    values: dict[str, Any]
    salt: str
    content_hash: str


def find(session: Session, record_id: int) -> FormRecord:
    """Find a form by its id.

    :raises NotFound: if there is none.
    """
    record = session.get(FormRecord, record_id)
    if record is None:
        raise NotFound()
    return record


def of_resident(session: Session, resident_id: int) -> list[FormRecord]:
    """List the forms of a resident, newest first."""
    query = select(FormRecord).where(FormRecord.resident_id == resident_id)
    return list(session.scalars(query.order_by(FormRecord.id.desc())))


def of_house(session: Session, branch_id: int) -> list[FormRecord]:
    """List the forms about a house itself, newest first."""
    query = select(FormRecord).where(FormRecord.branch_id == branch_id, FormRecord.resident_id.is_(None))
    return list(session.scalars(query.order_by(FormRecord.id.desc())))


def signed_keys(session: Session, episode_id: int) -> frozenset[str]:
    """Name the forms that are signed in an episode, for whoever asks whether a stage may be left."""
    query = select(FormRecord.form_key).where(FormRecord.episode_id == episode_id, FormRecord.state == "signed")
    return frozenset(session.scalars(query))


def signatures_of(session: Session, record_id: int) -> list[FormSignature]:
    """List the signatures of a form in the order they were given."""
    return list(
        session.scalars(select(FormSignature).where(FormSignature.form_id == record_id).order_by(FormSignature.id))
    )


def versions_of(session: Session, record_id: int) -> list[FormVersion]:
    """List the versions of a form, oldest first."""
    return list(
        session.scalars(select(FormVersion).where(FormVersion.form_id == record_id).order_by(FormVersion.number))
    )


def next_number(session: Session, branch: Branch, year: int) -> str:
    """Give the next number of a branch and year; it says nothing of what the form is or whom it is about."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(:lock, :branch)"), {"lock": _NUMBER_LOCK, "branch": branch.id}
        )
    prefix = f"{branch.code}-{year}-"
    query = select(func.max(FormRecord.number)).where(FormRecord.number.startswith(prefix, autoescape=True))
    last = session.scalar(query)
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:06}"


def write_version(session: Session, actor: Actor, record: FormRecord, values: Mapping[str, Any], missing: int) -> None:
    """Add the next version of a form."""
    salt = secrets.token_hex(16)
    version = FormVersion(
        branch_id=record.branch_id,
        form_id=record.id,
        number=record.current + 1,
        content_hash=content_hash(record, values, salt),
        missing=missing,
        saved_by=actor.user_id,
        saved_by_name=actor.name,
    )
    session.add(version)
    session.flush()  # its id is part of what seals its answers
    sealed = json.dumps({"salt": salt, "answers": values}, ensure_ascii=False, sort_keys=True)
    version.values = session.info["vault"].seal("form_version", "values", version.id, sealed)
    record.current = version.number


def read_version(session: Session, record: FormRecord, number: int | None = None) -> Answers:
    """Open the answers of a version, the newest if none is named.

    :raises NotFound: if there is no such version.
    """
    wanted = record.current if number is None else number
    query = select(FormVersion).where(FormVersion.form_id == record.id, FormVersion.number == wanted)
    version = session.scalar(query)
    if version is None or version.values is None:
        raise NotFound()
    opened = json.loads(session.info["vault"].open("form_version", "values", version.id, version.values))
    return Answers(wanted, opened["answers"], opened["salt"], version.content_hash)


def content_hash(record: FormRecord, values: Mapping[str, Any], salt: str) -> str:
    """Compute the hash of a form's content: the same answers under the same number and salt, written in one way."""
    content = [record.number, record.form_key, record.form_version, salt, values]
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def is_untouched(record: FormRecord, answers: Answers) -> bool:
    """Tell whether the answers are still those that were hashed."""
    return secrets.compare_digest(content_hash(record, answers.values, answers.salt), answers.content_hash)


def read_note(session: Session, record: FormRecord) -> dict[str, str]:
    """Open what was noted on a form apart from its answers."""
    if record.note is None:
        return {}
    noted: dict[str, str] = json.loads(session.info["vault"].open("form_record", "note", record.id, record.note))
    return noted


def write_note(session: Session, record: FormRecord, **noted: str) -> None:
    """Add to what is noted on a form."""
    everything = json.dumps({**read_note(session, record), **noted}, ensure_ascii=False)
    record.note = session.info["vault"].seal("form_record", "note", record.id, everything)
