"""Text to be edited: the words of the PDF in a Word document, without a signature, for forms that say so."""

import io
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as Page
from flask.testing import FlaskClient

from core.errors import NotFound
from core.forms import copies
from core.forms.content import PrintedForm, PrintedSignature, Recipient
from core.forms.docx import write_docx
from core.testkit.desk import Desk
from core.testkit.zz import forms as zedland
from plugins.profile import CountryProfile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def opened(made: bytes) -> Page:
    return Document(io.BytesIO(made))


def words(page: Page) -> str:
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    around = [page.sections[0].header.paragraphs[0].text, page.sections[0].footer.paragraphs[0].text]
    return "\n".join([*(paragraph.text for paragraph in page.paragraphs), *cells, *around])


def test_it_says_what_the_form_says(zz: CountryProfile, copy: PrintedForm) -> None:
    page = opened(write_docx(zedland.ADMISSION, replace(copy, recipient=Recipient("Ministerio")), zz))
    text = words(page)
    for said in (
        "Acta de ingreso", "ZZ-01-2026-000012", "Ministerio", "Ingresa María José el 16 mar 2026.", "123-456-1",
        "Alta", "Mochila", "Llega tranquila.\nPide agua.", "Arenal, 16 de marzo de 2026", "Ley de la Niñez",
        "huella 9f2c 9f2c 9f2c 9f2c", "Destruir después de uso",
    ):  # fmt: skip
        assert said in text
    assert [each.text for each in page.paragraphs if each.style and each.style.name == "Heading 1"][:2] == [
        "La persona", "Los hechos",
    ]  # fmt: skip


def test_a_signature_never_stands_under_a_text_that_may_be_changed(zz: CountryProfile, copy: PrintedForm) -> None:
    given = PrintedSignature("director", "Elena Ruiz", "Dirección", copy.at)
    text = words(opened(write_docx(zedland.ADMISSION, replace(copy, signed=True, signatures=(given,)), zz)))
    assert "Elena Ruiz" not in text
    assert "Firmado electrónicamente" not in text
    assert "no lleva firma" in text


def test_it_is_titled_in_its_language_and_names_nobody_in_its_properties(zz: CountryProfile, copy: PrintedForm) -> None:
    page = opened(write_docx(zedland.ADMISSION, copy, zz))
    about = page.core_properties
    assert about.title == "Acta de ingreso ZZ-01-2026-000012"
    assert (about.author, about.comments, about.last_modified_by) == ("", "", "")
    assert about.language == "es"
    assert 'w:lang w:val="es' in page.styles["Normal"].element.xml


def test_the_head_of_a_table_is_marked_as_such(zz: CountryProfile, copy: PrintedForm) -> None:
    page = opened(write_docx(zedland.ADMISSION, copy, zz))
    (table,) = [each for each in page.tables if each.rows[0].cells[0].text == "Objeto"]
    assert "w:tblHeader" in table.rows[0]._tr.xml


@pytest.mark.parametrize("sign", ["\x07", "\ud800", "\ufffe"])
def test_what_a_document_cannot_hold_does_not_stop_it(zz: CountryProfile, copy: PrintedForm, sign: str) -> None:
    values = {**copy.values, "notes": f"a{sign}b"}
    assert "a\ufffdb" in words(opened(write_docx(zedland.ADMISSION, replace(copy, values=values), zz)))


def test_what_is_missing_is_listed(zz: CountryProfile, copy: PrintedForm) -> None:
    text = words(opened(write_docx(zedland.ADMISSION, replace(copy, values={}), zz)))
    assert "Faltan estos datos:\nNombres\nSexo\nFecha de ingreso" in text
    assert "________" in text


def test_it_is_handed_out_numbered_and_noted_like_a_print(desk: Desk, client: FlaskClient) -> None:
    record_id = desk.begin("zz_court_notice", "lawyer")
    with desk.house.work() as session:
        made = copies.print_copy(
            session, desk.actor("lawyer"), desk.country, record_id, reason="Para el juzgado", file_format="docx"
        )
        assert (made.file_name, made.media_type, made.number) == ("ZZ-01-2026-000001.docx", WORD, 1)
    with desk.house.look() as session:
        ((kept, reason),) = copies.prints_of(session, record_id)
        assert (kept.format, kept.copy, reason) == ("docx", 1, "Para el juzgado")


def test_a_form_that_nobody_words_anew_is_not_handed_out_so(desk: Desk, client: FlaskClient) -> None:
    record_id = desk.filled()
    with desk.house.work() as session, pytest.raises(NotFound):
        copies.print_copy(session, desk.actor(), desk.country, record_id, file_format="docx")
    assert "DOCX" not in client.get(f"/forms/{record_id}").text
    assert client.post(f"/forms/{record_id}/print", data={"reason": "x", "format": "exe"}).status_code == 404
