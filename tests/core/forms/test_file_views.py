"""Screens of files in forms: nothing that was sent is lost while another answer is wrong, and what goes out is safe."""

import io
import re
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from core.forms import records
from core.forms.models import FormAttachment, FormRecord
from core.testkit.desk import Desk
from core.testkit.papers import SCAN, photo


@pytest.fixture
def record_id(served_app: Flask, desk: Desk) -> int:
    served_app.role = "lawyer"  # type: ignore[attr-defined]
    return desk.begin("zz_complaint", "lawyer")


@pytest.fixture
def store_kind() -> str:
    """The screens see no difference between databases."""
    return "sqlcipher"


def send(client: FlaskClient, record_id: int, sent: bytes | None = None, **typed: Any) -> TestResponse:
    file = {} if sent is None else {"evidence-file": (io.BytesIO(sent), "María.jpg")}
    return client.post(f"/forms/{record_id}/edit", data={"base": "1", **typed, **file})


def number_in(page: str) -> str:
    found = re.search(r'name="evidence" value="(\d*)"', page)
    assert found is not None
    return found[1]


def test_a_file_outlives_what_is_wrong_beside_it(client: FlaskClient, record_id: int) -> None:
    wrong = send(client, record_id, photo(), hours="many")
    assert wrong.status_code == 422
    number = number_in(wrong.text)
    assert "María.jpg" in wrong.text
    assert 'src="data:image/jpeg;base64,' in wrong.text
    saved = send(client, record_id, hours="3", evidence=number)
    assert saved.status_code == 302
    page = client.get(saved.location).text
    assert "Imagen de 60 × 40 puntos" in page
    assert "María" not in page
    assert "data:image" not in page
    assert number_in(client.get(f"/forms/{record_id}/edit").text) == number


def test_a_file_that_cannot_be_kept_leaves_the_one_that_is(client: FlaskClient, record_id: int) -> None:
    send(client, record_id, photo())
    wrong = send(client, record_id, b"GIF89a", base="2", evidence="1")
    assert wrong.status_code == 422
    assert "Envíe una foto (JPEG o PNG) o un PDF." in wrong.text
    assert number_in(wrong.text) == "1"


def test_another_file_takes_its_place_and_it_can_be_taken_out(client: FlaskClient, desk: Desk, record_id: int) -> None:
    send(client, record_id, photo())
    assert send(client, record_id, SCAN, base="2", evidence="1").status_code == 302
    assert "Documento PDF" in client.get(f"/forms/{record_id}").text
    assert send(client, record_id, base="3", evidence="2", **{"evidence-remove": "2"}).status_code == 302
    assert "Documento PDF" not in client.get(f"/forms/{record_id}").text
    with desk.house.look() as session:
        # Earlier versions name them, and are never changed.
        assert session.scalar(select(func.count()).select_from(FormAttachment)) == 2


def test_it_goes_out_as_a_download_under_a_name_that_says_nothing(client: FlaskClient, record_id: int) -> None:
    send(client, record_id, SCAN)
    handed = client.post(f"/forms/{record_id}/file", data={"field": "evidence", "show": "yes"})
    assert handed.data == SCAN
    assert handed.headers["Content-Disposition"] == 'attachment; filename="ZZ-01-2026-000001-1.pdf"'
    assert handed.headers["Content-Type"] == "application/pdf"
    assert handed.headers["X-Content-Type-Options"] == "nosniff"
    assert handed.headers["Cache-Control"] == "no-store"
    assert client.get(f"/forms/{record_id}/file").status_code == 404


def test_a_picture_is_shown_inside_a_page_that_nobody_keeps(client: FlaskClient, record_id: int) -> None:
    send(client, record_id, photo(kind="PNG"))
    page = client.post(f"/forms/{record_id}/file", data={"field": "evidence", "show": "yes"})
    assert 'src="data:image/jpeg;base64,' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_who_may_not_read_it_learns_nothing(client: FlaskClient, served_app: Flask, record_id: int) -> None:
    send(client, record_id, SCAN)
    for field in ("nothing", "hours"):
        assert client.post(f"/forms/{record_id}/file", data={"field": field}).status_code == 404
    for role in ("social_worker", "nurse", "educator"):
        served_app.role = role  # type: ignore[attr-defined]
        assert client.post(f"/forms/{record_id}/file", data={"field": "evidence"}).status_code == 404
        assert send(client, record_id, SCAN).status_code == 404


def test_somebody_elses_number_is_no_way_to_a_file(client: FlaskClient, desk: Desk, record_id: int) -> None:
    send(client, record_id, SCAN)
    other = desk.begin("zz_complaint", "lawyer")
    wrong = send(client, other, evidence="1")
    assert wrong.status_code == 422
    assert "ya no está" in wrong.text
    assert "María" not in wrong.text


def test_what_is_sent_never_lies_on_the_disk(served_app: Flask) -> None:
    head = b'--end\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    body = head + b"\0" * 2_000_000 + b"\r\n--end--\r\n"
    with served_app.test_request_context(method="POST", data=body, content_type="multipart/form-data; boundary=end"):
        assert isinstance(request.files["file"].stream, io.BytesIO)


def test_words_stand_where_there_is_no_file_and_give_way_to_one(client: FlaskClient, record_id: int) -> None:
    wrong = send(client, record_id, hours="many", **{"evidence-paper": "No hay foto"})
    assert 'value="No hay foto"' in wrong.text
    assert send(client, record_id, **{"evidence-paper": "No hay foto"}).status_code == 302
    assert 'value="No hay foto"' in client.get(f"/forms/{record_id}/edit").text
    shown = client.post(f"/forms/{record_id}/reveal", data={"field": "evidence"})
    assert "Sin archivo: No hay foto" in shown.text
    assert send(client, record_id, SCAN, base="2", **{"evidence-paper": "No hay foto"}).status_code == 302
    assert "Documento PDF" in client.get(f"/forms/{record_id}").text
    assert client.post(f"/forms/{record_id}/print", data={"reason": "Archivo"}).data.startswith(b"%PDF")


def test_digits_in_the_place_of_a_file_are_words(client: FlaskClient, desk: Desk, record_id: int) -> None:
    assert send(client, record_id, **{"evidence-paper": "1"}).status_code == 302
    assert send(client, record_id, base="2", **{"evidence-paper": "x" * 201}).status_code == 422
    with desk.house.look() as session:
        values = records.read_version(session, session.get_one(FormRecord, record_id)).values
    assert values["evidence"] == "=1"


def test_several_files_stand_side_by_side_each_with_its_own_way_out(client: FlaskClient, record_id: int) -> None:
    two = [(io.BytesIO(photo()), "uno.jpg"), (io.BytesIO(SCAN), "dos.pdf")]
    wrong = client.post(f"/forms/{record_id}/edit", data={"base": "1", "hours": "many", "annexes-file": two})
    assert wrong.status_code == 422
    assert 'name="annexes" value="1,2"' in wrong.text
    assert [name in wrong.text for name in ("uno.jpg", "dos.pdf", "multiple")] == [True] * 3
    more = {"annexes": "1,2", "annexes-file": [(io.BytesIO(SCAN), "tres.pdf")], "annexes-remove": "1"}
    saved = client.post(f"/forms/{record_id}/edit", data={"base": "1", **more})
    assert 'name="annexes" value="2,3"' in client.get(f"/forms/{record_id}/edit").text
    assert client.get(saved.location).text.count("Documento PDF") >= 2
    handed = client.post(f"/forms/{record_id}/file", data={"field": "annexes", "number": "3"})
    assert handed.headers["Content-Disposition"] == 'attachment; filename="ZZ-01-2026-000001-3.pdf"'
    assert client.post(f"/forms/{record_id}/file", data={"field": "annexes", "number": "1"}).status_code == 404
