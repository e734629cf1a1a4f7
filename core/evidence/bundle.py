"""The file of an extract: rows, their dictionary, and a note on the method that a reviewer can cite.

Each of the three bears the mark of whom it was made for. The rows stand in an order that was drawn for this file alone,
so that it says nothing of who came when.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence

from core.evidence import method
from core.evidence.anonymity import UNKNOWN, Row
from core.evidence.method import Told
from core.evidence.variables import VARIABLES
from plugins.contract.text import Text

ROWS, DICTIONARY = "data.csv", "dictionary.csv"
MARK = "extract"
_MADE = (1980, 1, 1, 0, 0, 0)
_COLUMNS = (
    "variable", "label_es", "label_en", "role", "source", "missing", "code", "meaning_es", "meaning_en", "note_es",
    "note_en", MARK,
)  # fmt: skip


def write(told: Told, rows: Sequence[Row], variables: Sequence[str]) -> bytes:
    """Write the file, a ZIP archive; the same rows in the same order give the same bytes."""
    data = _csv((*variables, MARK), ([*(row[name] for name in variables), told.mark] for row in rows))
    dictionary = _csv(_COLUMNS, _dictionary(told, rows, variables))
    digest = hashlib.sha256(data).hexdigest()
    notes = {f"method.{language}.md": method.written(told, variables, digest, language) for language in ("es", "en")}
    target = io.BytesIO()
    parts: dict[str, bytes | str] = {ROWS: data, DICTIONARY: dictionary, **notes}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE), content)
    return target.getvalue()


def _csv(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return buffer.getvalue().encode()


def _dictionary(told: Told, rows: Sequence[Row], variables: Sequence[str]) -> Iterable[Sequence[str]]:
    for name in variables:
        each = VARIABLES[name]
        values = [row[name] for row in rows]
        missing = sum(value in (UNKNOWN, "_U") for value in values)
        first = (name, *_both(each.label), each.role, each.source, str(missing))
        yield (*first, "", "", "", *_both(each.note), told.mark)
        known = {**each.meanings(), **{code: Text.of(es=name, en=name) for code, name in told.places.items()}}
        for code in sorted({part for value in values for part in value.split("|")}):
            yield (name, "", "", "", "", "", code, *_both(known.get(code)), "", "", told.mark)


def _both(text: Text | None) -> tuple[str, str]:
    return ("", "") if text is None else (text.in_language("es"), text.in_language("en"))
