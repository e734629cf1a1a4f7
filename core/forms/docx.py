"""Writes a filled form as a Word document, where an office edits its text before it is filed.

What is edited outside is no longer what was signed: the document bears no signature and says so on every page. The
wording is that of the PDF; the country's Typst template, which lays out paper, is not asked.
"""

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

from docx import Document
from docx.document import Document as Page
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table

from core.forms.content import PrintedForm, content_of, speaking_for
from core.typesetting import UNPRINTABLE
from plugins.contract.forms import LegalForm
from plugins.profile import CountryProfile

_BLANK = "________________"
_LABELS = Cm(6)
_SMALL = Pt(9)
# XML has no place for these, whoever wrote them.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_docx(
    form: LegalForm,
    document: PrintedForm,
    profile: CountryProfile,
    language: str | None = None,
    zone: str | None = None,
) -> bytes:
    """Write a form as a Word document to be edited.

    :param language: of labels and wording; the country's own if it is not said.
    :param zone: of the branch's times; the country's if it is not said.
    """
    with speaking_for(profile, language, zone):
        content = _writable(content_of(form, document, profile))
    page = Document()
    _describe(page, content, document)
    _head(page, content)
    for section in content["sections"]:
        _section(page, section, content)
    _close(page, content)
    made = io.BytesIO()
    page.save(made)
    return made.getvalue()


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return _NO_XML.sub(UNPRINTABLE, value.replace("\r\n", "\n"))
    if isinstance(value, Mapping):
        return {key: _writable(each) for key, each in value.items()}
    return [_writable(each) for each in value] if isinstance(value, list | tuple) else value


def _describe(page: Page, content: Mapping[str, Any], document: PrintedForm) -> None:
    """Name the document and its language; nobody's name stands in what a file manager shows."""
    about = page.core_properties
    about.title, about.author, about.comments = f"{content['title']} {content['number']}", "", ""
    about.language = content["language"]
    about.created = about.modified = document.printed_at.replace(tzinfo=None)
    style = page.styles["Normal"]
    style.font.size = Pt(10.5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "-".join(filter(None, (content["language"], content["region"]))))
    style.element.get_or_add_rPr().append(language)
    sheet = page.sections[0]
    sheet.orientation = WD_ORIENT.PORTRAIT
    sheet.header.paragraphs[0].text = content["words"]["to_edit"]
    foot = content["foot"]
    sheet.footer.paragraphs[0].text = "\n".join(filter(None, (foot["reference"], foot["printed"], foot["destroy"])))
    for part in (sheet.header, sheet.footer):
        for run in part.paragraphs[0].runs:
            run.font.size = _SMALL


def _head(page: Page, content: Mapping[str, Any]) -> None:
    words = content["words"]
    page.add_heading(content["title"], 0)
    page.add_paragraph(f"{words['number']} {content['number']} · {content['code']}")
    if content["unverified"]:
        _said(page, words["unverified"], words["unverified_help"])
    for notice in filter(None, (content["replaces"], content["void"])):
        _said(page, notice)
    if content["missing"]:
        _said(page, words["missing"])
        _list(page, content["missing"])
    if content["recipient"]:
        _said(page, words["recipient"], content["recipient"]["name"])
    for paragraph in content["opening"]:
        page.add_paragraph(paragraph)


def _section(page: Page, section: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    if section["title"]:
        page.add_heading(section["title"], 1)
    pairs: Table | None = None
    for field in section["fields"]:
        if field["kind"] in {"table", "long"}:
            pairs = None
            _wide(page, field)
        else:
            pairs = pairs or page.add_table(0, 2, "Table Grid")
            label, answer = pairs.add_row().cells
            label.width, label.text = _LABELS, field["label"]
            answer.text = _answer(field, content)


def _answer(field: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    if field["kind"] == "blank":
        return _BLANK if content["draft"] or field["by-hand"] else str(content["words"]["nothing"])
    return "\n".join(field["items"]) if field["kind"] == "list" else str(field["text"])


def _wide(page: Page, field: Mapping[str, Any]) -> None:
    _said(page, field["label"])
    if field["kind"] == "long":
        page.add_paragraph(field["text"])
        return
    table = page.add_table(1, len(field["columns"]), "Table Grid")
    # Told to be its head, a row is repeated on each page and read out with every cell.
    table._tbl.tr_lst[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no other way in
    _fill(table.rows[0].cells, field["columns"], bold=True)
    for row in field["rows"]:
        _fill(table.add_row().cells, row)


def _fill(cells: Iterable[Any], texts: Iterable[str], *, bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.paragraphs[0].add_run(text).bold = bold


def _close(page: Page, content: Mapping[str, Any]) -> None:
    words = content["words"]
    if content["annexes"]:
        page.add_heading(words["annexes"], 1)
        _list(page, [f"{each['label']}: {each['text']}\n{each['hash']}" for each in content["annexes"]])
    for paragraph in content["closing"]:
        page.add_paragraph(paragraph)
    if content["signatures"]:
        page.add_heading(words["signatures"], 1)
    for each in content["signatures"]:
        page.add_paragraph(f"\n{_BLANK}\n{each['label']}\n{words['sign_here']}")
    if content["basis"]:
        page.add_heading(words["basis"], 1)
        doubt = f" — {words['unverified']}"
        _list(page, [each["citation"] + (doubt if each["unverified"] else "") for each in content["basis"]])


def _said(page: Page, title: str, body: str = "") -> None:
    paragraph = page.add_paragraph()
    paragraph.add_run(title).bold = True
    paragraph.paragraph_format.keep_with_next = True
    if body:
        paragraph.add_run(f"\n{body}")


def _list(page: Page, items: Iterable[str]) -> None:
    for each in items:
        page.add_paragraph(each, "List Bullet")
