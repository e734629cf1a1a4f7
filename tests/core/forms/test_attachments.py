"""Files in forms: kept under seal, named by the answer, lost with nothing but the form itself."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from marshmallow import ValidationError
from sqlalchemy import func, select, text

from core import clock
from core.audit.models import CountryEvent
from core.db import CountryBase
from core.errors import Damaged, Invalid, NotFound, Refused
from core.forms import attachments, copies, files, handing, records, service, signing
from core.forms.incoming import cleaned
from core.forms.models import FormAttachment, FormRecord
from core.forms.places import NO_PLACES
from core.forms.schema import schema_of
from core.scope import ALL, set_branch_scope
from core.testkit.desk import Desk
from core.testkit.houses import NOON
from core.testkit.papers import SCAN, photo
from plugins.profile import CountryProfile


def keep(
    desk: Desk, record_id: int, sent: bytes, name: str = "luna marcadora.jpg", role: str = "lawyer",
    key: str = "evidence",
) -> int:  # fmt: skip
    with desk.house.work() as session:
        kept = attachments.keep(session, desk.actor(role), desk.country, record_id, key, cleaned(sent, key), name)
        return kept.id


def complaint(desk: Desk, sent: bytes | None = None) -> int:
    """Begin a complaint, with a file in it if one is given."""
    record_id = desk.begin("zz_complaint", "lawyer")
    more = {"evidence": {"file": keep(desk, record_id, sent)}} if sent else {}
    desk.save(record_id, {**_purposes(desk), **more}, role="lawyer")
    return record_id


def _purposes(desk: Desk) -> dict[str, Any]:
    return {"purposes": [desk.country.code_lists["purposes"].entries[0].code]}


def answer(desk: Desk, record_id: int, key: str = "evidence") -> Any:
    with desk.house.look() as session:
        return records.read_version(session, session.get_one(FormRecord, record_id)).values.get(key, {})


def read(desk: Desk, record_id: int, role: str = "lawyer") -> attachments.Handed:
    with desk.house.work() as session:
        return attachments.read(session, desk.actor(role), desk.country, record_id, "evidence")


def left(desk: Desk) -> int:
    with desk.house.look() as session:
        return session.scalar(select(func.count()).select_from(FormAttachment)) or 0


def test_a_file_is_kept_sealed_and_named_by_the_answer(desk: Desk) -> None:
    record_id = complaint(desk, photo())
    handed = read(desk, record_id)
    stored = answer(desk, record_id)
    assert stored == {
        "file": 1, "sha256": hashlib.sha256(handed.content).hexdigest(), "type": "image/jpeg",
        "size": len(handed.content), "width": 60, "height": 40,
    }  # fmt: skip
    assert handed.file_name == "ZZ-01-2026-000001-1.jpg"
    with desk.house.look() as session:
        row = session.execute(text("SELECT * FROM form_attachment")).mappings().one()
    whole = repr({name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()})
    assert "marcadora" not in whole
    assert "image" not in whole
    assert handed.content[:20] not in bytes(row["content"])


def test_handing_out_is_noted_with_the_class_of_the_answer(desk: Desk) -> None:
    record_id = complaint(desk, SCAN)
    assert read(desk, record_id).media_type == "application/pdf"
    with desk.house.look() as session:
        query = select(CountryEvent).where(CountryEvent.action.in_(["form.attach", "form.file"]))
        sent, read_ = session.scalars(query.order_by(CountryEvent.seq))
    assert (sent.action, sent.data_class) == ("form.attach", "LEG-S")
    assert (read_.action, read_.data_class, read_.subject_id) == ("form.file", "LEG-S", str(record_id))
    assert "marcadora" not in repr(vars(read_)) + repr(vars(sent))


def test_a_file_opens_in_its_own_row_only(desk: Desk) -> None:
    record_id = complaint(desk, SCAN)
    with desk.house.work() as session:
        kept = session.get_one(FormAttachment, 1)
        copy = FormAttachment(
            branch_id=kept.branch_id, form_id=record_id, field="evidence", content=kept.content, about=kept.about,
            added_by=1, added_by_name="Ana",
        )  # fmt: skip
        session.add(copy)
        session.flush()
        with pytest.raises(Damaged):
            files.content_of(session, copy)


def test_who_may_not_read_the_answer_gets_no_file(desk: Desk) -> None:
    record_id = complaint(desk, SCAN)
    for role in ("social_worker", "nurse", "educator"):
        with pytest.raises(NotFound):
            read(desk, record_id, role)
    with pytest.raises(NotFound):
        keep(desk, record_id, SCAN, role="social_worker")


def test_the_sender_does_not_say_what_a_file_is(desk: Desk) -> None:
    record_id = desk.begin("zz_complaint", "lawyer")
    number = keep(desk, record_id, SCAN)
    desk.save(record_id, {"evidence": {"file": number, "sha256": "0" * 64, "type": "text/html"}}, role="lawyer")
    assert answer(desk, record_id)["type"] == "application/pdf"
    assert answer(desk, record_id)["sha256"] == hashlib.sha256(SCAN).hexdigest()


def test_no_file_of_another_form_is_named(desk: Desk) -> None:
    complaint(desk, SCAN)
    other = desk.begin("zz_complaint", "lawyer")
    with pytest.raises(Invalid):
        desk.save(other, {"evidence": {"file": 1}}, role="lawyer")
    with pytest.raises(Invalid):
        desk.save(other, {"evidence": {"file": 99}}, role="lawyer")


def test_what_was_tried_and_not_saved_goes(desk: Desk) -> None:
    record_id = desk.begin("zz_complaint", "lawyer")
    numbers = [keep(desk, record_id, photo(side, 40)) for side in (50, 60, 70)]
    desk.save(record_id, {"evidence": {"file": numbers[1]}}, role="lawyer")
    assert left(desk) == 1
    keep(desk, record_id, SCAN)
    with clock.freeze(NOON + timedelta(days=6)), desk.house.work() as session:
        files.forget_unsaved(session, desk.house.id)
    assert left(desk) == 2
    with clock.freeze(NOON + timedelta(days=8)), desk.house.work() as session:
        files.forget_unsaved(session, desk.house.id)
    assert left(desk) == 1
    assert read(desk, record_id).media_type == "image/jpeg"


def test_nobody_fills_the_store_without_saving(desk: Desk) -> None:
    record_id = desk.begin("zz_complaint", "lawyer")
    for _time in range(attachments.MOST_UNSAVED):
        keep(desk, record_id, SCAN)
    with pytest.raises(Invalid):
        keep(desk, record_id, SCAN)


def test_a_signature_stands_for_the_file_and_ends_its_changes(desk: Desk) -> None:
    record_id = complaint(desk, photo())
    _sign(desk, record_id)
    with pytest.raises(Refused):
        keep(desk, record_id, SCAN)
    with desk.house.work() as session:
        record = session.get_one(FormRecord, record_id)
        version = records.read_version(session, record)
        version.values["evidence"]["sha256"] = "0" * 64
        assert not records.is_untouched(record, version)


def test_a_draft_that_is_given_up_takes_its_files_along_and_a_signed_one_keeps_them(desk: Desk) -> None:
    signed, draft = complaint(desk, photo()), complaint(desk, SCAN)
    _sign(desk, signed)
    for record_id in (signed, draft):
        with desk.house.work() as session:
            handing.void(session, desk.actor("lawyer"), desk.country, record_id, "Otra casa")
    assert left(desk) == 1
    assert read(desk, signed).media_type == "image/jpeg"
    with pytest.raises(NotFound):
        read(desk, draft)


def test_a_corrected_form_begins_with_copies_of_its_own(desk: Desk) -> None:
    record_id = complaint(desk, photo())
    _sign(desk, record_id)
    with desk.house.work() as session:
        new = service.replace(session, desk.actor("lawyer"), desk.country, record_id).id
    assert answer(desk, new)["file"] != answer(desk, record_id)["file"]
    assert answer(desk, new)["sha256"] == answer(desk, record_id)["sha256"]
    assert read(desk, new).content == read(desk, record_id).content


def test_a_print_shows_a_picture_and_lists_what_belongs_to_it(desk: Desk) -> None:
    sizes = {}
    for kind, sent in (("none", None), ("scan", SCAN), ("photo", photo(900, 600))):
        record_id = complaint(desk, sent)
        with desk.house.work() as session:
            copy = copies.print_copy(session, desk.actor("lawyer"), desk.country, record_id, reason="Archivo")
        sizes[kind] = len(copy.file)
        assert (b"/Subtype/Image" in copy.file.replace(b" ", b"")) is (kind == "photo")
        words = _words(copy.file)
        assert (answer(desk, record_id).get("sha256", "none")[:20] in words.replace(" ", "")) is (sent is not None)
    assert sizes["photo"] > sizes["none"]


def test_a_new_key_seals_files_anew(desk: Desk) -> None:
    record_id = complaint(desk, photo())
    vault = desk.house.store.vault
    with desk.house.store.transaction() as session:
        set_branch_scope(session, ALL)
        vault.rotate(session)
    with desk.house.store.transaction() as session:
        set_branch_scope(session, ALL)
        assert vault.reseal(session, CountryBase.metadata.tables["form_attachment"]) == 2
    assert read(desk, record_id).media_type == "image/jpeg"


def test_an_answer_takes_several_files_and_a_corrected_form_gets_copies_of_all(desk: Desk) -> None:
    record_id = complaint(desk)
    numbers = [keep(desk, record_id, sent, key="annexes") for sent in (photo(900, 600), SCAN)]
    annexes = [{"file": number} for number in numbers]
    desk.save(record_id, {**_purposes(desk), "annexes": annexes}, role="lawyer")
    kept = answer(desk, record_id, "annexes")
    assert [each["type"] for each in kept] == ["image/jpeg", "application/pdf"]
    with desk.house.work() as session:
        copy = copies.print_copy(session, desk.actor("lawyer"), desk.country, record_id, reason="Archivo").file
    assert b"/Subtype/Image" in copy.replace(b" ", b"")
    assert all(each["sha256"][:20] in _words(copy).replace(" ", "") for each in kept)
    _sign(desk, record_id)
    with desk.house.work() as session:
        new = service.replace(session, desk.actor("lawyer"), desk.country, record_id).id
    assert [each["sha256"] for each in answer(desk, new, "annexes")] == [each["sha256"] for each in kept]
    assert {each["file"] for each in answer(desk, new, "annexes")}.isdisjoint(numbers)


@pytest.mark.parametrize("named", [[1, 1], list(range(1, 13)), ["x"], []])
def test_no_file_is_named_twice_and_not_too_many(zz: CountryProfile, named: list[Any]) -> None:
    schema = schema_of(zz.form("zz_complaint", 1), zz, NO_PLACES)
    with pytest.raises(ValidationError):
        schema.load({"annexes": ",".join(map(str, named))})


def _sign(desk: Desk, record_id: int) -> None:
    with desk.house.work() as session:
        current = session.get_one(FormRecord, record_id).current
        signing.sign(session, desk.actor("director"), desk.country, record_id, "director", version=current)


def _words(pdf: bytes) -> str:
    import io

    from pypdf import PdfReader

    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
