"""Reads what somebody sent: strict JSON, then its shape, before a word of it is believed."""

import json
from typing import Any

from marshmallow import Schema, ValidationError

from core.errors import N_, Invalid
from core.hq.receiving.schemas import EnvelopeSchema, PackageSchema
from core.reporting.leaving.package import FORMAT, FORMAT_VERSION, canonical

#: Characters of the largest envelope; a year of a large house has less than a fiftieth of it.
LARGEST = 3_000_000
#: The ways by which something comes: from the same node, as a file that somebody brings in, or to the open door.
NODE, FILE, HTTPS = "node", "file", "https"
#: More digits than any count, and fewer than Python takes long to read.
_DIGITS = 18

NO_SUBMISSION = N_("This is not a submission, or it was cut off.")
WRONG_FORM = N_("The submission does not have the expected form.")
FROM_THE_FUTURE = N_("It was made with a newer version of Abrigo. Update this office first.")
TOO_LARGE = N_("This is too large to be a submission.")


def refused(message: str) -> Invalid:
    """Say the one reason why a submission is refused."""
    return Invalid({"submission": [message]})


def decoded(content: bytes) -> str:
    """Read bytes as text.

    :raises Invalid: if they are none.
    """
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise refused(NO_SUBMISSION) from error


def open_envelope(text: str) -> dict[str, Any]:
    """Read an envelope: package and signature, nothing of which is believed yet.

    :raises Invalid: if it is none.
    """
    if len(text) > LARGEST:
        raise refused(TOO_LARGE)
    return _load(EnvelopeSchema(), _parsed(text, NO_SUBMISSION), NO_SUBMISSION)


def open_package(package: str) -> dict[str, Any]:
    """Read a package.

    :raises Invalid: if it comes from a newer version, or is not written in the one way that is signed.
    """
    raw = _parsed(package, WRONG_FORM)
    if isinstance(raw, dict) and raw.get("format") == FORMAT:
        version = raw.get("format_version")
        if isinstance(version, int) and version > FORMAT_VERSION:
            raise refused(FROM_THE_FUTURE)
    return _canonical(PackageSchema(), raw, package)


def parsed(schema: Schema, text: str) -> dict[str, Any]:
    """Read what a branch has signed, of another form than a package.

    :raises Invalid: if it has not the form, or is not written in the one way that is signed.
    """
    return _canonical(schema, _parsed(text, WRONG_FORM), text)


def _canonical(schema: Schema, raw: Any, text: str) -> dict[str, Any]:
    content = _load(schema, raw, WRONG_FORM)
    if canonical(content) != text:
        raise refused(WRONG_FORM)
    return content


def _load(schema: Schema, raw: Any, message: str) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(raw)
    except ValidationError as error:
        raise refused(message) from error
    return loaded


def _parsed(text: str, message: str) -> Any:
    """Parse JSON of integers and text; a depth that would exhaust the reader is no submission either."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_without_repeats,
            parse_int=_short_integer,
            parse_float=_never,
            parse_constant=_never,
        )
    except (ValueError, RecursionError) as error:
        raise refused(message) from error


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers may disagree on which of two equal keys counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A key stands twice.")
    return found


def _short_integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError("This number is too long.")
    return int(digits)


def _never(_text: str) -> None:
    raise ValueError("A submission holds integers only.")
