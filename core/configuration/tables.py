"""What the schemas of configurable contents share."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from marshmallow import RAISE, Schema, ValidationError

from core.i18n import lazy as _

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")


class ConfiguredSchema(Schema):
    """A content, or a row of one."""

    class Meta:
        """Unknown fields are refused, never dropped in silence."""

        unknown = RAISE


def each_once(columns: Sequence[str]) -> Callable[[list[dict[str, Any]]], None]:
    """Refuse a table in which two rows have the same in some columns."""

    def check(rows: list[dict[str, Any]]) -> None:
        seen = [tuple(row.get(column) for column in columns) for row in rows]
        if len(seen) != len(set(seen)):
            raise ValidationError([_("A row is there twice.")])

    return check


def plain_code(code: str) -> None:
    """Refuse a code that could not stand in a record, an address or a file."""
    if not _CODE.fullmatch(code):
        raise ValidationError([_("Letters without accents, digits, - and _.")])
