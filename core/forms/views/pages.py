"""What the pages about a form show of it beside its answers."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import g

from core import clock
from core.access import people
from core.access.people import Post
from core.forms import addressees, attachments, copies, handing, reading, records, rights, service, signing
from core.forms.opened import Opened
from core.i18n import current
from plugins.contract.stages import Severity

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_TWO_MONTHS = timedelta(days=62)


def staff_posts() -> list[Post]:
    """List who works in the actor's house and worked there in the last two months, from the network's own records."""
    network = g.get("network")
    if network is None:
        return []
    with network.reading() as session:
        today = clock.today(current().zone)
        return people.posts(session, g.actor.branch_code, today - _TWO_MONTHS, today, current().zone)


def about(session: "Session", opened: Opened) -> dict[str, Any]:
    """Name the form and whom it is about."""
    resident = service.resident_of(session, opened)
    return {"opened": opened, "record": opened.record, "legal_form": opened.form, "resident": resident}


def standing(session: "Session", opened: Opened) -> dict[str, Any]:
    """Gather what a page says of a form beside its answers."""
    form, record = opened.form, opened.record
    still_open = record.state in rights.OPEN
    objections = service.objections(g.country, form, opened.places, opened.answers.values) if still_open else []
    return {
        "parts": reading.parts(opened, g.country),
        "files": attachments.shown(session, opened),
        "signatures": {each.signatory: each for each in records.signatures_of(session, record.id)},
        "places": signing.open_places(session, g.actor, opened),
        "noted": {} if opened.withheld else records.read_note(session, record),
        "objections": reading.doubts_said(opened, objections),
        "blocked": any(each.severity is Severity.BLOCKING for each in objections),
        "recipient": addressees.name(session, record.recipient_code),
        "formats": copies.formats_of(form),
        "allowed": handing.allowed(session, g.actor, opened),
    }
