"""Copies: numbered, marked, noted, and found again by the hash on the paper."""

import io
import re

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from core.audit.models import CountryEvent
from core.errors import Invalid, NotFound
from core.forms import copies, records, signing
from core.forms.copies import Copy
from core.forms.models import FormPrint, FormRecord
from core.testkit.desk import Desk


def text_of(copy: Copy) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(copy.file)).pages)


def print_one(desk: Desk, record_id: int, role: str = "social_worker", **more: object) -> Copy:
    with desk.house.work() as session:
        return copies.print_copy(session, desk.actor(role), desk.country, record_id, **more)  # type: ignore[arg-type]


def sign_all(desk: Desk, record_id: int) -> None:
    for role in ("social_worker", "director"):
        with desk.house.work() as session:
            version = session.get_one(FormRecord, record_id).current
            signing.sign(session, desk.actor(role), desk.country, record_id, role, version=version)


def test_a_draft_is_marked_and_is_to_be_destroyed(desk: Desk) -> None:
    text = text_of(print_one(desk, desk.filled(), leaves=True))
    assert "BORRADOR" in text
    assert "Destruir después de uso" in text


def test_a_signed_copy_for_the_recipient_bears_names_and_no_mark(desk: Desk) -> None:
    record_id = desk.filled()
    sign_all(desk, record_id)
    copy = print_one(desk, record_id, leaves=True)
    text = text_of(copy)
    assert copy.file_name == "ZZ-01-2026-000001.pdf"
    assert "BORRADOR" not in text
    assert "Destruir" not in text
    assert "Firmado electrónicamente" in text
    assert "director ZZ-01" in text
    assert "Destruir después de uso" in text_of(print_one(desk, record_id))


def test_copies_are_numbered_and_noted(desk: Desk) -> None:
    record_id = desk.filled()
    assert [print_one(desk, record_id).number for _ in range(2)] == [1, 2]
    with desk.house.look() as session:
        kept = [each.copy for each in session.scalars(select(FormPrint).order_by(FormPrint.id))]
        noted = session.scalars(select(CountryEvent).where(CountryEvent.action == "form.print")).all()
    assert kept == [1, 2]
    assert [event.data_class for event in noted] == ["LEG-C", "LEG-C"]


def test_a_form_of_a_very_high_class_is_printed_for_a_reason_only(desk: Desk) -> None:
    record_id = desk.begin("zz_complaint", "lawyer")
    with pytest.raises(Invalid):
        print_one(desk, record_id, "lawyer")
    assert print_one(desk, record_id, "lawyer", reason="Para la fiscalía").number == 1
    with pytest.raises(NotFound):
        print_one(desk, record_id, "nurse", reason="Curiosidad")


def test_the_hash_on_the_paper_proves_the_answers(desk: Desk) -> None:
    record_id = desk.filled()
    found = re.search(r"huella ((?:[0-9a-f]{4} ?){4})", text_of(print_one(desk, record_id)))
    assert found is not None
    with desk.house.work() as session:
        ask = lambda number, digest: copies.is_genuine(session, desk.actor(), desk.country, number, digest)  # noqa: E731
        assert ask("ZZ-01-2026-000001", found[1])
        assert not ask("ZZ-01-2026-000001", "0" * 16)
        assert not ask("ZZ-01-2026-000001", found[1][:4])
        assert not ask("ZZ-01-2026-000001", "%" * 16)
        assert not ask("ZZ-01-2026-000009", found[1])
    with desk.house.look() as session:
        assert records.versions_of(session, record_id)[-1].content_hash.startswith(found[1].replace(" ", ""))


def test_the_address_of_the_house_is_on_no_copy(desk: Desk) -> None:
    record_id = desk.filled()
    sign_all(desk, record_id)
    assert "Oculta" not in text_of(print_one(desk, record_id, leaves=True))
