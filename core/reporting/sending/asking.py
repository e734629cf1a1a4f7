"""A branch's signed questions to the regional office of another node, and what announces its packages there."""

from collections.abc import Mapping
from hashlib import sha256

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.canonical import canonical
from core.reporting.closings import branch_of
from core.reporting.leaving import keys, package
from core.reporting.periods import Period
from core.reporting.sending.line import Outgoing

FORMAT, ANNOUNCEMENT = "abrigo-question", "abrigo-announcement"
STANDING, SUMS, SHEET, SHARING = "standing", "sums", "sheet", "sharing"


def question(session: Session, actor: Actor, asks: str, period: Period) -> str:
    """Write a signed question of this very minute; it tells nothing but who asks and after what.

    :param asks: :data:`STANDING`, :data:`SUMS`, :data:`SHEET`, or :data:`SHARING`, where the period does not matter.
    """
    policies.require(actor, "figures.read")
    return _signed(session, actor, {"format": FORMAT, "asks": asks, "period": str(period)})


def announced(session: Session, actor: Actor, envelope: str) -> Outgoing:
    """Make a package ready for the line: the office takes pieces of what its branch has announced, and of nothing else.

    The announcement is good for a day, as long as a package may be on its way.
    """
    policies.require(actor, "figures.read")
    content = envelope.encode()
    told = {"format": ANNOUNCEMENT, "digest": sha256(content).hexdigest(), "total": len(content)}
    return Outgoing(envelope, _signed(session, actor, told))


def _signed(session: Session, actor: Actor, told: Mapping[str, object]) -> str:
    text = canonical({**told, "branch": actor.branch_code, "at": clock.now().isoformat()})
    return package.envelope(text, package.sign(text, keys.private_key(session, branch_of(actor))))
