"""Printing: tagged, deterministic, inert to whatever was typed, and in the same words each time."""

import io
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from core.forms.content import PrintedForm, PrintedSignature, Recipient
from core.forms.printing import print_form
from core.testkit.zz import forms as zedland
from core.typesetting import UNPRINTABLE, printable
from plugins.contract.forms import LegalForm
from plugins.profile import CountryProfile

GOLDEN = Path(__file__).parent / "golden"
ANSWERS: dict[str, dict[str, Any]] = {
    "zz_court_notice": {
        "court": "Juzgado 2",
        "case": "17/2026",
        "officer": "Ana López",
        "period": {"since": "2026-03-16", "until": "2026-06-15"},
        "phone": "+502 5555 0199",
        "request": "Se pide la medida.\nCon urgencia.",
    },
    "zz_complaint": {"purposes": ["mines", "alms"], "means": ["threat"], "since": "2025-11", "hours": "9.5"},
    "zz_house_report": {
        "month": "2026-02", "before": 8, "came": 2, "left": 3, "after": 7,
        "written": {"place": "Arenal", "day": "2026-03-03"},
    },
    "zz_exit": {"left_on": "2026-05-04", "days": 1234, "handed_over": "250.50"},
}  # fmt: skip


def read(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


def with_notes(copy: PrintedForm, written: str) -> PrintedForm:
    return replace(copy, values={**copy.values, "notes": written})


def test_the_file_is_tagged_titled_and_says_its_language(zz: CountryProfile, copy: PrintedForm) -> None:
    reader = PdfReader(io.BytesIO(print_form(zedland.ADMISSION, copy, zz)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Acta de ingreso ZZ-01-2026-000012"
    assert reader.metadata.creation_date == copy.at
    xmp = reader.xmp_metadata
    assert xmp is not None
    raw = xmp.stream.get_data()
    assert b"pdfuaid:part>1<" in raw
    assert b"pdfaid:part>2<" in raw
    assert b"pdfaid:conformance>A<" in raw


def test_the_same_copy_is_the_same_bytes_and_another_copy_is_not(zz: CountryProfile, copy: PrintedForm) -> None:
    first = print_form(zedland.ADMISSION, copy, zz)
    assert print_form(zedland.ADMISSION, copy, zz) == first
    assert print_form(zedland.ADMISSION, replace(copy, copy=2), zz) != first
    assert print_form(zedland.ADMISSION, replace(copy, at=copy.at + timedelta(seconds=1)), zz) != first


def test_many_threads_print_the_same_bytes(zz: CountryProfile, copy: PrintedForm) -> None:
    made: list[bytes] = []
    work = [
        threading.Thread(target=lambda: made.append(print_form(zedland.ADMISSION, copy, zz))) for _number in range(8)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        '#import "/etc/passwd"',
        '#read("/base.typ")',
        "*negrita* _cursiva_ = título",
        "$ a^2 $ <etiqueta> @cita `código` \\ // nota",
        '"); #panic("x")',
        "<script>alert(1)</script>",
        "{given_names} %(name)s {0.__class__}",
        "K'iche' ꞌ ’ tzꞌi ïä ẍ Ñandú",
        "=SUMA(A1)",
    ],
)
def test_hostile_and_unusual_text_stands_in_print_as_it_was_written(
    zz: CountryProfile, copy: PrintedForm, hostile: str
) -> None:
    assert squeezed(hostile) in squeezed(read(print_form(zedland.ADMISSION, with_notes(copy, hostile), zz)))


def test_an_answer_that_looks_like_a_placeholder_fills_nothing_in(zz: CountryProfile, copy: PrintedForm) -> None:
    values = {"given_names": "{notes}", "admitted_on": "2026-03-16", "notes": "secreto-7"}
    text = read(print_form(zedland.ADMISSION, replace(copy, values=values), zz))
    assert "Ingresa {notes} el 16 mar 2026." in text


def test_letters_of_right_to_left_scripts_are_kept(zz: CountryProfile, copy: PrintedForm) -> None:
    text = read(print_form(zedland.ADMISSION, with_notes(copy, "שלום"), zz))
    assert set("שלום") <= set(text)


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x07", "\ud800", "\ue000", "中", "😀"])
def test_what_no_font_has_or_what_hides_is_shown_as_unprintable(
    zz: CountryProfile, copy: PrintedForm, sign: str
) -> None:
    text = read(print_form(zedland.ADMISSION, with_notes(copy, f"a{sign}b"), zz))
    assert f"a{UNPRINTABLE}b" in text
    assert "no se puede imprimir" in text


def test_thousands_of_strange_signs_do_not_stop_the_press() -> None:
    strange = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))
    assert set(printable(strange)) == {UNPRINTABLE}


@pytest.mark.parametrize("length", [25, 300, 1500])
def test_a_word_of_any_length_stays_on_the_paper(zz: CountryProfile, copy: PrintedForm, length: int) -> None:
    word = "".join(chr(97 + place % 26) for place in range(length))
    reader = PdfReader(io.BytesIO(print_form(zedland.ADMISSION, with_notes(copy, word), zz)))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert word in squeezed(text)
    assert max(map(len, text.splitlines())) < 160


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(categories=("Lu", "Ll", "Nd", "Po", "Sm"), max_codepoint=0x24F), min_size=1, max_size=80))
def test_any_latin_text_can_be_read_off_the_paper(written: str) -> None:
    from core import defaults
    from core.testkit.zz import plugin
    from plugins.discovery import load

    made = print_form(zedland.EXIT, _copy_of({"handed_over": written}), load("zz", plugin, (defaults,)))
    assert squeezed(written) in squeezed(read(made))


def test_a_form_of_grade_c_says_so_on_paper(zz: CountryProfile, copy: PrintedForm) -> None:
    mark = "Fundamento legal sin verificar"
    assert mark not in read(print_form(zedland.ADMISSION, copy, zz))
    assert mark in read(print_form(zedland.EXIT, replace(copy, values={}), zz))


def test_signatures_state_who_in_which_function_and_when(zz: CountryProfile, copy: PrintedForm) -> None:
    given_by = PrintedSignature("director", "Elena Ruiz", "Dirección del hogar", copy.at)
    signed = replace(copy, signed=True, leaves=True, signatures=(given_by,), recipient=Recipient("Ministerio"))
    text = read(print_form(zedland.ADMISSION, signed, zz))
    assert "Elena Ruiz" in text
    assert "Dirección del hogar" in text
    assert "Firmado electrónicamente el 16 mar 2026, 15:00" in text
    assert "Dirigido a\nMinisterio" in text
    assert text.count("Nombre, firma y fecha") == 2


def test_every_page_bears_number_page_hash_copy_and_printer(zz: CountryProfile, copy: PrintedForm) -> None:
    reader = PdfReader(io.BytesIO(print_form(zedland.ADMISSION, with_notes(copy, "palabra " * 900), zz)))
    assert len(reader.pages) > 1
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert "N.º ZZ-01-2026-000012 · huella 9f2c 9f2c 9f2c 9f2c · copia 1" in text
        assert f"Página {number} de {len(reader.pages)}" in text
        assert "Impreso por Ana López, 17 mar 2026, 10:00" in text


def test_labels_follow_the_language_asked_for(zz: CountryProfile, copy: PrintedForm) -> None:
    text = read(print_form(zedland.ADMISSION, copy, zz, "en"))
    assert "Record of admission" in text
    assert "Given names" in text
    assert "DRAFT" in text


def test_a_template_with_a_fault_is_said_to_be_at_fault(zz: CountryProfile, copy: PrintedForm, tmp_path: Path) -> None:
    template = tmp_path / "form.typ"
    template.write_text('#import "/base.typ": *\n')
    with pytest.raises(typst.TypstError, match="title"):
        print_form(replace(zedland.ADMISSION, template=template), copy, zz)


@pytest.mark.parametrize("form", zedland.FORMS, ids=lambda form: f"{form.key}-{form.version}")
def test_each_form_of_zedland_prints_its_golden_text(zz: CountryProfile, copy: PrintedForm, form: LegalForm) -> None:
    values = ANSWERS.get(form.key, copy.values)
    text = read(print_form(form, replace(copy, values=values, signed=True), zz))
    assert text + "\n" == (GOLDEN / f"{form.key}-{form.version}.txt").read_text(encoding="utf-8")


def _copy_of(values: dict[str, Any]) -> PrintedForm:
    from datetime import UTC, datetime

    at = datetime(2026, 3, 16, 20, 0, tzinfo=UTC)
    return PrintedForm("ZZ-01-2026-000001", values, "0" * 64, at, "Ana", at, signed=True)
