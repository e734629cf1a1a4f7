"""What a version of a period says of the one that was signed before it: which withheld figures it has changed.

Somebody who has both takes a withheld figure that a correction left alone for one and the same. The control in the
house reckons with a reader who knows this of every figure, so that saying it tells nobody more than is guarded already;
and the office has to know it, to keep no sum that would give one of the two away.
"""

from collections.abc import Set
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.reporting.catalogue import Key
from core.reporting.closings import cells_of, hidden_in
from core.reporting.masking import name_of
from core.reporting.models import Closing


@dataclass(frozen=True, slots=True)
class Former:
    """The version that was signed before.

    :param changed: names of the figures that one of both withholds, and whose counts differ.
    """

    version: int
    changed: tuple[str, ...]


def former(session: Session, closing: Closing, hidden: Set[Key]) -> Former | None:
    """Hold a closing against the version that was signed before it; None if it is the first.

    :param hidden: what it withholds.
    """
    query = select(Closing).where(
        Closing.branch_id == closing.branch_id, Closing.period == closing.period, Closing.package.is_not(None),
        Closing.version < closing.version,
    )  # fmt: skip
    before = session.scalars(query.order_by(Closing.version.desc()).limit(1)).first()
    if before is None:
        return None
    then, now = ({each.key: each.value for each in cells_of(one)} for one in (before, closing))
    withheld = (hidden | hidden_in(before)) & then.keys() & now.keys()
    return Former(before.version, tuple(sorted(name_of(key) for key in withheld if then[key] != now[key])))
