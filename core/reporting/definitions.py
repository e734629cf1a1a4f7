"""What figures were counted by, kept as data with each closing: an upgrade changes nothing of what was closed before.

A catalogue names populations by the names of functions. A population whose meaning changes gets a new name and the old
one stays as long as somebody may want to count by it: what stands here can then be counted again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.canonical import canonical, digest
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Catalogue
from core.reporting.models import Closing, FigureDefinition
from core.reporting.periods import Period
from core.reporting.populations import Scope
from plugins.profile import CountryProfile


@dataclass(frozen=True, slots=True)
class Definition:
    """What a period was counted by.

    :param grades: how its figures compared with the region's, by indicator.
    :param country: what the country's lists meant regionally, who had to agree to counting, and the age of majority.
    """

    catalogue: Catalogue
    grades: Mapping[str, str]
    country: Mapping[str, Any]

    def scope(self, branch_id: int, period: Period, zone: str) -> Scope:
        """Describe a branch and a period that is over to the populations."""
        purposes, means = (tuple((a, b, c) for a, b, c in self.country[name]) for name in ("purposes", "means"))
        due = {each.id: each.meaning.evidence for each in self.catalogue.due(period.kind)}
        agreed = tuple(self.country["statistics"])
        return Scope(
            branch_id, period, zone, purposes, means=means, due=due, statistics=agreed,
            majority=self.country["majority"],
        )  # fmt: skip


def keep(session: Session, country: CountryProfile, scope: Scope) -> FigureDefinition:
    """Keep what figures are counted by today, once."""
    content = canonical({
        "catalogue": catalogues.declared(),
        "grades": {code: each.grade for code, each in country.comparability.items()},
        "country": {
            "purposes": [list(each) for each in scope.purposes], "means": [list(each) for each in scope.means],
            "statistics": list(scope.statistics), "majority": scope.majority,
        },
    })  # fmt: skip
    same = (FigureDefinition.branch_id == scope.branch_id, FigureDefinition.digest == digest(content))
    known = session.scalar(select(FigureDefinition).where(*same))
    if known is None:
        known = FigureDefinition(branch_id=scope.branch_id, digest=digest(content), content=content)
        session.add(known)
        session.flush()  # the closing points to it
    return known


def of(session: Session, closing: Closing) -> Definition:
    """Give what a closing was counted by."""
    content = json.loads(session.get_one(FigureDefinition, closing.definition_id).content)
    known = catalogues.read(content["catalogue"]["figures"], content["catalogue"]["handbook"])
    return Definition(known, content["grades"], content["country"])
