"""Identity documents: checked by the country, their numbers sealed, equal ones told apart by a keyed mark."""

import hashlib
import hmac
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from core.residents.models import IdentityDocument, Resident
from plugins.contract.identity import DocumentNumber, IdentityError
from plugins.contract.text import Text
from plugins.profile import CountryProfile

_DOCUMENT_LIMIT = 200


def of_resident(session: Session, resident_id: int) -> list[IdentityDocument]:
    """List a resident's documents; their numbers stay sealed."""
    query = select(IdentityDocument).where(IdentityDocument.resident_id == resident_id).order_by(IdentityDocument.id)
    return list(session.scalars(query))


def number_of(session: Session, document: IdentityDocument) -> str:
    blob = document.number
    return session.info["vault"].open("identity_document", "number", document.id, blob) if blob else ""


def add(session: Session, country: CountryProfile, resident: Resident, documents: Mapping[str, str]) -> list[Text]:
    typed = {kind: number for kind, number in documents.items() if number.strip()}
    checked = _check_documents(country, typed)
    present = {(document.kind, document.fingerprint) for document in of_resident(session, resident.id)}
    for kind, number in checked.items():
        if (kind, fingerprint(session, kind, number.compact)) not in present:
            _add_document(session, resident, kind, number)
    return [doubt for number in checked.values() for doubt in number.warnings]


def _check_documents(country: CountryProfile, typed: Mapping[str, str]) -> dict[str, DocumentNumber]:
    checked: dict[str, DocumentNumber] = {}
    faults: dict[str, list[object]] = {}
    for kind, number in typed.items():
        declared = country.identity_documents.get(kind)
        if declared is None:
            faults[f"document_{kind}"] = [N_("This kind of document is not known here.")]
            continue
        if len(number) > _DOCUMENT_LIMIT:
            faults[f"document_{kind}"] = [N_("This text is too long.")]
            continue
        try:
            checked[kind] = declared.validate(number)
        except IdentityError as error:
            faults[f"document_{kind}"] = [error.text]
    if faults:
        raise Invalid(faults)
    return checked


def _add_document(session: Session, resident: Resident, kind: str, number: DocumentNumber) -> None:
    mark = fingerprint(session, kind, number.compact)
    taken = Invalid({f"document_{kind}": [N_("Another resident of this house has the same document.")]})
    same = select(IdentityDocument.id).where(
        IdentityDocument.branch_id == resident.branch_id,
        IdentityDocument.kind == kind,
        IdentityDocument.fingerprint == mark,
    )
    if session.scalar(same) is not None:
        raise taken
    document = IdentityDocument(
        branch_id=resident.branch_id,
        resident_id=resident.id,
        kind=kind,
        fingerprint=mark,
        doubtful=bool(number.warnings),
    )
    try:
        with session.begin_nested():
            session.add(document)
    except IntegrityError as error:
        # Somebody else wrote the same number at this very moment: only the index can know.
        raise taken from error
    document.number = session.info["vault"].seal("identity_document", "number", document.id, number.compact)


def fingerprint(session: Session, kind: str, compact: str) -> bytes:
    """Mark a document number so that equal ones can be told without reading either; keyed, never leaves the store."""
    message = f"document|{kind}|{compact}".encode()
    return hmac.new(session.info["store"].kek, message, hashlib.sha256).digest()
