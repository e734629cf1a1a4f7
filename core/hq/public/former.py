"""What the public was told before, and whether branches have restated it since."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.hq.models import PublicRelease
from core.hq.outside import published
from core.hq.outside.corrections import all_accepted, any_newer
from core.hq.outside.sources import sources
from core.reporting.periods import Period

#: Kinds of periods that are told anew: of three years a correction stands in its year.
CORRECTED = ("A", "Q")


@dataclass(frozen=True, slots=True)
class Standing:
    """A period as it was told last.

    :param branches: whose figures are in each indicator; ``versions`` of which figures, by branch.
    """

    branches: Mapping[str, Sequence[str]]
    versions: Mapping[str, int]


def versions(session: Session) -> dict[Period, int]:
    """Give every period that the public was told, with its newest version."""
    return {period: number for period, (_listed, number) in published.told_to_public(session).items()}


def told(session: Session, period: Period) -> Standing:
    """Read a period as it was told last."""
    listed, number = published.told_to_public(session)[period]
    query = select(PublicRelease.content).where(
        PublicRelease.period == listed, PublicRelease.version == number, PublicRelease.state == "issued"
    )
    kept = json.loads(session.scalars(query).one())["parts"][str(period)]
    return Standing(kept["branches"], kept["versions"])


def restated(session: Session, year: int) -> tuple[Period, ...]:
    """List all of a year that the public was told, if any of it was restated since; else nothing.

    A correction replaces all of it at once, and adds up those who were added up: it waits until each is accepted.
    """
    parts = [each for each in versions(session) if each.year == year and each.kind in CORRECTED]
    pairs = [(told(session, each).versions, sources(session, each).versions) for each in parts]
    newer = all(all_accepted(*each) for each in pairs) and any(any_newer(*each) for each in pairs)
    return tuple(sorted(parts, key=lambda each: (each.last, each.days))) if newer else ()
