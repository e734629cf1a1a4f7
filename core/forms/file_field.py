"""The answer that names files: one or several that were sent in, or words in their place."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from core.forms.rules import plain
from core.i18n import lazy

#: Begins what stands in the place of a file: what is attached on paper, or why there is none.
ON_PAPER = "="
#: Stands between the numbers of several files on the page.
BETWEEN = ","
MOST_FILES = 10
_WORDS, _MOST_DIGITS = 200, 9


class AttachmentField(fields.Field[Any]):
    """Names a file that was sent in for this answer: by its number on the page, with hash and kind once it is kept.

    Where there is no file, words say what is attached on paper, or why there is nothing: a child who is missing is
    reported without a photo too. Where an answer takes several, it is the list of them.
    """

    def __init__(self, *, several: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self._several = several

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:  # noqa: ARG002
        if isinstance(value, str) and value.startswith(ON_PAPER):
            words = value.removeprefix(ON_PAPER).strip()
            validate.Length(max=_WORDS)(words)
            plain(words)
            return ON_PAPER + words if words else None
        if not self._several:
            return self._one(value)
        each = value.split(BETWEEN) if isinstance(value, str) else [value] if isinstance(value, Mapping) else value
        found = [self._one(one) for one in each] if isinstance(each, list) else []
        numbers = [one["file"] for one in found]
        if not found or len(set(numbers)) < len(numbers):
            raise ValidationError([lazy("Choose a file.")])
        if len(found) > MOST_FILES:
            raise ValidationError([lazy("Send at most %(n)s files here.", n=MOST_FILES)])
        return found

    def _one(self, value: Any) -> dict[str, Any]:
        if isinstance(value, Mapping) and isinstance(value.get("file"), int):
            return dict(value)
        if isinstance(value, str) and value.isdecimal() and len(value) <= _MOST_DIGITS:
            return {"file": int(value)}
        raise ValidationError([lazy("Choose a file.")])


def files_named(value: Any) -> list[Mapping[str, Any]]:
    """List the files that an answer names; words in their place name none."""
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, Mapping)]
