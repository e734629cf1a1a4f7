"""Where files that were sent in with forms are kept: sealed, each for its row, named by an answer.

A file is kept before the rest of its form is judged, so that it is not lost when another answer is wrong. It counts
once a version names it. What stands in the answer is the hash, kind and size of what is kept, so that a signature
stands for the file too.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, defer

from core import clock
from core.actor import Actor
from core.errors import N_, Invalid, NotFound
from core.forms.file_field import files_named
from core.forms.incoming import JPEG, Incoming
from core.forms.models import FormAttachment, FormRecord
from plugins.contract.forms import FieldType, FormField, LegalForm

#: What was sent in and never saved goes after this long: a form may lie open over a weekend.
UNSAVED_KEPT = timedelta(days=7)
GONE = N_("This file is no longer there. Choose it again.")
_NAME, _LONGEST_NAME = "name", 120


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as a page or a print tells of it.

    :param answer: what stands in the form: number, hash, kind, size.
    :param name: what it was called where it came from; for the screen of whoever may read it, never elsewhere.
    """

    answer: Mapping[str, Any]
    name: str
    added_by_name: str
    added_at: datetime

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown; anything else is only handed out."""
        return self.answer.get("type") == JPEG


def fields_of(form: LegalForm) -> list[FormField]:
    """List the fields of a form that are answered with a file."""
    return [each for each in form.fields if each.type is FieldType.FILE]


def find(session: Session, record: FormRecord, key: str, value: Any) -> FormAttachment | None:
    """Find the file that an answer names, if it is one of this form and field."""
    number = value.get("file") if isinstance(value, Mapping) else None
    query = select(FormAttachment).where(
        FormAttachment.id == number, FormAttachment.form_id == record.id, FormAttachment.field == key
    )
    # What it holds may be megabytes, and is read when it is asked for.
    return session.scalar(query.options(defer(FormAttachment.content))) if isinstance(number, int) else None


def opened(session: Session, kept: FormAttachment) -> Kept:
    """Read what is known of a file beside its content."""
    about = json.loads(session.info["vault"].open("form_attachment", "about", kept.id, kept.about or b""))
    name = about.pop(_NAME)
    return Kept({"file": kept.id, **about}, name, kept.added_by_name, kept.created_at)


def content_of(session: Session, kept: FormAttachment) -> bytes:
    """Open what a file holds; the caller has noted it.

    :raises NotFound: if it was destroyed.
    """
    if kept.content is None:
        raise NotFound()
    content: bytes = session.info["vault"].open_bytes("form_attachment", "content", kept.id, kept.content)
    return content


def write(
    session: Session, actor: Actor, record: FormRecord, key: str, incoming: Incoming, name: str
) -> FormAttachment:
    """Seal a file for one answer of a form; no version names it yet."""
    made = FormAttachment(
        branch_id=record.branch_id, form_id=record.id, field=key, added_by=actor.user_id, added_by_name=actor.name
    )
    session.add(made)
    session.flush()  # its id is part of what seals it
    about: dict[str, Any] = {
        "sha256": hashlib.sha256(incoming.content).hexdigest(),
        "type": incoming.media_type,
        "size": len(incoming.content),
    }
    about |= {"width": incoming.width, "height": incoming.height} if incoming.width else {}
    vault, written = session.info["vault"], json.dumps({**about, _NAME: _shortened(name)}, ensure_ascii=False)
    made.about = vault.seal("form_attachment", "about", made.id, written)
    made.content = vault.seal_bytes("form_attachment", "content", made.id, incoming.content)
    return made


def settle(session: Session, record: FormRecord, form: LegalForm, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Write into answers what is kept of the files they name, whatever the sender says of them.

    :raises Invalid: if one is not a file of this form and field.
    """
    found = dict(answers)
    for each in fields_of(form):
        kept = [find(session, record, each.key, wanted) for wanted in files_named(answers.get(each.key))]
        if None in kept:
            raise Invalid({each.key: [GONE]})
        answered = [opened(session, one).answer for one in kept if one is not None]
        if answered:
            found[each.key] = answered if each.several else answered[0]
    return found


def confirm(session: Session, actor: Actor, record: FormRecord, form: LegalForm, answers: Mapping[str, Any]) -> None:
    """Note that a version names its files, and forget what the actor sent in beside them."""
    named = [value["file"] for each in fields_of(form) for value in files_named(answers.get(each.key))]
    session.execute(update(FormAttachment).where(FormAttachment.id.in_(named)).values(answered=True))
    left = [each.id for each in unsaved(session, actor, record) if each.id not in named]
    session.execute(delete(FormAttachment).where(FormAttachment.id.in_(left)))


def take_along(session: Session, actor: Actor, old: FormRecord, new: FormRecord, values: dict[str, Any],
               form: LegalForm) -> dict[str, Any]:  # fmt: skip
    """Give a form that corrects another its own copies of the files it begins with."""
    found = dict(values)
    for each in fields_of(form):
        named = files_named(values.get(each.key))
        if not named:
            continue
        kept = [find(session, old, each.key, one) for one in named]
        copies = [_copied(session, actor, new, one) for one in kept if one is not None]
        del found[each.key]
        if copies:
            found[each.key] = copies if each.several else copies[0]
    return found


def _copied(session: Session, actor: Actor, new: FormRecord, kept: FormAttachment) -> Mapping[str, Any]:
    about = opened(session, kept)
    size = (about.answer.get("width", 0), about.answer.get("height", 0))
    incoming = Incoming(content_of(session, kept), str(about.answer["type"]), *size)
    return opened(session, write(session, actor, new, kept.field, incoming, about.name)).answer


def unsaved(session: Session, actor: Actor, record: FormRecord) -> list[FormAttachment]:
    """List the files that the actor sent in for a form and no version names."""
    query = select(FormAttachment).where(
        FormAttachment.form_id == record.id,
        FormAttachment.added_by == actor.user_id,
        FormAttachment.answered.is_(False),
    )
    return list(session.scalars(query.options(defer(FormAttachment.content))))


def discard(session: Session, record: FormRecord) -> None:
    """Destroy the files of a form that comes to nothing: a draft that was given up."""
    session.execute(delete(FormAttachment).where(FormAttachment.form_id == record.id))


def forget_unsaved(session: Session, branch_id: int) -> None:
    """Destroy what was sent in some days ago and never saved."""
    old = FormAttachment.created_at < clock.now() - UNSAVED_KEPT
    here = (FormAttachment.branch_id == branch_id, FormAttachment.answered.is_(False), old)
    session.execute(delete(FormAttachment).where(*here))


def _shortened(name: str) -> str:
    """Keep of a name what a person reads: no folder, no sign that hides or turns text round."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:_LONGEST_NAME]
