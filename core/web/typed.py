"""Between what people type and what a schema loads, both ways, one small function per kind of control."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import NumberFormatError, parse_decimal
from marshmallow import fields, missing
from marshmallow.utils import get_value
from werkzeug.datastructures import FileStorage, MultiDict

from core.i18n import current, formatting_locale, gettext, parse_date, say
from core.web.controls import Control, renamed
from core.web.fields import PartialDate

MOST_ROWS = 100
# Joiners are left alone: emoji and some scripts need them. The rest hides text or turns it round.
_HIDDEN = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_LINES = {"\n", "\t"}


class Sent:
    """What a browser sent: the fields and the files."""

    def __init__(self, form: MultiDict[str, str], files: MultiDict[str, FileStorage] | None = None) -> None:
        self.form = form
        self.files = files

    def text(self, name: str) -> str:
        """Read one value: composed letters, plain line ends, no space around it."""
        raw = self.form.get(name, "").replace("\r\n", "\n")
        return unicodedata.normalize("NFC", raw).strip()


def read(control: Control, sent: Sent) -> Any:
    """Take what was typed into a control."""
    return _READERS.get(control.kind, _read_text)(control, sent)


def loadable(control: Control, typed: Any) -> Any:
    """Turn what was typed into what the schema loads; ``missing`` if the control was left empty."""
    return _LOADERS.get(control.kind, _load_text)(control, typed)


def shown(control: Control, value: Any) -> Any:
    """Turn a stored value into what stands typed in the control."""
    if value is None or value is missing:
        return empty(control)
    show: Callable[[Control, Any], Any] = _SHOWERS.get(control.kind, _show_text)
    return show(control, value)


def empty(control: Control) -> Any:
    """Tell what an untouched control holds."""
    blanks: dict[str, Callable[[], Any]] = {
        "checkboxes": list,
        "table": list,
        "partial_date": dict,
        "group": lambda: {child.key: empty(child) for child in control.children},
    }
    return blanks.get(control.kind, str)()


def worded(control: Control, typed: Any) -> str:
    """Say what stands typed in a control as its reader knows it: options by their labels."""
    labels = {"yes": gettext("Yes"), "no": gettext("No")} if control.kind in ("boolean", "checkbox") else {}
    labels |= {choice.value: say(choice.label) for choice in control.choices}
    parts = typed.values() if isinstance(typed, Mapping) else typed if isinstance(typed, list) else [typed]
    return ", ".join(labels.get(str(part), str(part)) for part in parts if part)


def blank(typed: Any) -> bool:
    """Tell whether nothing at all was typed."""
    if isinstance(typed, Mapping):
        return all(blank(value) for value in typed.values())
    return not typed


def faults_in(control: Control, typed: Any) -> list[str]:
    """Find what no schema should have to look for: hidden signs, endless text, options nobody offered."""
    texts = typed if isinstance(typed, list) else [typed]
    written = [text for text in texts if isinstance(text, str)]
    found = [fault for text in written for fault in _sign_faults(control, text)]
    if control.limit and any(len(text) > control.limit for text in written):
        found.append(gettext("Write at most %(limit)s characters.", limit=control.limit))
    offered = {choice.value for choice in control.choices}
    if offered and any(text and text not in offered for text in written):
        found.append(gettext("Choose one of the options."))
    return found


def _sign_faults(control: Control, text: str) -> list[str]:
    lines = _LINES if control.kind == "longtext" else set()
    for sign in text:
        if _HIDDEN.match(sign) or (unicodedata.category(sign) == "Cc" and sign not in lines):
            code = f"U+{ord(sign):04X}"
            return [gettext("There is an invisible sign (%(code)s). Delete the text and type it again.", code=code)]
    return []


def _read_text(control: Control, sent: Sent) -> str:
    return sent.text(control.name)


def _read_password(control: Control, sent: Sent) -> str:
    return sent.form.get(control.name, "")


def _read_many(control: Control, sent: Sent) -> list[str]:
    return [value for value in sent.form.getlist(control.name) if value]


def _read_partial(control: Control, sent: Sent) -> dict[str, str]:
    return {part: sent.text(f"{control.name}-{part}") for part in ("day", "month", "year", "about")}


def _read_file(control: Control, sent: Sent) -> FileStorage | str:
    file = sent.files.get(control.name) if sent.files else None
    return file if file is not None and file.filename else ""


def _read_group(control: Control, sent: Sent) -> dict[str, Any]:
    return {child.key: read(child, sent) for child in control.children}


def _read_table(control: Control, sent: Sent) -> list[dict[str, Any]]:
    pattern = re.compile(rf"{re.escape(control.name)}-(\d{{1,4}})-")
    places = sorted({int(found[1]) for key in [*sent.form, *(sent.files or ())] if (found := pattern.match(key))})
    rows = [
        {child.key: read(renamed(child, f"{control.name}-{place}-{child.key}"), sent) for child in control.children}
        for place in places[:MOST_ROWS]
    ]
    return [row for row in rows if not blank(row)]


def _load_text(control: Control, typed: Any) -> Any:
    if typed != "":
        return typed
    return None if control.field.allow_none else missing


def _load_many(control: Control, typed: list[str]) -> Any:
    return typed if typed or not control.required else missing


def _load_date(control: Control, typed: str) -> Any:
    day = parse_date(typed)
    return day.isoformat() if day else _load_text(control, typed)


def _load_datetime(control: Control, typed: str) -> Any:
    clock = re.search(r"[T ](\d{1,2}):(\d{2})(?::\d{2})?$", typed)
    day = parse_date(typed[: clock.start()].rstrip(", ")) if clock else None
    if clock is None or day is None or int(clock[1]) > 23 or int(clock[2]) > 59:
        return _load_text(control, typed)
    zone = None if isinstance(control.field, fields.NaiveDateTime) else ZoneInfo(current().zone)
    return datetime.combine(day, time(int(clock[1]), int(clock[2])), zone).isoformat()


def _load_number(control: Control, typed: str) -> Any:
    try:
        return str(parse_decimal(typed, locale=formatting_locale(current().locale), strict=True))
    except NumberFormatError:
        return _load_text(control, typed)


def _load_partial(control: Control, typed: Mapping[str, str]) -> Any:
    parts = {part: typed.get(part, "") for part in ("year", "month", "day")}
    if not any(parts.values()):
        return _load_text(control, "")
    if not all(part.isdecimal() or not part for part in parts.values()):
        return "?"
    written = "-".join(part.zfill(2) for part in parts.values() if part)
    # A day without its month must not pass for a month.
    return "?" if parts["day"] and not parts["month"] else ("~" if typed.get("about") else "") + written


def _load_flag(control: Control, typed: str) -> Any:  # noqa: ARG001 - the loaders share a shape
    return bool(typed)


def _load_group(control: Control, typed: Mapping[str, Any]) -> Any:
    if blank(typed) and not control.required:
        return None if control.field.allow_none else missing
    return _load_parts(control, typed)


def _load_table(control: Control, typed: list[dict[str, Any]]) -> Any:
    rows = [_load_parts(control, row) for row in typed]
    return rows if rows or not control.required else missing


def _load_parts(control: Control, typed: Mapping[str, Any]) -> dict[str, Any]:
    found = {child.key: loadable(child, typed.get(child.key, empty(child))) for child in control.children}
    return {key: value for key, value in found.items() if value is not missing}


def _show_text(control: Control, value: Any) -> str:
    if isinstance(value, Enum):
        by_value = isinstance(control.field, fields.Enum) and control.field.by_value
        return str(value.value if by_value or not isinstance(control.field, fields.Enum) else value.name)
    return str(value)


def _show_boolean(control: Control, value: Any) -> str:  # noqa: ARG001 - the showers share a shape
    return "yes" if value else "no"


def _show_flag(control: Control, value: Any) -> str:  # noqa: ARG001
    return "yes" if value else ""


def _show_many(control: Control, value: Any) -> list[str]:
    return [_show_text(control, each) for each in value]


def _show_date(control: Control, value: Any) -> str:  # noqa: ARG001
    return value.isoformat() if isinstance(value, date) else str(value)


def _show_datetime(control: Control, value: Any) -> str:  # noqa: ARG001
    if not isinstance(value, datetime):
        return str(value)
    local = value.astimezone(ZoneInfo(current().zone)) if value.tzinfo else value
    return local.strftime("%Y-%m-%dT%H:%M")


def _show_partial(control: Control, value: Any) -> dict[str, str]:  # noqa: ARG001
    known = value if isinstance(value, PartialDate) else PartialDate.read(str(value))
    parts = {"year": known.year, "month": known.month, "day": known.day}
    return {part: str(number or "") for part, number in parts.items()} | {"about": "yes" if known.approximate else ""}


def _show_group(control: Control, value: Any) -> dict[str, Any]:
    return {child.key: shown(child, get_value(value, child.field.attribute or child.key)) for child in control.children}


def _show_table(control: Control, value: Any) -> list[dict[str, Any]]:
    return [_show_group(control, row) for row in value]


_READERS: dict[str, Callable[[Control, Sent], Any]] = {
    "checkboxes": _read_many,
    "password": _read_password,
    "partial_date": _read_partial,
    "file": _read_file,
    "group": _read_group,
    "table": _read_table,
}
_LOADERS: dict[str, Callable[[Control, Any], Any]] = {
    "checkboxes": _load_many,
    "checkbox": _load_flag,
    "date": _load_date,
    "datetime": _load_datetime,
    "integer": _load_number,
    "decimal": _load_number,
    "partial_date": _load_partial,
    "group": _load_group,
    "table": _load_table,
}


def _show_attachment(control: Control, value: Any) -> str:  # noqa: ARG001
    """Name kept files by their numbers; words in their place stand as they are."""
    several = value if isinstance(value, list) else [value]
    return ",".join(str(each["file"]) if isinstance(each, Mapping) else str(each) for each in several)


_SHOWERS: dict[str, Callable[[Control, Any], Any]] = {
    "attachment": _show_attachment,
    "boolean": _show_boolean,
    "checkbox": _show_flag,
    "checkboxes": _show_many,
    "date": _show_date,
    "datetime": _show_datetime,
    "partial_date": _show_partial,
    "group": _show_group,
    "table": _show_table,
}
