"""Field classes that marshmallow lacks: a date of which only a part is known, and a sent file."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import fields
from werkzeug.datastructures import FileStorage

_WRITTEN = re.compile(r"(?P<about>~?)(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day of which perhaps only the month or the year is known.

    :param approximate: somebody's estimate.
    :raises ValueError: if it is no day of the calendar, or a day without its month.
    """

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("A day needs its month.")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def read(cls, written: str) -> "PartialDate":
        """Read ``2010``, ``2010-05``, ``2010-05-04`` or the same with ``~`` before it.

        :raises ValueError: if it is written in another way.
        """
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError("Not a partial date.")
        month, day = (int(found[part]) if found[part] else None for part in ("month", "day"))
        return cls(int(found["year"]), month, day, bool(found["about"]))

    @property
    def earliest(self) -> date:
        """The first day that it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it may be: the one that protects, where an age decides."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        known = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return ("~" if self.approximate else "") + "-".join(known)


class UncertainDate(fields.Field[PartialDate]):
    """A :class:`PartialDate`, written as text in JSON."""

    default_error_messages = {"invalid": "Not a valid date."}  # noqa: RUF012 - marshmallow's own way

    def _serialize(self, value: PartialDate | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:  # noqa: ARG002
        return None if value is None else str(value)

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002
        data: Mapping[str, Any] | None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> PartialDate:
        try:
            return PartialDate.read(str(value))
        except ValueError as error:
            raise self.make_error("invalid") from error


class File(fields.Field[FileStorage]):
    """A file as it was sent; what it may hold is checked by whoever stores it."""

    default_error_messages = {"invalid": "Not a valid file."}  # noqa: RUF012 - marshmallow's own way

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002
        data: Mapping[str, Any] | None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> FileStorage:
        if not isinstance(value, FileStorage):
            raise self.make_error("invalid")
        return value
