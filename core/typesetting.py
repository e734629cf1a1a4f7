"""Typst, kept ready: one compiler per thread, only the fonts that come with it, nothing read from the disk.

Typst refuses to write an accessible archive file with a sign that none of its fonts has, so such signs are found first
and stand as U+FFFD in print; the record keeps what was written.
"""

import json
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import typst

#: Tagged for screen readers, and fit for archives.
STANDARDS: list[Any] = ["ua-1", "a-2a"]
UNPRINTABLE = "\ufffd"

# The fonts are known to have these: Latin with its extensions, the saltillo of the Mayan languages, usual punctuation.
_SURE = frozenset(
    chr(code)
    for block in ((0x20, 0x7F), (0xA0, 0x250), (0x300, 0x304), (0x2010, 0x2028), (0x2030, 0x203B), (0xA78B, 0xA78D))
    for code in range(*block)
) | {"\n", "ʼ", "ẍ", "Ẍ", "€", "№", UNPRINTABLE}
_JOINERS = frozenset("\u200c\u200d\u00ad")
# Finding out about one sign takes a millisecond: nobody needs more strange ones than these in one form.
_MOST_STRANGE = 240
_PROBE = b"""#set document(title: "x")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern"))
#for sign in json(bytes(sys.inputs.signs)) [#sign #parbreak()]"""

_local = threading.local()
_known: dict[str, bool] = {}


def compile_pdf(files: Mapping[str, bytes], at: datetime, **inputs: str) -> bytes:
    """Typeset ``main.typ`` among files that exist in memory only.

    :param at: the document's date; the same input at the same date gives the same bytes.
    :raises typst.TypstError: if a template is at fault.
    """
    made = _compiler().compile(
        input=dict(files),  # type: ignore[type-var]  # the stub does not know of several files
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=STANDARDS,
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def printable(value: Any) -> Any:
    """Replace what cannot be printed in every text of a structure."""
    if isinstance(value, str):
        return _printable_text(value)
    if isinstance(value, Mapping):
        return {key: printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value


def _printable_text(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    strange = list(dict.fromkeys(sign for sign in plain if sign not in _SURE))
    if not strange:
        return plain
    has_glyph = _judge(strange)
    return "".join(sign if sign in _SURE or has_glyph.get(sign) else UNPRINTABLE for sign in plain)


def _judge(signs: list[str]) -> dict[str, bool]:
    """Tell of each sign whether it can stand in print: neither hidden nor turning text round, and in some font."""
    asked = [sign for sign in signs if sign not in _known][:_MOST_STRANGE]
    _known.update({sign: False for sign in asked if _hidden(sign)})
    _probe([sign for sign in asked if not _hidden(sign)])
    return {sign: _known.get(sign, False) for sign in signs}


def _hidden(sign: str) -> bool:
    return sign not in _JOINERS and unicodedata.category(sign)[0] in "CZ"


def _probe(signs: list[str]) -> None:
    if not signs:
        return
    if _all_have_glyphs(signs):
        _known.update(dict.fromkeys(signs, True))
    elif len(signs) == 1:
        _known[signs[0]] = False
    else:
        _probe(signs[: len(signs) // 2])
        _probe(signs[len(signs) // 2 :])


def _all_have_glyphs(signs: Iterable[str]) -> bool:
    try:
        compile_pdf({"main.typ": _PROBE}, datetime(2000, 1, 1, tzinfo=UTC), signs=json.dumps(list(signs)))
    except typst.TypstError:
        return False
    return True


def _compiler() -> typst.Compiler:
    """Give this thread's compiler; one that is shared refuses a second caller."""
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)
    compiler: typst.Compiler = _local.compiler
    return compiler


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)
