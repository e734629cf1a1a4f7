"""The lines beside a button on a form's page: its recipient, its delivery, a copy, and that it does not count."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from core.forms import handing, records
from core.forms.opened import Opened
from core.forms.schemas import CopySchema, DeliverySchema, RecipientSchema, VoidSchema
from core.web.forms import Form

if TYPE_CHECKING:
    from marshmallow import Schema
    from sqlalchemy.orm import Session

SCHEMAS: Mapping[str, Callable[[], "Schema"]] = {
    "recipient": RecipientSchema,
    "deliver": DeliverySchema,
    "print": CopySchema,
    "void": VoidSchema,
}
#: Stands for no recipient where somebody has to choose one.
_NOBODY = "nobody"


def line(session: "Session", opened: Opened, name: str) -> Form:
    """Give one of the lines as it stands on the page."""
    choices: dict[str, Any] = {}
    data: dict[str, Any] | None = None
    if name == "recipient":
        offered = handing.recipients(session, opened)
        choices = {"recipient": [(code or _NOBODY, label) for code, label in offered]}
        noted = {} if opened.withheld else records.read_note(session, opened.record)
        data = {"recipient": opened.record.recipient_code or _NOBODY, "reason": noted.get("recipient", "")}
    return Form(SCHEMAS[name](), data=data, choices=choices, place=name)


def code_of(chosen: str) -> str:
    """Turn what was chosen into a recipient's code, empty for nobody."""
    return "" if chosen == _NOBODY else chosen
