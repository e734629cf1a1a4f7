"""The blueprint of the screens of care, and what they share."""

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, g

from core import clock
from core.i18n import current
from core.residents import service as residents
from core.web.context import reading

if TYPE_CHECKING:
    from core.residents.models import Resident

bp = Blueprint("care", "core.care", template_folder="templates")


def the_resident(code: str) -> "Resident":
    """Find whom a page is about."""
    with reading() as session:
        return residents.get(session, g.actor, code)


def lead(resident: "Resident") -> str:
    """Name whom a form is about."""
    return f"{resident.house_name} · {resident.code}"


def today() -> date:
    """Tell which day it is for whoever looks."""
    return clock.today(current().zone)
