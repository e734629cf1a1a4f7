"""Prints copies of a form, each with its number, its reason and its event; and finds a form by a printed hash."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.audit.service import record as note
from core.branches.models import Branch
from core.errors import N_, Invalid
from core.forms import records, rights, service
from core.forms.display import place_codes
from core.forms.models import FormPrint, FormRecord, FormVersion
from core.forms.printing import SHORT_HASH, PrintedForm, PrintedSignature, Recipient, print_form
from core.forms.service import Opened, subject_of
from core.partners.models import Partner
from plugins.profile import CountryProfile


@dataclass(frozen=True, slots=True)
class Copy:
    """A printed copy; its file's name says nothing personal."""

    pdf: bytes
    file_name: str
    number: int


def print_copy(
    session: Session, actor: Actor, country: CountryProfile, record_id: int, *, reason: str = "", leaves: bool = False
) -> Copy:
    """Print the next copy of a form.

    :param leaves: whether the copy is for the recipient; any other is marked to be destroyed after use, and a form
        that is not signed never leaves.
    :raises Invalid: if a reason is needed and there is none.
    """
    opened = service.find(session, actor, country, record_id)
    record = opened.record
    if rights.is_very_high(record.data_class) and not reason.strip():
        raise Invalid({"reason": [N_("Write what this copy is for.")]})
    number = 1 + (session.scalar(select(func.max(FormPrint.copy)).where(FormPrint.form_id == record.id)) or 0)
    document = _document(session, actor, opened, copy=number, leaves=leaves and record.state == "signed")
    branch = session.get_one(Branch, record.branch_id)
    # The official document is the country's: what a branch adds stays in the file, what it hides stays blank.
    official = country.form(record.form_key, record.form_version)
    pdf = print_form(official, document, country, zone=branch.time_zone)
    _keep(session, actor, opened, number, reason.strip(), pdf)
    return Copy(pdf, f"{record.number}.pdf", number)


def prints_of(session: Session, record_id: int) -> list[FormPrint]:
    """List the copies of a form, newest first."""
    return list(session.scalars(select(FormPrint).where(FormPrint.form_id == record_id).order_by(FormPrint.id.desc())))


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
        places={code: places[code] for code in place_codes(opened.form.fields, answers.values) if code in places},
        replaces=replaced.number if replaced else None,
        void=records.read_note(session, record).get("void") if record.state == "void" else None,
    )


def _recipient(session: Session, record: FormRecord) -> Recipient | None:
    """Name whom a form goes to; why it is not the usual one stays in the house."""
    name = recipient_name(session, record.recipient_code)
    return Recipient(name) if name else None


def recipient_name(session: Session, code: str | None) -> str:
    """Name a recipient; one that this store does not know yet is its code."""
    if code is None:
        return ""
    return session.scalar(select(Partner.name).where(Partner.seed_code == code)) or code


def _keep(session: Session, actor: Actor, opened: Opened, number: int, reason: str, pdf: bytes) -> None:
    record = opened.record
    session.add(
        FormPrint(
            branch_id=record.branch_id,
            form_id=record.id,
            version_number=opened.answers.number,
            copy=number,
            pdf_hash=hashlib.sha256(pdf).hexdigest(),
            reason=reason[:200],
            user_id=actor.user_id,
            user_name=actor.name,
            at=clock.now(),
        )
    )
    note(session, actor, "form.print", subject_of(record), data_class=record.data_class, copy=number)
