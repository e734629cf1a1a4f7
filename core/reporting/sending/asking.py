"""A branch's signed questions to the regional office of another node."""

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.canonical import canonical
from core.reporting.closings import branch_of
from core.reporting.leaving import keys, package
from core.reporting.periods import Period

FORMAT = "abrigo-question"
STANDING, SUMS, SHEET, SHARING = "standing", "sums", "sheet", "sharing"


def question(session: Session, actor: Actor, asks: str, period: Period) -> str:
    """Write a signed question of this very minute; it tells nothing but who asks and after what.

    :param asks: :data:`STANDING`, :data:`SUMS`, :data:`SHEET`, or :data:`SHARING`, where the period does not matter.
    """
    policies.require(actor, "figures.read")
    told = {
        "format": FORMAT, "branch": actor.branch_code, "asks": asks, "period": str(period),
        "at": clock.now().isoformat(),
    }  # fmt: skip
    text = canonical(told)
    return package.envelope(text, package.sign(text, keys.private_key(session, branch_of(actor))))
