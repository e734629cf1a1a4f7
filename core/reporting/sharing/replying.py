"""A branch's word on a further use of its figures: by a donor, the press, a ministry or for research (HQ-7).

Silence for ten working days is a no. A yes can be taken back at any time, a no may become a yes until the day is over.
What the branch answers it has read: the answer bears the hash of what was asked.
"""

from typing import Any

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import canonical, digest
from core.errors import N_, Invalid
from core.reporting.closings import branch_of
from core.reporting.leaving import keys, package
from core.reporting.sharing.further_use import FORMAT, NO, YES, Request

LONGEST = 600
OTHER_WORDS = N_("What was asked is not what the office's hash says. Ask the office.")


def answer(session: Session, actor: Actor, request: Request, said: str, text: str) -> str:
    """Say yes or no as director, as one signed file.

    :raises Invalid: if the answer is neither, the words are too long, or the request is not what its hash says.
    """
    policies.require(actor, "sharing.answer")
    faults: dict[str, list[str]] = {}
    if said not in (YES, NO):
        faults["answer"] = [N_("Choose yes or no.")]
    if len(text.strip()) > LONGEST:
        faults["text"] = [N_("This is too long.")]
    if digest(request.content) != request.digest:
        faults["answer"] = [OTHER_WORDS]
    if faults:
        raise Invalid(faults)
    told: dict[str, Any] = {
        "format": FORMAT, "branch": actor.branch_code, "number": request.number, "asked": request.digest,
        "answer": said, "text": text.strip(), "by": actor.name, "at": clock.now().isoformat(),
    }  # fmt: skip
    written = canonical(told)
    record(
        session, actor, "sharing.answer", Subject("sharing_request", request.number), answer=said, hash=request.digest
    )
    return package.envelope(written, package.sign(written, keys.private_key(session, branch_of(actor))))
