"""Prints copies of a form, each with its number, its reason and its event; and finds a form by a printed hash."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.audit.service import record as note
from core.branches.models import Branch
from core.errors import N_, Invalid, NotFound
from core.forms import addressees, attachments, records, rights, service
from core.forms.content import SHORT_HASH, PrintedForm, PrintedSignature, Recipient
from core.forms.display import place_codes
from core.forms.models import FormPrint, FormRecord, FormVersion
from core.forms.opened import Opened
from core.forms.printing import print_form
from core.forms.service import subject_of
from plugins.contract.forms import LegalForm
from plugins.profile import CountryProfile


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was handed out; its file's name says nothing personal."""

    file: bytes
    file_name: str
    media_type: str
    number: int

    @property
    def format(self) -> str:
        """``pdf`` or ``docx``."""
        return self.file_name.rpartition(".")[2]


def _write_docx(form: LegalForm, document: PrintedForm, country: CountryProfile, *, zone: str) -> bytes:
    # Loaded when somebody asks for a text to edit: few do, and every start would wait for it.
    from core.forms.docx import write_docx

    return write_docx(form, document, country, zone=zone)


_FORMATS: Mapping[str, tuple[Callable[..., bytes], str]] = {
    "pdf": (print_form, "application/pdf"),
    "docx": (_write_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def print_copy(
    session: Session, actor: Actor, country: CountryProfile, record_id: int, *, reason: str = "",
    leaves: bool = False, file_format: str = "pdf",
) -> Copy:  # fmt: skip
    """Print the next copy of a form.

    :param file_format: ``pdf``, or ``docx`` for a form whose text an office edits before filing.
    :param leaves: whether the copy is for the recipient; any other is marked to be destroyed after use, and a form
        that is not signed never leaves.
    :raises Refused: if a part of the form is withheld from the actor: a copy says all of it.
    :raises Invalid: if a reason is needed and there is none.
    :raises NotFound: if the form is not handed out in this format.
    """
    opened = service.find(session, actor, country, record_id)
    service.require_whole(opened)
    record = opened.record
    if file_format not in formats_of(opened.form):
        raise NotFound()
    if rights.is_very_high(record.data_class) and not reason.strip():
        raise Invalid({"reason": [N_("Write what this copy is for.")]})
    number = 1 + (session.scalar(select(func.max(FormPrint.copy)).where(FormPrint.form_id == record.id)) or 0)
    document = _document(session, actor, opened, copy=number, leaves=leaves and record.state == "signed")
    branch = session.get_one(Branch, record.branch_id)
    write, media_type = _FORMATS[file_format]
    # The official document is the country's: what a branch adds stays in the file, what it hides stays blank.
    official = country.form(record.form_key, record.form_version)
    copy = Copy(
        write(official, document, country, zone=branch.time_zone), f"{record.number}.{file_format}", media_type, number
    )
    _keep(session, actor, opened, copy, reason.strip())
    return copy


def formats_of(form: LegalForm) -> tuple[str, ...]:
    """Name the formats in which a form is handed out."""
    return ("pdf", "docx") if form.editable else ("pdf",)


def prints_of(session: Session, record_id: int) -> list[tuple[FormPrint, str]]:
    """List the copies of a form with what each is for, newest first."""
    found = session.scalars(select(FormPrint).where(FormPrint.form_id == record_id).order_by(FormPrint.id.desc()))
    vault = session.info["vault"]
    return [(each, vault.open("form_print", "reason", each.id, each.reason) if each.reason else "") for each in found]


def is_genuine(session: Session, actor: Actor, country: CountryProfile, number: str, printed_hash: str) -> bool:
    """Tell whether a printed number and hash are of a form of this house whose answers still give that hash."""
    record = session.scalar(select(FormRecord).where(FormRecord.number == number.strip()))
    if record is None or not rights.may_open(session, actor, service.form_of(session, country, record), record):
        return False
    digest = "".join(printed_hash.split()).lower()
    if len(digest) < SHORT_HASH:
        return False
    query = select(FormVersion.number).where(
        FormVersion.form_id == record.id, FormVersion.content_hash.startswith(digest)
    )
    version = session.scalar(query) if digest.isalnum() else None
    return version is not None and records.is_untouched(record, records.read_version(session, record, version))


def _document(session: Session, actor: Actor, opened: Opened, *, copy: int, leaves: bool) -> PrintedForm:
    record, answers = opened.record, opened.answers
    given = records.signatures_of(session, record.id)
    saved = next(each for each in records.versions_of(session, record.id) if each.number == answers.number)
    replaced = session.get(FormRecord, record.replaces_id) if record.replaces_id else None
    places = opened.places.names
    return PrintedForm(
        number=record.number,
        values=answers.values,
        content_hash=answers.content_hash,
        at=given[-1].at if given else saved.created_at,
        printed_by=actor.name,
        printed_at=clock.now(),
        copy=copy,
        signed=record.signed_at is not None,
        leaves=leaves,
        recipient=_recipient(session, record),
        signatures=tuple(PrintedSignature(each.signatory, each.user_name, each.function, each.at) for each in given),
        pictures=attachments.pictures(session, opened),
        places={code: places[code] for code in place_codes(opened.form.fields, answers.values) if code in places},
        replaces=replaced.number if replaced else None,
        void=records.read_note(session, record).get("void") if record.state == "void" else None,
    )


def _recipient(session: Session, record: FormRecord) -> Recipient | None:
    """Name whom a form goes to; why it is not the usual one stays in the house."""
    name = addressees.name(session, record.recipient_code)
    return Recipient(name) if name else None


def _keep(session: Session, actor: Actor, opened: Opened, copy: Copy, reason: str) -> None:
    record = opened.record
    printed = FormPrint(
        branch_id=record.branch_id,
        form_id=record.id,
        version_number=opened.answers.number,
        copy=copy.number,
        format=copy.format,
        file_hash=hashlib.sha256(copy.file).hexdigest(),
        user_id=actor.user_id,
        user_name=actor.name,
        at=clock.now(),
    )
    session.add(printed)
    session.flush()  # its id is part of what seals the reason
    if reason:
        printed.reason = session.info["vault"].seal("form_print", "reason", printed.id, reason[:200])
    subject = subject_of(record)
    note(session, actor, "form.print", subject, data_class=record.data_class, copy=copy.number, format=copy.format)
