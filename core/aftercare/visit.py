"""The sheet that goes along on a visit after a stay, to be written on there.

Whoever finds it, or looks over a shoulder, learns of a visit and nothing else: no sign, no organisation, no address, no
cause, neither on the paper nor in its name or its properties. What is asked is asked as any visitor would.
"""

import json
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.aftercare import follow_ups
from core.aftercare.models import FollowUp
from core.aftercare.terms import DUE
from core.audit.service import Subject, record
from core.errors import Conflict
from core.i18n import current, formats
from core.i18n import gettext as _
from core.residents import service as residents
from core.typesetting import compile_pdf, printable

_TEMPLATE = Path(__file__).parent / "templates" / "visit.typ"


def take_along(session: Session, actor: Actor, follow_up_id: int) -> tuple[bytes, str]:
    """Print the sheet for a follow-up that is due; that it was printed is an event.

    :returns: a PDF that conforms to PDF/UA-1 and PDF/A-2a, and a name for it that says no more than the paper.
    :raises Conflict: if it is not due.
    """
    due = follow_ups.get(session, actor, follow_up_id)
    if due.state != DUE:
        raise Conflict
    (person,) = residents.by_ids(session, [due.resident_id])
    record(session, actor, "follow_up.print", Subject("follow_up", due.id))
    sheet = printable(_sheet(actor, due, person.house_name))
    made = compile_pdf({"main.typ": _TEMPLATE.read_bytes()}, clock.now(), form=json.dumps(sheet))
    return made, _("visit-%(day)s.pdf", day=due.due_on.isoformat())


def _sheet(actor: Actor, due: FollowUp, name: str) -> dict[str, Any]:
    return {
        "language": current().language,
        "title": _("Notes of a visit"),
        "facts": [[_("For"), name], [_("Who visits"), actor.name], [_("Around"), formats.format_date(due.due_on)]],
        "spaces": [
            [_("Day and hour"), 1], [_("How are things at home, and with friends?"), 3],
            [_("And with health?"), 3], [_("And with school or work?"), 3], [_("What would help now?"), 3],
            [_("Agreed, and when we talk again"), 2],
        ],
    }  # fmt: skip
