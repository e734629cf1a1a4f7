"""Files in forms: sent in for an answer of a draft, shown, handed out one by one, each time noted."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit.service import record as note
from core.errors import N_, Invalid, NotFound
from core.forms import files, rights, service
from core.forms.file_field import files_named
from core.forms.files import Kept, fields_of
from core.forms.incoming import JPEG, Incoming
from core.forms.models import FormAttachment
from core.forms.opened import Opened
from core.forms.service import SIGNED, subject_of
from core.forms.withholding import class_of
from plugins.contract.forms import FormField
from plugins.profile import CountryProfile

#: Nobody tries more files than this before she saves once; without an end a store could be filled.
MOST_UNSAVED = 20
TOO_MANY = N_("You have sent many files for this form without saving it. Save it, then go on.")
_ENDINGS = {JPEG: "jpg"}


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it is handed out; its name tells the form and nothing personal."""

    content: bytes
    media_type: str
    file_name: str


def keep(
    session: Session, actor: Actor, country: CountryProfile, record_id: int, key: str, incoming: Incoming, name: str
) -> FormAttachment:
    """Keep a file for one answer of a draft, which names it once the form is saved.

    :param incoming: as :func:`core.forms.incoming.cleaned` gives it.
    :raises NotFound: if the actor may not fill the form in, or it asks for no such file.
    :raises Refused: if it is signed.
    :raises Invalid: if she has sent many without saving.
    """
    opened = service.find(session, actor, country, record_id)
    record = opened.record
    field = _field(opened, key)
    if not rights.may_fill(session, actor, opened.form, record.resident_id):
        raise NotFound()
    service.need_state(record, "draft", SIGNED)
    if len(files.unsaved(session, actor, record)) >= MOST_UNSAVED:
        raise Invalid({key: [TOO_MANY]})
    made = files.write(session, actor, record, key, incoming, name)
    note(session, actor, "form.attach", subject_of(record), field=key, data_class=class_of(opened.form, field))
    return made


def read(
    session: Session, actor: Actor, country: CountryProfile, record_id: int, key: str, number: int | None = None
) -> Handed:
    """Open a file, and note that somebody did.

    :param number: which one, where an answer names several; the first if none is given.
    :raises NotFound: if there is none, or the actor may not read that answer.
    """
    opened = service.find(session, actor, country, record_id)
    field = _field(opened, key)
    named = [each for each in files_named(opened.shown.get(key)) if number in (None, each["file"])]
    kept = files.find(session, opened.record, key, named[0]) if named else None
    if kept is None:
        raise NotFound()
    data_class = class_of(opened.form, field)
    note(session, actor, "form.file", subject_of(opened.record), field=key, data_class=data_class)
    kind = str(files.opened(session, kept).answer["type"])
    file_name = f"{opened.record.number}-{kept.id}.{_ENDINGS.get(kind, 'pdf')}"
    return Handed(files.content_of(session, kept), kind, file_name)


def shown(session: Session, opened: Opened, *more: tuple[str, Any]) -> dict[int, Kept]:
    """Tell of the files that the answers of a form name, as far as its reader may see them.

    :param more: further files by field, sent in and not saved yet.
    """
    answered = [(each.key, opened.shown.get(each.key)) for each in fields_of(opened.form)]
    wanted = [
        (key, one) for key, value in (*answered, *more) if key not in opened.withheld for one in files_named(value)
    ]
    found = (files.find(session, opened.record, key, value) for key, value in wanted)
    return {each.id: files.opened(session, each) for each in found if each is not None}


def picture(session: Session, opened: Opened, attachment_id: int) -> bytes | None:
    """Open a picture of a form for whoever has it before her and has been noted; None if it is none."""
    kept = session.get(FormAttachment, attachment_id)
    if kept is None or kept.form_id != opened.record.id or kept.field in opened.withheld:
        return None
    return files.content_of(session, kept) if files.opened(session, kept).is_picture else None


def pictures(session: Session, opened: Opened) -> dict[int, bytes]:
    """Open the pictures that a form's answers name, by the number of the file, for a print that is noted by itself."""
    found = {}
    for each in fields_of(opened.form):
        for value in files_named(opened.answers.values.get(each.key)):
            kept = files.find(session, opened.record, each.key, value) if value.get("type") == JPEG else None
            if kept is not None:
                found[kept.id] = files.content_of(session, kept)
    return found


def _field(opened: Opened, key: str) -> FormField:
    field = next((each for each in fields_of(opened.form) if each.key == key), None)
    if field is None or key in opened.withheld:
        raise NotFound()
    return field
